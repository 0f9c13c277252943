import { createHash, timingSafeEqual } from 'node:crypto';
import type { Role } from '../../../io/mqttTopics.ts';
import { usersOf } from '../../../io/mqttUsers.ts';

/** Who asks, by the token shown: the same names as at the broker. */
export interface Principal {
  readonly name: string;
  readonly role: Role;
}

export interface Tokens {
  /** Whose token it is, compared in a time that does not tell how much of it is right; undefined where nobody's. */
  find(token: string): Principal | undefined;
}

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

/** The tokens of viewer, operator and participants: made where there are none, in a file that only its owner may read. */
export function tokensOf(path: string, participants: readonly string[], hasMeters: boolean): Tokens {
  const known = usersOf(path, participants, hasMeters).map(({ name, role, password }) => ({
    principal: { name, role },
    digest: digest(password),
  }));
  return {
    find(token) {
      const shown = digest(token);
      let found: Principal | undefined;
      for (const one of known) if (timingSafeEqual(one.digest, shown)) found = one.principal;
      return found;
    },
  };
}

/** The token that an `Authorization` header shows; undefined where it shows none in the form `Bearer TOKEN`. */
export const bearerOf = (header: string): string | undefined => /^bearer +([\w.~+/-]+=*) *$/i.exec(header)?.[1];
