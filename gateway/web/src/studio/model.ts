/** What the API says, as far as the studio and the admin's page show it. */

import type { StreamStatus } from '../api';

export type { StreamStatus };
export type Role = 'admin' | 'broadcaster' | 'viewer';
export type Codec = 'h264' | 'hevc' | 'av1';

export interface User {
  readonly id: string;
  readonly username: string;
  readonly roles: readonly Role[];
  readonly createdAt: string;
}

export interface Rung {
  readonly name: string;
  readonly height: number;
  readonly videoBitrate: number;
  readonly codec?: Codec;
}

export type Ladder = 'auto' | 'source' | readonly Rung[];

/** What a broadcaster decides of a stream. */
export interface Spec {
  readonly title: string;
  readonly description: string | null;
  readonly tags: readonly string[];
  readonly playbackPolicy: 'public' | 'signed';
  readonly latencyMode: 'low' | 'standard';
  readonly ladder: Ladder;
  readonly dvrWindowSeconds: number;
  readonly reconnectWindowSeconds: number;
  readonly encryption: 'none' | 'aes-128';
}

export interface Stream extends Omit<Spec, 'description'> {
  readonly id: string;
  readonly description?: string | null;
  readonly owner: string;
  readonly status: StreamStatus;
  readonly ingest: { readonly rtmpUrl: string; readonly streamKey?: string };
  readonly playback: { readonly hlsUrl: string; readonly dashUrl: string; readonly pageUrl: string };
  readonly renditions: readonly PlayableRendition[];
  readonly viewerCount: number;
  readonly createdAt: string;
  readonly startedAt?: string | null;
  readonly endedAt?: string | null;
}

export interface PlayableRendition {
  readonly name: string;
  readonly width?: number | null;
  readonly height?: number | null;
  readonly frameRate?: number | null;
  readonly codecs?: string | null;
  readonly bandwidth?: number | null;
}

export type Severity = 'good' | 'warning' | 'bad';

export interface Issue {
  readonly code: string;
  readonly severity: Severity;
  readonly message: string;
}

export interface Video {
  readonly codec: string;
  readonly width: number;
  readonly height: number;
  readonly frameRate: number;
  readonly bitrate: number;
  readonly keyframeIntervalSeconds?: number | null;
}

export interface Audio {
  readonly codec: string;
  readonly sampleRate: number;
  readonly channels: number;
  readonly bitrate: number;
}

export interface LadderHealth {
  readonly rungs: readonly {
    readonly name: string;
    readonly codec: string;
    readonly width: number;
    readonly height: number;
    readonly encoder: string;
    readonly state: 'running' | 'shed';
    readonly bitrate?: number | null;
  }[];
  readonly speed: number;
  readonly lagMillis: number;
}

export interface Health {
  readonly streamStatus: StreamStatus;
  readonly status: Severity;
  readonly issues: readonly Issue[];
  readonly video?: Video | null;
  readonly audio?: Audio | null;
  readonly bitrate?: number | null;
  readonly ladder?: LadderHealth | null;
  readonly measuredAt?: string | null;
}

export interface Viewers {
  readonly current: number;
  readonly peak: number;
  readonly series: readonly { readonly at: string; readonly viewers: number }[];
}

export interface PublishSession {
  readonly epoch: number;
  readonly node: string;
  readonly remoteAddress: string;
  readonly startedAt: string;
  readonly endedAt?: string | null;
  readonly reason?: string | null;
  readonly bytes: number;
}

export interface StreamEvent {
  readonly seq: number;
  readonly type: string;
  readonly at: string;
  readonly detail: Readonly<Record<string, unknown>>;
}

export interface PlaybackToken {
  readonly tokenId: string;
  readonly token: string;
  readonly hlsUrl: string;
  readonly expiresAt: string;
}
