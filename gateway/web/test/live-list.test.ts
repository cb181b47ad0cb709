import { beforeEach, describe, expect, it } from 'vitest';
import type { LiveStream } from '../src/api';
import { showStreams } from '../src/live-list';

const NOW = new Date('2026-01-01T12:10:00Z');

function stream(id: string, more: Partial<LiveStream> = {}): LiveStream {
  return { id: id.padEnd(16, '0'), title: `Title ${id}`, status: 'active', ...more };
}

describe('showStreams', () => {
  let list: HTMLUListElement;

  beforeEach(() => {
    list = document.createElement('ul');
  });

  const ids = (): (string | undefined)[] => [...list.children].map((card) => (card as HTMLElement).dataset['id']?.slice(0, 1));

  it('shows what a stream tells about itself', () => {
    showStreams(
      list,
      [stream('a', { description: 'Words', tags: ['one', 'two'], viewerCount: 3, startedAt: '2026-01-01T12:00:00Z' })],
      NOW,
    );
    expect(list.querySelector('a')?.getAttribute('href')).toBe('/watch/a000000000000000');
    expect(list.querySelector('h2')?.textContent).toBe('Title a');
    expect(list.querySelector('.card-description')?.textContent).toBe('Words');
    expect(list.querySelector('.card-facts')?.textContent).toBe('3 viewers · live for 10 min');
    expect([...list.querySelectorAll('.tags li')].map((tag) => tag.textContent)).toEqual(['one', 'two']);
  });

  it('takes whatever users typed as text', () => {
    const hostile = '<img src=x onerror=alert(1)>';
    showStreams(list, [stream('a', { title: hostile, description: hostile, tags: [hostile] })], NOW);
    expect(list.querySelector('img:not(.poster)')).toBeNull();
    expect(list.querySelector('img.poster')?.getAttribute('alt')).toBe(`Picture of ${hostile}`);
    expect(list.querySelector('h2')?.textContent).toBe(hostile);
  });

  it('keeps cards, in the order of the streams', () => {
    showStreams(list, [stream('a'), stream('b'), stream('c')], NOW);
    const kept = list.children[2];
    showStreams(list, [stream('c', { title: 'New title' }), stream('d'), stream('a')], NOW);
    expect(ids()).toEqual(['c', 'd', 'a']);
    expect(list.children[0]).toBe(kept);
    expect(kept?.querySelector('h2')?.textContent).toBe('New title');
  });

  it('shows nothing of streams that are gone', () => {
    showStreams(list, [stream('a')], NOW);
    showStreams(list, [], NOW);
    expect(list.children).toHaveLength(0);
  });
});
