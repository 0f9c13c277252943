import { Problem } from './problem.ts';
import { addressKey, type Rate, rateLimiter } from './rate.ts';
import type { Access } from './route.ts';
import { bearerOf, type Principal, type Tokens } from './tokens.ts';

export interface GateOptions {
  /** Undefined where nothing is written: nobody has a token then. */
  readonly tokens: Tokens | undefined;
  /** Whether only this machine can reach the server. */
  readonly isLoopback: boolean;
  readonly rate: Rate;
}

export interface Gate {
  /** Whose token it is. @throws Problem where nobody's, or too many wrong ones came from the address */
  readonly identify: (token: string, address: string) => Principal;
  /** Lets a request pass before it is looked at. @throws Problem */
  readonly enter: (address: string, host: string | undefined, authorization?: string) => void;
  /** Who asks, by token, or by the session of a page where no token is shown. @throws Problem where that one may not */
  readonly admit: (
    access: Access,
    authorization: string | undefined,
    address: string,
    session?: Principal,
  ) => Principal | undefined;
}

/** Wrong tokens that an address may show a minute. */
const WRONG: Rate = { perSecond: 1 / 6, burst: 10 };

/** Requests with a token that an address may send, against those without. ASSUMED: parties that share one address. */
const KNOWN = 20;

export const LOCAL_HOST = /^(localhost|127(\.\d{1,3}){3}|\[::1\])(:\d{1,5})?$/i;
const CHALLENGE = 'Bearer realm="sixfold"';

/** Decides who may ask, and how often. */
export function makeGate({ tokens, isLoopback, rate }: GateOptions): Gate {
  const byAddress = rateLimiter(rate);
  /** Who shows a token is counted under its own name, so that one party's flood is no harm to others behind the same address. */
  const byKnownAddress = rateLimiter({ perSecond: KNOWN * rate.perSecond, burst: KNOWN * rate.burst });
  const byName = rateLimiter(rate);
  const wrong = rateLimiter(WRONG);
  const slow = (wait_s: number, what: string): Problem =>
    new Problem('rate', `${what}; at most ${rate.perSecond} requests a second for long, ${rate.burst} at once`, {
      headers: { 'retry-after': String(Math.ceil(wait_s)) },
    });
  const refused = (token: string | undefined, address: string): Problem => {
    const wait_s = wrong.take(addressKey(address));
    if (wait_s > 0)
      return new Problem('rate', 'too many wrong tokens from this address', {
        headers: { 'retry-after': String(Math.ceil(wait_s)) },
      });
    const why = token === undefined ? 'expected "Authorization: Bearer TOKEN"' : 'nobody has this token';
    return new Problem('unauthorized', why, { headers: { 'www-authenticate': `${CHALLENGE}, error="invalid_token"` } });
  };
  return {
    identify(token, address) {
      const found = tokens?.find(token);
      if (found === undefined) throw refused(token, address);
      return found;
    },
    enter(address, host, authorization) {
      const token = authorization === undefined ? undefined : bearerOf(authorization);
      const isKnown = token !== undefined && tokens?.find(token) !== undefined;
      const wait_s = (isKnown ? byKnownAddress : byAddress).take(addressKey(address));
      if (wait_s > 0) throw slow(wait_s, 'too many requests from this address');
      // A page of somewhere else that has its name lead to this machine still says its own name here.
      if (isLoopback && !LOCAL_HOST.test(host ?? ''))
        throw new Problem(
          'misdirected',
          'this server is for this machine alone: ask for localhost, 127.0.0.1 or [::1]; start it with --http ADDRESS:PORT to be reached by others',
        );
    },
    admit(access, authorization, address, session) {
      if (access === 'open') return undefined;
      if (authorization === undefined && session === undefined) {
        if (access === 'read' && isLoopback) return undefined;
        throw new Problem('unauthorized', 'send the header "Authorization: Bearer TOKEN"; tokens are in tokens.json', {
          headers: { 'www-authenticate': CHALLENGE },
        });
      }
      const token = authorization === undefined ? undefined : bearerOf(authorization);
      const principal = authorization === undefined ? session : token === undefined ? undefined : tokens?.find(token);
      if (principal === undefined) throw refused(token, address);
      const wait_s = byName.take(principal.name);
      if (wait_s > 0) throw slow(wait_s, `too many requests of ${principal.name}`);
      if (access === 'operator' && principal.role !== 'operator')
        throw new Problem('forbidden', `"${principal.name}" may not do this; it takes the token of the operator`);
      return principal;
    },
  };
}
