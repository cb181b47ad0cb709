/** The API answered with a problem, or not at all (status 0). */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
  }
}

/** An error as the API tells it (RFC 9457). Status 0 and code `unreachable`: nobody answered. */
export class Problem extends ApiError {
  constructor(
    status: number,
    readonly code: string,
    readonly detail: string,
    /** The request's property that is at fault. */
    readonly property: string | null = null,
    /** After how many seconds to try again. */
    readonly retryAfterSeconds: number | null = null,
  ) {
    super(status, detail);
  }
}

/** What an answer says that is no success. Whoever is in front of the API may answer without a problem. */
export async function problemOf(response: Response): Promise<Problem> {
  const said = await body(response);
  const retryAfter = Number(response.headers.get('Retry-After'));
  return new Problem(
    response.status,
    text(said['code']) ?? 'unknown',
    text(said['detail']) ?? text(said['title']) ?? response.statusText,
    text(said['property']),
    Number.isFinite(retryAfter) && retryAfter > 0 ? retryAfter : null,
  );
}

export function unreachable(cause: unknown): Problem {
  return new Problem(0, 'unreachable', cause instanceof Error ? cause.message : 'no answer');
}

async function body(response: Response): Promise<Record<string, unknown>> {
  try {
    const read: unknown = await response.json();
    return typeof read === 'object' && read !== null ? (read as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

function text(value: unknown): string | null {
  return typeof value === 'string' && value ? value : null;
}
