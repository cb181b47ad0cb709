/** The light that says how the stream does, and why. */

import { byId, element, setText } from '../dom';
import { texts } from '../language';
import { bitrate, number } from './format';
import { liveTexts } from './live-texts';
import type { Health, Severity } from './model';

export type Light = Severity | 'off' | 'unknown' | 'waiting';

export interface HealthView {
  readonly light: Light;
  readonly word: string;
  readonly issues: readonly { readonly severity: Severity; readonly label: string; readonly text: string; readonly detail: string }[];
  readonly facts: readonly (readonly [string, string])[];
}

/** What there is to say; null is a health that could not be asked for. */
export function healthView(health: Health | null): HealthView {
  const words = texts(liveTexts);
  if (health === null) {
    return { light: 'unknown', word: words.healthUnknown, issues: [], facts: [] };
  }
  const light = lightOf(health);
  return {
    light,
    word: light === 'off' ? words.healthOff : light === 'waiting' ? words.healthWaiting : words.healthWords[health.status],
    issues: health.issues.map((issue) => ({
      severity: issue.severity,
      label: words.severities[issue.severity],
      text: words.issueAdvice[issue.code] ?? issue.message,
      // The API's sentence has the figures; it is English.
      detail: issue.code in words.issueAdvice ? issue.message : '',
    })),
    facts: facts(health),
  };
}

function lightOf(health: Health): Light {
  switch (health.streamStatus) {
    case 'idle':
    case 'ended':
    case 'disabled':
      return 'off';
    case 'connecting':
      return 'waiting';
    case 'active':
      return health.video || health.audio || health.issues.length > 0 ? health.status : 'waiting';
    case 'reconnecting':
      return health.status;
  }
}

function facts(health: Health): (readonly [string, string])[] {
  const words = texts(liveTexts);
  const { video, audio, ladder } = health;
  const all: (readonly [string, string])[] = [];
  if (video) {
    all.push([words.video, `${codec(video.codec)} ${video.width}×${video.height}, ${number(video.frameRate, 1)} fps, ${bitrate(video.bitrate)}`]);
  }
  if (audio) {
    all.push([words.audio, `${codec(audio.codec)} ${number(audio.sampleRate / 1_000, 1)} kHz ${words.channels(audio.channels)}, ${bitrate(audio.bitrate)}`]);
  }
  if (ladder && ladder.rungs.length > 0) {
    all.push([words.ladderNow, ladder.rungs.map((rung) => (rung.state === 'shed' ? `${rung.name} (${words.rungShed})` : rung.name)).join(', ')]);
  }
  return all;
}

const CODECS: Record<string, string> = { avc1: 'H.264', hvc1: 'HEVC', av01: 'AV1', mp4a: 'AAC', Opus: 'Opus', opus: 'Opus' };

function codec(fourCc: string): string {
  return CODECS[fourCc] ?? fourCc;
}

export function showHealth(health: Health | null): void {
  const view = healthView(health);
  byId('light').dataset['light'] = view.light;
  setText(byId('health-word'), view.word);
  const list = byId('issues');
  list.hidden = view.issues.length === 0;
  const shown = JSON.stringify(view.issues);
  if (list.dataset['shown'] !== shown) {
    list.dataset['shown'] = shown;
    list.replaceChildren(
      ...view.issues.map((issue) => {
        const label = element('span', 'badge', issue.label);
        label.dataset['severity'] = issue.severity;
        return element('li', '', label, element('span', '', issue.text), element('small', 'hint', issue.detail));
      }),
    );
  }
  const pairs = byId('source-facts');
  const text = JSON.stringify(view.facts);
  if (pairs.dataset['shown'] !== text) {
    pairs.dataset['shown'] = text;
    pairs.replaceChildren(...view.facts.flatMap(([name, value]) => [element('dt', '', name), element('dd', '', value)]));
  }
}
