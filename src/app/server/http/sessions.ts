import { createHash, randomBytes } from 'node:crypto';
import type { Principal } from './tokens.ts';

/** Somebody who showed a token once and is known by a cookie for a while. */
export interface Session {
  readonly principal: Principal;
  /** Wall time at which it ends unless something is asked before. */
  readonly expires_ms: number;
}

export interface Sessions {
  /** @returns the value of `Set-Cookie` */
  open(principal: Principal, host: string | undefined): string;
  /** The session that a `Cookie` header names; its time begins anew. */
  find(cookie: string | undefined, host: string | undefined): Session | undefined;
  /** Ends the session that a `Cookie` header names. @returns the value of `Set-Cookie` that has the browser forget it */
  close(cookie: string | undefined, host: string | undefined): string;
}

/** ASSUMED: an operator who has looked elsewhere for so long is not there any more; nor after a shift. */
const IDLE_MS = 30 * 60_000;
const LONGEST_MS = 12 * 3_600_000;
const MOST = 1000;

const digest = (id: string): string => createHash('sha256').update(id).digest('base64url');

/** Cookies know no ports: each server of a machine has a name of its own. */
const nameFor = (host: string | undefined): string => `sixfold-${/:(\d+)$/.exec(host ?? '')?.[1] ?? '80'}`;

function idIn(cookie: string | undefined, host: string | undefined): string | undefined {
  const name = `${nameFor(host)}=`;
  const part = cookie?.split(/;\s*/).find((text) => text.startsWith(name));
  return part?.slice(name.length);
}

/** Sessions in memory, by the digest of their ids: a restart ends them all. */
export function makeSessions(now: () => number = Date.now): Sessions {
  const known = new Map<string, { readonly principal: Principal; readonly begun_ms: number; expires_ms: number }>();
  const attributes = 'Path=/; HttpOnly; SameSite=Strict';
  const drop = (): void => {
    for (const [key, { expires_ms }] of known) if (expires_ms <= now()) known.delete(key);
    // The oldest gives way: whoever logs in a thousand times is no reason to keep others out.
    const [oldest] = known.keys();
    if (known.size >= MOST && oldest !== undefined) known.delete(oldest);
  };
  return {
    open(principal, host) {
      drop();
      const id = randomBytes(24).toString('base64url');
      known.set(digest(id), { principal, begun_ms: now(), expires_ms: now() + IDLE_MS });
      return `${nameFor(host)}=${id}; ${attributes}; Max-Age=${LONGEST_MS / 1000}`;
    },
    find(cookie, host) {
      const id = idIn(cookie, host);
      const found = id === undefined ? undefined : known.get(digest(id));
      if (found === undefined || found.expires_ms <= now()) return undefined;
      found.expires_ms = Math.min(now() + IDLE_MS, found.begun_ms + LONGEST_MS);
      return { principal: found.principal, expires_ms: found.expires_ms };
    },
    close(cookie, host) {
      const id = idIn(cookie, host);
      if (id !== undefined) known.delete(digest(id));
      return `${nameFor(host)}=; ${attributes}; Max-Age=0`;
    },
  };
}
