import type { Sent } from './sender.ts';

export interface WriteAnswer {
  readonly status: number;
  readonly body: string;
  /** The header `Retry-After`. */
  readonly retryAfter?: string | null | undefined;
}

/** What the answer to a write means, for every InfluxDB. `advice` says what to do about 401 and 404. */
export function judgeWrite(
  { status, body, retryAfter }: WriteAnswer,
  points: number,
  advice: { readonly refused: string; readonly missing: string },
): Sent {
  if (status >= 200 && status < 300) return { is: 'stored' };
  const said = saidIn(body) ?? `status ${status}`;
  if (status === 401 || status === 403) return { is: 'stop', why: `${said} (${status}); ${advice.refused}` };
  if (status === 404) return { is: 'stop', why: `${said} (404); ${advice.missing}` };
  if (status === 429 || status >= 500) {
    const seconds = Number(retryAfter ?? '');
    const after = Number.isFinite(seconds) && seconds > 0 ? { after_ms: seconds * 1000 } : {};
    return { is: 'retry', why: `${said} (${status})`, ...after };
  }
  // The good lines of a partial write are stored; the others would be refused again.
  return { is: 'refused', why: said, points: refusedOf(said, points) };
}

function refusedOf(said: string, points: number): number {
  if (!said.includes('partial write')) return points;
  const dropped = Number(/dropped=(\d+)/.exec(said)?.[1] ?? '0');
  const unread = said.split('unable to parse').length - 1;
  return Math.max(1, dropped + unread);
}

/** What an answer says, as JSON of 1.x (`error`) or of 2.x and 3.x (`message`). */
function saidIn(body: string): string | undefined {
  try {
    const { error, message } = JSON.parse(body) as { error?: unknown; message?: unknown };
    const said = typeof message === 'string' ? message : error;
    return typeof said === 'string' && said !== '' ? said.slice(0, 500) : undefined;
  } catch {
    return body.trim() === '' ? undefined : body.trim().slice(0, 500);
  }
}
