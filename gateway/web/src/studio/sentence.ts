import { texts } from '../language';
import { frameTexts } from './frame-texts';
import { Problem } from '../problem';

/** Codes whose `detail` says more than the code does. */
const DETAILED = new Set(['invalid_request', 'unknown_property', 'not_supported_yet', 'conflict']);

/** What went wrong, in the reader's language as far as the pages know the code, else in the API's words. */
export function sentence(error: unknown): string {
  const words = texts(frameTexts);
  if (!(error instanceof Problem)) {
    return words.problemOurs;
  }
  if (error.code === 'rate_limited' && error.retryAfterSeconds !== null) {
    return words.problemRateLimitedFor(error.retryAfterSeconds);
  }
  const known = words.problems[error.code];
  if (known === undefined) {
    return error.detail || words.problemOurs;
  }
  return DETAILED.has(error.code) && error.detail ? words.problemDetail(known, error.detail) : known;
}
