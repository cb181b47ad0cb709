/** The card that says how to publish: where to, with which key, and how. */

import { byId, element, setText } from '../dom';
import { texts } from '../language';
import { copies } from './copy';
import { confirmed } from './dialogs';
import type { Stream, StreamStatus } from './model';
import { rest } from './rest';
import { studioTexts } from './texts';

/** Goes on in the next line. */
const ON = ' \\\n  ';
const ENCODE = `-c:v libx264 -preset veryfast -tune zerolatency -pix_fmt yuv420p -g 60 -b:v 2500k${ON}-c:a aac -b:a 128k`;

export interface Commands {
  readonly file: string;
  readonly test: string;
}

/** Lines for a shell. The key of a server is what it wrote itself, and `key` is quoted: nothing in them is a shell's to understand. */
export function ffmpegCommands(server: string, key: string): Commands {
  const target = `-f flv '${server}/${key}'`;
  return {
    file: ['ffmpeg -re -i input.mp4', ENCODE, target].join(ON),
    test: ['ffmpeg -re -f lavfi -i testsrc2=size=1280x720:rate=30', '-f lavfi -i sine', ENCODE, target].join(ON),
  };
}

export class GoLive {
  private shown = false;
  private server = '';

  /** @param key known only if it was made in this page; @param keep is told a new one */
  constructor(
    private readonly id: string,
    private key: string | null,
    private readonly keep: (key: string) => void,
  ) {
    const words = texts(studioTexts);
    byId('obs-steps').replaceChildren(...words.obsSteps.map((step) => element('li', '', step)));
    copies(byId('copy-server'), byId('server'));
    copies(byId('copy-key'), byId('key'), () => this.key ?? '');
    copies(byId('copy-file'), byId('ffmpeg-file'), () => this.commands(this.key).file);
    copies(byId('copy-test'), byId('ffmpeg-test'), () => this.commands(this.key).test);
    byId('show-key').addEventListener('click', () => {
      this.shown = !this.shown;
      this.update();
    });
    byId('reset-key').addEventListener('click', () =>
      confirmed({ title: words.resetTitle, text: words.resetText, action: words.resetKey }, () => this.reset()),
    );
    this.update();
  }

  show(stream: Stream): void {
    this.server = stream.ingest.rtmpUrl;
    setText(byId('go-live-text'), hint(stream.status));
    this.update();
  }

  private async reset(): Promise<void> {
    const { streamKey } = await rest<{ streamKey: string }>('POST', `live-streams/${this.id}/reset-stream-key`);
    this.key = streamKey;
    this.keep(streamKey);
    this.update();
  }

  private update(): void {
    const words = texts(studioTexts);
    const visible = this.shown && this.key !== null;
    setText(byId('server'), this.server);
    setText(byId('key'), visible ? (this.key ?? '') : words.keyMask);
    byId('show-key').hidden = this.key === null;
    byId('copy-key').hidden = this.key === null;
    setText(byId('show-key'), visible ? words.hideKey : words.showKey);
    byId('show-key').setAttribute('aria-pressed', String(visible));
    setText(byId('key-hint'), this.key === null ? words.keyGone : words.keyOnce);
    const commands = this.commands(visible ? this.key : null);
    setText(byId('ffmpeg-file'), commands.file);
    setText(byId('ffmpeg-test'), commands.test);
  }

  private commands(key: string | null): Commands {
    return ffmpegCommands(this.server, key ?? texts(studioTexts).ffmpegKey);
  }
}

function hint(status: StreamStatus): string {
  const words = texts(studioTexts);
  switch (status) {
    case 'idle':
      return words.goLiveIdle;
    case 'ended':
      return words.goLiveEnded;
    case 'disabled':
      return words.goLiveDisabled;
    case 'connecting':
    case 'active':
      return words.goLiveActive;
    case 'reconnecting':
      return words.previewLost;
  }
}
