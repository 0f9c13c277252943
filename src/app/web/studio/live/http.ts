/** Requests to the twin's server, with the session's cookie. */

interface ProblemDetails {
  readonly code: string;
  readonly title: string;
  readonly detail: string;
}

/** What the server said is wrong. */
export class Refused extends Error {
  readonly status: number;
  readonly code: string;
  constructor(status: number, { code, title, detail }: Partial<ProblemDetails>) {
    super([title, detail].filter((t) => t !== undefined && t !== '').join(': ') || `status ${status}`);
    this.status = status;
    this.code = code ?? 'failed';
  }
}

let onExpired = (): void => undefined;
/** Has somebody told when a request was refused for want of a session. */
export const whenExpired = (f: () => void): void => {
  onExpired = f;
};

async function ask(path: string, init: RequestInit): Promise<Response> {
  const response = await fetch(path.replace(/^\//, ''), { credentials: 'same-origin', cache: 'no-store', ...init });
  if (response.ok) return response;
  const details = (await response.json().catch(() => ({}))) as Partial<ProblemDetails>;
  if (response.status === 401) onExpired();
  throw new Refused(response.status, details);
}

/**
 * @param date told what the clock of the server says
 * @throws Refused, or TypeError where the server does not answer
 */
export async function getJson<T>(path: string, signal?: AbortSignal, date?: (now_ms: number) => void): Promise<T> {
  const response = await ask(path, signal === undefined ? {} : { signal });
  const said = Date.parse(response.headers.get('date') ?? '');
  // To the second: on average it was half a second later.
  if (!Number.isNaN(said)) date?.(said + 500);
  return (await response.json()) as T;
}
export async function getText(path: string, signal?: AbortSignal): Promise<string> {
  return (await ask(path, signal === undefined ? {} : { signal })).text();
}
/** @throws Refused */
export async function send<T>(method: 'POST' | 'DELETE', path: string, body?: unknown): Promise<T> {
  const init =
    body === undefined
      ? { method }
      : { method, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
  const text = await (await ask(path, init)).text();
  return (text === '' ? undefined : JSON.parse(text)) as T;
}
