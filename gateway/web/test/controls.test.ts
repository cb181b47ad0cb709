import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import playerHtml from '../src/watch/player.html?raw';
import { Controls } from '../src/watch/controls';

let listening: AbortController;

beforeEach(() => {
  localStorage.clear();
  listening = new AbortController();
  const listen = document.addEventListener.bind(document);
  // What an earlier page listened to on the document is over with it.
  vi.spyOn(document, 'addEventListener').mockImplementation((type: string, listener: EventListenerOrEventListenerObject) =>
    listen(type, listener, { signal: listening.signal }),
  );
});

afterEach(() => {
  listening.abort();
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

/** The page as it is loaded, with its picture. */
function load(): HTMLVideoElement {
  listening.abort();
  listening = new AbortController();
  document.body.innerHTML = playerHtml;
  const video = document.querySelector('video') as HTMLVideoElement;
  video.pause = vi.fn();
  Object.defineProperty(video, 'paused', { value: false });
  new Controls(video, () => null, 'abcdefgh12345678');
  (document.getElementById('controls') as HTMLElement).hidden = false;
  return video;
}

const box = (): HTMLInputElement => document.getElementById('character-keys') as HTMLInputElement;

function press(key: string, on: HTMLElement = document.body): void {
  on.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }));
}

describe('keys that are characters', () => {
  it('act at first', () => {
    const video = load();
    expect(box().checked).toBe(true);
    press('M');
    expect(video.muted).toBe(false);
    press(' ');
    expect(video.pause).toHaveBeenCalledOnce();
  });

  it('do nothing once they are turned off, and others still act', () => {
    const video = load();
    box().click();
    ['m', 'M', 'k', ' ', '?'].forEach((key) => press(key));
    expect(video.muted).toBe(true);
    expect(video.pause).not.toHaveBeenCalled();
    expect((document.getElementById('help') as HTMLDialogElement).open).toBe(false);
    press(' ', document.getElementById('video') as HTMLElement);
    expect(video.pause).toHaveBeenCalledOnce();
    video.volume = 0.5;
    press('ArrowUp', video);
    expect(video.volume).toBeCloseTo(0.6);
  });

  it('stay off on the next page, until they are turned on', () => {
    load();
    box().click();
    const video = load();
    expect(box().checked).toBe(false);
    press('m');
    expect(video.muted).toBe(true);
    box().click();
    press('m');
    expect(video.muted).toBe(false);
    load();
    expect(box().checked).toBe(true);
  });

  it('stay off for the visit where the browser keeps nothing', () => {
    vi.stubGlobal('localStorage', undefined);
    const video = load();
    box().click();
    press('m');
    expect(video.muted).toBe(true);
  });
});
