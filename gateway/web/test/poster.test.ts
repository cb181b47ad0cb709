import { beforeEach, describe, expect, it } from 'vitest';
import type { LiveStream } from '../src/api';
import { newPoster, refreshPoster } from '../src/poster';

const STREAM: LiveStream = { id: 'a000000000000000', title: 'Title', status: 'active' };
const NOW = new Date('2026-01-01T12:00:00Z');

function later(seconds: number): Date {
  return new Date(NOW.getTime() + seconds * 1000);
}

describe('a poster', () => {
  let poster: HTMLImageElement;

  beforeEach(() => {
    poster = newPoster();
  });

  it('is loaded late, keeps its room and says what it is', () => {
    expect(poster.loading).toBe('lazy');
    expect(poster.width / poster.height).toBeCloseTo(16 / 9);
    refreshPoster(poster, STREAM, NOW);
    expect(poster.alt).toBe('Picture of Title');
    expect(poster.getAttribute('src')).toMatch(/^\/live\/a000000000000000\/poster\.jpg\?\d+$/);
  });

  it('is asked for anew twice a minute, and not more often', () => {
    refreshPoster(poster, STREAM, NOW);
    const first = poster.getAttribute('src');
    refreshPoster(poster, STREAM, later(29));
    expect(poster.getAttribute('src')).toBe(first);
    refreshPoster(poster, STREAM, later(30));
    expect(poster.getAttribute('src')).not.toBe(first);
  });

  it('is not asked for before there can be one', () => {
    refreshPoster(poster, { ...STREAM, startedAt: NOW.toISOString() }, later(9));
    expect(poster.hasAttribute('src')).toBe(false);
    refreshPoster(poster, { ...STREAM, startedAt: NOW.toISOString() }, later(10));
    expect(poster.hasAttribute('src')).toBe(true);
  });

  it('is seen while there is one', () => {
    refreshPoster(poster, STREAM, NOW);
    expect(poster.classList.contains('shown')).toBe(false);
    poster.dispatchEvent(new Event('load'));
    expect(poster.classList.contains('shown')).toBe(true);
    refreshPoster(poster, STREAM, later(30));
    expect(poster.classList.contains('shown')).toBe(true);
    poster.dispatchEvent(new Event('error'));
    expect(poster.classList.contains('shown')).toBe(false);
  });
});
