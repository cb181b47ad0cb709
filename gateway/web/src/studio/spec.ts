/** What the form of a stream's settings says, and the requests that come of it. */

import type { Codec, Ladder, Rung, Spec } from './model';

export interface RungFields {
  readonly name: string;
  readonly height: string;
  readonly kilobits: string;
  readonly codec: Codec;
}

/** As it stands in the form. */
export interface SpecFields {
  readonly title: string;
  readonly description: string;
  readonly tags: string;
  readonly latencyMode: string;
  readonly ladder: string;
  readonly rungs: readonly RungFields[];
  readonly dvr: string;
  readonly playbackPolicy: string;
  readonly encryption: string;
  readonly reconnect: string;
}

type InvalidRung = 'rungCount' | 'rungName' | 'rungHeight' | 'rungBitrate';
export type Invalid = 'title' | 'description' | 'tags' | 'reconnect' | InvalidRung;

export const MOST_RUNGS = 8;
const MOST_TAGS = 20;
const LONGEST_TAG = 50;
const LONGEST_TITLE = 200;
const LONGEST_DESCRIPTION = 5_000;
const LONGEST_RECONNECT = 1_800;
const RUNG_NAME = /^[a-z0-9][a-z0-9-]{0,15}$/;
const RESERVED = new Set(['source', 'audio', 'audio-aac', 'poster', 'metadata']);

export const DEFAULTS: Spec = {
  title: '',
  description: null,
  tags: [],
  playbackPolicy: 'public',
  latencyMode: 'low',
  ladder: 'auto',
  dvrWindowSeconds: 0,
  reconnectWindowSeconds: 60,
  encryption: 'none',
};

/** What is offered first to who chooses qualities. */
export const FIRST_RUNGS: readonly Rung[] = [
  { name: '720p', height: 720, videoBitrate: 2_800_000 },
  { name: '360p', height: 360, videoBitrate: 700_000 },
];

export function fieldsOf(spec: Spec): SpecFields {
  const rungs = typeof spec.ladder === 'string' ? FIRST_RUNGS : spec.ladder;
  return {
    title: spec.title,
    description: spec.description ?? '',
    tags: spec.tags.join(', '),
    latencyMode: spec.latencyMode,
    ladder: typeof spec.ladder === 'string' ? spec.ladder : 'rungs',
    rungs: rungs.map((rung) => ({
      name: rung.name,
      height: String(rung.height),
      kilobits: String(rung.videoBitrate / 1_000),
      codec: rung.codec ?? 'h264',
    })),
    dvr: String(spec.dvrWindowSeconds),
    playbackPolicy: spec.playbackPolicy,
    encryption: spec.encryption,
    reconnect: String(spec.reconnectWindowSeconds),
  };
}

/** The settings that the fields say, or what is wrong with them first. */
export function specOf(fields: SpecFields): Spec | Invalid {
  const title = fields.title.trim();
  const description = fields.description.trim();
  const tags = tagsOf(fields.tags);
  const reconnect = wholeNumber(fields.reconnect, 0, LONGEST_RECONNECT);
  const ladder = ladderOf(fields);
  if (title === '' || length(title) > LONGEST_TITLE) {
    return 'title';
  }
  if (length(description) > LONGEST_DESCRIPTION) {
    return 'description';
  }
  if (tags.length > MOST_TAGS || tags.some((tag) => length(tag) > LONGEST_TAG)) {
    return 'tags';
  }
  if (isInvalid(ladder)) {
    return ladder;
  }
  if (reconnect === null) {
    return 'reconnect';
  }
  return {
    title,
    description: description || null,
    tags,
    playbackPolicy: fields.playbackPolicy === 'signed' ? 'signed' : 'public',
    latencyMode: fields.latencyMode === 'standard' ? 'standard' : 'low',
    ladder,
    dvrWindowSeconds: Number(fields.dvr),
    reconnectWindowSeconds: reconnect,
    encryption: fields.encryption === 'aes-128' ? 'aes-128' : 'none',
  };
}

/** The merge patch (RFC 7396) that makes `after` of `before`: what did not change is not in it. */
export function changes(before: Spec, after: Spec): Partial<Spec> {
  const different = (Object.keys(after) as (keyof Spec)[]).filter((key) => JSON.stringify(before[key]) !== JSON.stringify(after[key]));
  return Object.fromEntries(different.map((key) => [key, after[key]]));
}

/** The part of a stream that its settings are, in the order in which changes are looked for. */
export function settingsOf(stream: Omit<Spec, 'description'> & { readonly description?: string | null }): Spec {
  return {
    title: stream.title,
    description: stream.description || null,
    tags: stream.tags,
    playbackPolicy: stream.playbackPolicy,
    latencyMode: stream.latencyMode,
    ladder: typeof stream.ladder === 'string' ? stream.ladder : stream.ladder.map(plain),
    dvrWindowSeconds: stream.dvrWindowSeconds,
    reconnectWindowSeconds: stream.reconnectWindowSeconds,
    encryption: stream.encryption,
  };
}

/** Each tag once. Chinese keyboards have commas of their own. */
function tagsOf(text: string): string[] {
  return [...new Set(text.split(/[,，、]/u).map((tag) => tag.trim()).filter((tag) => tag !== ''))];
}

function ladderOf(fields: SpecFields): Ladder | InvalidRung {
  if (fields.ladder !== 'rungs') {
    return fields.ladder === 'source' ? 'source' : 'auto';
  }
  if (fields.rungs.length < 1 || fields.rungs.length > MOST_RUNGS) {
    return 'rungCount';
  }
  const rungs: Rung[] = [];
  for (const field of fields.rungs) {
    const name = field.name.trim();
    const height = wholeNumber(field.height, 144, 2_160);
    const kilobits = wholeNumber(field.kilobits, 100, 50_000);
    if (!RUNG_NAME.test(name) || RESERVED.has(name) || rungs.some((rung) => rung.name === name)) {
      return 'rungName';
    }
    if (height === null || height % 2 !== 0) {
      return 'rungHeight';
    }
    if (kilobits === null) {
      return 'rungBitrate';
    }
    rungs.push(plain({ name, height, videoBitrate: kilobits * 1_000, codec: field.codec }));
  }
  return rungs;
}

/** As the API writes it: without the codec that it takes for granted. */
function plain({ name, height, videoBitrate, codec }: Rung): Rung {
  return codec && codec !== 'h264' ? { name, height, videoBitrate, codec } : { name, height, videoBitrate };
}

function isInvalid(ladder: Ladder | InvalidRung): ladder is InvalidRung {
  return typeof ladder === 'string' && ladder.startsWith('rung');
}

function wholeNumber(text: string, least: number, most: number): number | null {
  const value = Number(text);
  return text.trim() !== '' && Number.isInteger(value) && value >= least && value <= most ? value : null;
}

/** In code points, as the API counts. */
function length(text: string): number {
  return [...text].length;
}
