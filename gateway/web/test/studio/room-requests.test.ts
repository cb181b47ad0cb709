import { describe, expect, it } from 'vitest';
import { newPoll, rules } from '../../src/studio/room-requests';

describe('newPoll', () => {
  it('leaves out what is empty', () => {
    expect(newPoll(' Tea? ', [' yes', '', 'no '], '')).toEqual({ question: 'Tea?', options: ['yes', 'no'] });
    expect(newPoll('Tea?', ['yes', 'no'], '300')).toEqual({ question: 'Tea?', options: ['yes', 'no'], durationSeconds: 300 });
  });

  it.each<[string, string[], string]>([
    [' ', ['a', 'b'], 'question'],
    ['x'.repeat(201), ['a', 'b'], 'question'],
    ['q', ['a', ' '], 'options'],
    ['q', Array.from({ length: 11 }, (_, i) => String(i)), 'options'],
    ['q', ['a', 'b'.repeat(101)], 'options'],
    ['q', ['a', 'a '], 'twice'],
  ])('refuses %s with %j: %s', (question, options, wrong) => {
    expect(newPoll(question, options, '')).toBe(wrong);
  });
});

describe('rules', () => {
  it('take each word once', () => {
    expect(rules('5', false, 'spam\n\n eggs \nspam', '200')).toEqual({ slowModeSeconds: 5, guests: false, blockedWords: ['spam', 'eggs'], maxLength: 200 });
  });

  it.each([
    ['', '', '200', 'slowMode'],
    ['3601', '', '200', 'slowMode'],
    ['1.5', '', '200', 'slowMode'],
    ['0', 'x'.repeat(65), '200', 'words'],
    ['0', Array.from({ length: 501 }, (_, i) => `w${i}`).join('\n'), '200', 'words'],
    ['0', '', '0', 'maxLength'],
    ['0', '', '501', 'maxLength'],
    ['0', '', '', 'maxLength'],
  ])('refuse %s, %s, %s: %s', (slowMode, blocked, maxLength, wrong) => {
    expect(rules(slowMode, true, blocked, maxLength)).toBe(wrong);
  });
});
