import { existsSync, readFileSync } from 'node:fs';
import { ConfigError } from '../../core/errors.ts';
import type { LinkOptions } from '../../io/mqttLink.ts';
import { MAX_SPEED, MODES, type Mode, POLICIES, type Policy } from '../server/clock.ts';

/** Where the password for a broker elsewhere is looked for: on a command line everybody could read it. */
export const PASSWORD_VARIABLE = 'SIXFOLD_MQTT_PASSWORD';

export function modeOf(text: string): Mode {
  const found = MODES.find((mode) => mode === text);
  if (found === undefined) throw new ConfigError(`--mode ${text}: expected one of ${MODES.join(', ')}`);
  return found;
}

export function policyOf(text: string): Policy {
  const found = POLICIES.find((policy) => policy === text);
  if (found === undefined) throw new ConfigError(`--policy ${text}: expected one of ${POLICIES.join(', ')}`);
  return found;
}

export function qosOf(text: string): 0 | 1 {
  if (text === '0' || text === '1') return text === '1' ? 1 : 0;
  throw new ConfigError(`--qos ${text}: expected 0 (live values at most once) or 1 (at least once)`);
}

export function speedOf(text: string): number {
  const speed = Number(text);
  if (text.trim() !== '' && speed > 0 && speed <= MAX_SPEED) return speed;
  throw new ConfigError(`--speed ${text}: expected a number above 0 and up to ${MAX_SPEED}, such as 3600`);
}

export function portOf(name: string, text: string): number {
  const port = Number(text);
  if (text.trim() !== '' && Number.isInteger(port) && port >= 0 && port < 65_536) return port;
  throw new ConfigError(`--${name} ${text}: expected a port from 0 (any that is free) to 65535`);
}

export interface SpoolFlags {
  readonly spoolMb: string;
  readonly spoolDays: string;
}

/** Bounds of what may wait on disk for a database. */
export function spoolOf({ spoolMb, spoolDays }: SpoolFlags): { readonly maxBytes: number; readonly maxAge_ms: number } {
  const megabytes = Number(spoolMb);
  if (!(spoolMb.trim() !== '' && megabytes >= 1 && megabytes <= 1e6))
    throw new ConfigError(`--spool-mb ${spoolMb}: expected megabytes from 1 to 1000000`);
  const days = Number(spoolDays);
  if (!(spoolDays.trim() !== '' && days > 0 && days <= 3660))
    throw new ConfigError(`--spool-days ${spoolDays}: expected a number of days above 0 and up to 3660`);
  return { maxBytes: Math.round(megabytes * 1e6), maxAge_ms: Math.round(days * 86_400_000) };
}

export interface BrokerFlags {
  readonly mqtt?: string;
  readonly mqttUser?: string;
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
}

function pem(name: string, path: string): string {
  if (!existsSync(path)) throw new ConfigError(`--${name} ${path}: there is no such file`);
  return readFileSync(path, 'utf8');
}

/** A broker elsewhere, as the command line names it; undefined where it names none. */
export function brokerOf(
  flags: BrokerFlags,
  environment = process.env,
): Omit<LinkOptions, 'will' | 'subscriptions'> | undefined {
  const { mqtt, mqttUser, ca, cert, key } = flags;
  if (mqtt === undefined) return undefined;
  const url = URL.canParse(mqtt) ? new URL(mqtt) : undefined;
  if (url === undefined || !/^(mqtts?|wss?):$/.test(url.protocol) || url.hostname === '')
    throw new ConfigError(`--mqtt ${mqtt}: expected an address such as mqtt://localhost:1883; mqtt, mqtts, ws or wss`);
  if (url.password !== '')
    throw new ConfigError(
      `--mqtt: a password in the address can be read by everybody here; put it in ${PASSWORD_VARIABLE}`,
    );
  if ((cert === undefined) !== (key === undefined)) throw new ConfigError('--cert and --key belong together');
  const password = environment[PASSWORD_VARIABLE];
  const username = mqttUser ?? (url.username === '' ? undefined : decodeURIComponent(url.username));
  url.username = '';
  return {
    url: url.href.replace(/\/$/, url.pathname === '/' ? '' : '/'),
    ...(username === undefined ? {} : { username }),
    ...(password === undefined ? {} : { password }),
    ...(ca === undefined ? {} : { ca: pem('ca', ca) }),
    ...(cert === undefined ? {} : { cert: pem('cert', cert) }),
    ...(key === undefined ? {} : { key: pem('key', key) }),
  };
}
