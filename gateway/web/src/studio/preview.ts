/** What viewers see, small and without sound. */

import { byId, setText } from '../dom';
import { texts } from '../language';
import { openSource, type Source } from '../watch/source';
import type { PlaybackToken, Stream, StreamStatus } from './model';
import { rest } from './rest';
import { studioTexts } from './texts';

const TOKEN_SECONDS = 3_600;
/** A signed stream's preview is opened anew before its token ends. */
const TOKEN_USED_MS = (TOKEN_SECONDS - 120) * 1_000;
const TOKEN_RETRY_MS = 15_000;
/** Where playback begins is not where it stays: only then it says how far behind live it is. */
const SETTLED_MS = 3_000;

export class Preview {
  private readonly video = byId<HTMLVideoElement>('preview');
  private readonly notice = byId('preview-notice');
  private source: Source | null = null;
  private opening = false;
  private tokenUntil = 0;
  private tokenTriedAt = -Infinity;
  private policy = '';
  private playingSince = Infinity;
  private closed = false;

  constructor(private readonly id: string) {
    this.video.addEventListener('playing', () => {
      this.playingSince = performance.now();
      this.say('');
    });
  }

  show(stream: Stream): void {
    const plays = stream.status === 'active' || stream.status === 'reconnecting';
    const stale = this.source !== null && stream.playbackPolicy === 'signed' && performance.now() > this.tokenUntil;
    if ((!plays || stale || this.policy !== stream.playbackPolicy) && this.source) {
      this.shut();
    }
    this.policy = stream.playbackPolicy;
    this.video.controls = plays;
    if (plays && !this.source && !this.opening) {
      void this.open(stream);
    }
    if (!plays || stream.status === 'reconnecting') {
      this.say(off(stream.status));
    } else if (this.video.readyState >= HTMLMediaElement.HAVE_CURRENT_DATA && !this.video.seeking) {
      this.say('');
    }
  }

  /** Seconds behind live; null while nothing plays. */
  behindLive(): number | null {
    const settled = !this.video.paused && performance.now() - this.playingSince > SETTLED_MS;
    return settled ? (this.source?.behindLive() ?? null) : null;
  }

  close(): void {
    this.closed = true;
    this.shut();
  }

  private async open(stream: Stream): Promise<void> {
    this.opening = true;
    const words = texts(studioTexts);
    try {
      if (stream.playbackPolicy === 'signed' && !(await this.allowed())) {
        return;
      }
      if (this.closed) {
        return;
      }
      this.say(words.previewLoading);
      this.source = openSource(this.video, `/live/${this.id}/index.m3u8`, {
        onRetry: () => this.say(words.previewRetry),
        onFallBack: () => undefined,
        // All tokens of the stream were revoked, perhaps, or it became a signed one.
        onRefused: () => {
          this.shut();
          this.say(words.previewRetry);
        },
        onQualities: () => undefined,
      });
      if (!this.source) {
        this.say(words.previewUnsupported);
        return;
      }
      this.video.muted = true;
      await this.video.play().catch(() => undefined);
    } finally {
      this.opening = false;
    }
  }

  /** The token goes into a cookie that scripts cannot read. */
  private async allowed(): Promise<boolean> {
    if (performance.now() - this.tokenTriedAt < TOKEN_RETRY_MS) {
      return false;
    }
    this.tokenTriedAt = performance.now();
    try {
      const { token } = await rest<PlaybackToken>('POST', `live-streams/${this.id}/playback-tokens`, { expiresIn: TOKEN_SECONDS });
      await rest('POST', 'playback-session', { token });
      this.tokenUntil = performance.now() + TOKEN_USED_MS;
      return true;
    } catch {
      this.say(texts(studioTexts).previewTokenFailed);
      return false;
    }
  }

  private shut(): void {
    this.source?.close();
    this.source = null;
    this.playingSince = Infinity;
    this.video.removeAttribute('src');
    this.video.load();
  }

  private say(text: string): void {
    setText(this.notice, text);
    this.notice.hidden = text === '';
  }
}

function off(status: StreamStatus): string {
  const words = texts(studioTexts);
  switch (status) {
    case 'idle':
      return words.previewOff;
    case 'connecting':
      return words.previewConnecting;
    case 'reconnecting':
      return words.previewLost;
    case 'ended':
      return words.previewEnded;
    case 'disabled':
      return words.previewDisabled;
    case 'active':
      return words.previewLoading;
  }
}
