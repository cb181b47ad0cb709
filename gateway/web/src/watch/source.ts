import Hls from 'hls.js';
import type { Range } from './dvr';
import { HlsSource } from './hls-source';
import { NativeSource } from './native-source';
import type { Quality } from './quality';

/** What happens to the stream being played, beyond what the video element itself tells. */
export interface SourceListener {
  /** It broke; another try follows by itself. */
  onRetry(): void;
  /** Its media is not for this viewer, says an answer of this status; nothing follows. */
  onRefused(status: number): void;
  /** It is encrypted in a way this browser cannot play; its MPEG-TS follows, which is farther from live. */
  onFallBack(): void;
  /** The renditions are known, or another one plays. */
  onQualities(): void;
}

/** A stream in a video element: by hls.js, or by the browser itself where there are no media source extensions. Positions are the video's. */
export interface Source {
  /** Seconds behind the newest there is; null while unknown, and of what has ended. */
  behindLive(): number | null;
  /** Seconds behind the newest at which playback means to be. */
  target(): number;
  /** Whether the viewer is meant to be at live, wherever the picture is. */
  isFollowing(): boolean;
  /** What can be watched; null while unknown. */
  range(): Range | null;
  /** PROGRAM-DATE-TIME of a position, in ms since the epoch; null where it is not known. */
  momentAt(position: number): number | null;
  /** The position of a moment; null where it cannot be watched. */
  positionOf(moment: number): number | null;
  seek(position: number): void;
  jumpToLive(): void;
  /** The viewer paused, or goes on from where the picture stopped. */
  resumed(): void;
  qualities(): readonly Quality[];
  /** The rendition that plays and whether the player chose it; null while unknown. */
  quality(): { readonly index: number; readonly auto: boolean } | null;
  /** Plays this rendition; null lets the player choose. */
  choose(index: number | null): void;
  /** Tries again now, if it waits to do so. */
  hurry(): void;
  close(): void;
}

/** @return null if this browser cannot play HLS at all */
export function openSource(video: HTMLVideoElement, url: string, listener: SourceListener): Source | null {
  if (Hls.isSupported()) {
    return new HlsSource(video, url, listener);
  }
  return video.canPlayType('application/vnd.apple.mpegurl') ? new NativeSource(video, url, listener) : null;
}
