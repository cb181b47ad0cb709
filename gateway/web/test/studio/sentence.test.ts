import { afterEach, expect, it } from 'vitest';
import { choose } from '../../src/language';
import { frameTexts } from '../../src/studio/frame-texts';
import { Problem } from '../../src/problem';
import { sentence } from '../../src/studio/sentence';

afterEach(() => localStorage.clear());

it('says what a code means in the language of the reader', () => {
  const problem = new Problem(403, 'forbidden', 'this needs the role admin');
  expect(sentence(problem)).toBe('Your account may not do this.');
  choose('zh');
  expect(sentence(problem)).toBe('您的账号无权执行此操作。');
});

it('adds the value and the limit that the API names', () => {
  expect(sentence(new Problem(400, 'invalid_request', 'title of 201 characters is not in 1..200', 'title'))).toBe(
    'This was not accepted. (title of 201 characters is not in 1..200)',
  );
});

it('says how long to wait', () => {
  expect(sentence(new Problem(429, 'rate_limited', 'too many', null, 42))).toBe('Too many attempts. Try again in 42 s.');
});

it('leaves a code it does not know to the API’s words', () => {
  expect(sentence(new Problem(418, 'teapot', 'it is a teapot'))).toBe('it is a teapot');
});

it('does not show what went wrong in the page itself', () => {
  expect(sentence(new TypeError('x is undefined'))).toBe(frameTexts.en.problemOurs);
});

it('knows the same codes in both languages', () => {
  expect(Object.keys(frameTexts.zh.problems)).toEqual(Object.keys(frameTexts.en.problems));
});
