import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, readFileSync } from 'node:fs';
import { z } from 'zod';
import { ConfigError } from '../core/errors.ts';
import { writeWhole } from './durable.ts';
import { METER_USER } from './mqttTopicParts.ts';
import type { Role, Speaker } from './mqttTopics.ts';

export interface User extends Speaker {
  readonly password: string;
}

const UsersFile = z.record(z.string(), z.string().min(12));

/**
 * The users of a site's broker: viewer, operator, one per participant, and one who brings readings where meters are live. Passwords are made where there are none and kept
 * in a file that only its owner may read.
 */
export function usersOf(path: string, participants: readonly string[], hasMeters = false): readonly User[] {
  const taken = participants.filter((name) => ['viewer', 'operator', 'twin', METER_USER].includes(name));
  if (taken.length > 0)
    throw new ConfigError(`a participant is called "${taken[0]}", as a user of the broker is; call it something else`);
  const known = existsSync(path) ? read(path) : {};
  const own = ['viewer', 'operator', ...(hasMeters ? [METER_USER] : [])];
  const names = [...own, ...participants];
  const passwords = Object.fromEntries(
    names.map((name) => [name, known[name] ?? randomBytes(18).toString('base64url')]),
  );
  if (names.some((name) => known[name] === undefined))
    writeWhole(path, `${JSON.stringify({ ...known, ...passwords }, null, 2)}\n`, 0o600);
  else chmodSync(path, 0o600);
  return names.map((name) => ({
    name,
    role: own.includes(name) ? (name as Role) : 'party',
    password: passwords[name]!,
  }));
}

function read(path: string): Record<string, string> {
  try {
    return UsersFile.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch {
    throw new ConfigError(
      `${path}: expected names and passwords of at least 12 characters; mend it, or delete it to have new ones made`,
    );
  }
}
