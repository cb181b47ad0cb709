import { expect, it } from 'vitest';
import { expiry } from '../../src/admin/api-keys';

it('a key expires after days, or never', () => {
  expect(expiry('7', Date.parse('2026-01-01T00:00:00Z'))).toBe('2026-01-08T00:00:00.000Z');
  expect(expiry('', 0)).toBeNull();
});
