import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { ConfigError } from '../core/errors.ts';
import type { CheckpointStore, NetworkStore, Store } from '../core/store.ts';
import type { Influx2Target } from './influx2Store.ts';
import type { InfluxTarget } from './influxStore.ts';
import type { NetworkOptions } from './lineStore.ts';
import { mirrorStore } from './mirrorStore.ts';

/** A store as it is named on a command line. */
export type StoreTarget =
  | { readonly is: 'duckdb'; readonly path: string }
  | { readonly is: 'influx'; readonly target: InfluxTarget }
  | { readonly is: 'influx2'; readonly target: Influx2Target };

export const STORE_FORMS = `duckdb:FILE (or a file name alone),
influx://USER@HOST:8086/DATABASE (InfluxDB 1.x; influx+https:// over TLS; ?rp=POLICY),
influx2+http://HOST:8086/ORG/BUCKET (InfluxDB 2.x and 3.x; influx2+https:// over TLS)`;

/** Where secrets come from that do not stand in the URL, as they better do not: everyone on a machine sees its commands. */
export const STORE_SECRETS = {
  user: 'SIXFOLD_INFLUX_USER',
  password: 'SIXFOLD_INFLUX_PASSWORD',
  token: 'SIXFOLD_INFLUX_TOKEN',
} as const;

/** DuckDB takes a while to load, and many commands need none. */
const openDuck = async (path: string): Promise<CheckpointStore> => (await import('./duckStore.ts')).openDuckStore(path);

type Environment = Readonly<Record<string, string | undefined>>;

/** What a text names. @throws ConfigError that says what is expected; never with a secret in it */
export function storeTarget(text: string, env: Environment = process.env): StoreTarget {
  const scheme = /^([a-z][a-z0-9+]+):/.exec(text)?.[1];
  if (scheme === undefined) return { is: 'duckdb', path: text };
  if (scheme === 'duckdb') {
    const path = text.slice('duckdb:'.length);
    if (path === '') throw new ConfigError('duckdb: lacks a file; such as duckdb:out/twin.duckdb');
    return { is: 'duckdb', path };
  }
  const protocol = { influx: 'http', 'influx+http': 'http', 'influx+https': 'https' }[scheme];
  if (protocol !== undefined) return { is: 'influx', target: influxTarget(text, scheme, protocol, env) };
  if (scheme === 'influx2+http' || scheme === 'influx2+https')
    return { is: 'influx2', target: influx2Target(text, scheme, env) };
  throw new ConfigError(`a store "${scheme}:" is not known; expected\n${STORE_FORMS}`);
}

function partsOf(text: string, scheme: string, protocol: string): URL {
  const address = `${protocol}${text.slice(scheme.length)}`;
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (url === undefined) throw new ConfigError(`the address after "${scheme}:" is no URL; expected\n${STORE_FORMS}`);
  return url;
}

function influxTarget(text: string, scheme: string, protocol: string, env: Environment): InfluxTarget {
  const url = partsOf(text, scheme, protocol);
  const database = decodeURIComponent(url.pathname.slice(1));
  if (database === '')
    throw new ConfigError(`${scheme}://${url.host} names no database; such as ${scheme}://${url.host}/sixfold`);
  const user = decodeURIComponent(url.username) || env[STORE_SECRETS.user];
  const password = decodeURIComponent(url.password) || env[STORE_SECRETS.password];
  const policy = url.searchParams.get('rp');
  return {
    url: `${protocol}://${url.hostname}:${url.port || '8086'}`,
    database,
    ...(user === undefined ? {} : { user }),
    ...(password === undefined ? {} : { password }),
    ...(policy === null ? {} : { retentionPolicy: policy }),
  };
}

function influx2Target(text: string, scheme: string, env: Environment): Influx2Target {
  const protocol = scheme.slice('influx2+'.length);
  const url = partsOf(text, scheme, protocol);
  const [org, bucket, ...more] = url.pathname.slice(1).split('/').map(decodeURIComponent);
  const name = `${scheme}://${url.host}`;
  if (org === undefined || bucket === undefined || org === '' || bucket === '' || more.length > 0)
    throw new ConfigError(`${name} needs organisation and bucket; such as ${name}/my-org/sixfold`);
  const token = url.searchParams.get('token') ?? env[STORE_SECRETS.token];
  if (token === undefined || token === '')
    throw new ConfigError(`${name}/${org}/${bucket} needs a token; set ${STORE_SECRETS.token}`);
  return { url: `${protocol}://${url.hostname}:${url.port || '8086'}`, org, bucket, token };
}

/** The text as it may be shown: no password, no token. */
export const withoutSecrets = (text: string): string =>
  text.replace(/:\/\/([^@/:]*):[^@/]*@/, '://$1@').replace(/([?&]token=)[^&]*/, '$1');

export interface StoreOptions extends Omit<NetworkOptions, 'spool'> {
  /** Where what a network store has not taken yet waits: in a folder `spool` of this one. */
  readonly folder: string;
  /** Bounds of that. */
  readonly spool?: Omit<NetworkOptions['spool'], 'folder'>;
  readonly env?: Environment;
}

async function openNetwork(
  target: Exclude<StoreTarget, { is: 'duckdb' }>,
  { folder, spool, ...options }: StoreOptions,
): Promise<NetworkStore> {
  const network = { ...options, spool: { ...spool, folder: join(folder, 'spool') } };
  // Loaded where they are needed: a client of a database is no part of a quick look.
  if (target.is === 'influx') {
    const { openInfluxStore } = await import('./influxStore.ts');
    return openInfluxStore(target.target, network);
  }
  const { openInflux2Store } = await import('./influx2Store.ts');
  return openInflux2Store(target.target, network);
}

const fileOf = (path: string): string => (path === ':memory:' ? path : resolve(path));

/** Opens the store that a text names, by itself. */
export async function openStore(text: string, options: StoreOptions): Promise<Store | NetworkStore> {
  const target = storeTarget(text, options.env);
  return target.is === 'duckdb' ? openDuck(fileOf(target.path)) : openNetwork(target, options);
}

/** Opens a store to read what is there. @throws ConfigError where a file is named that is not there */
export async function openStored(text: string, options: StoreOptions): Promise<Store | NetworkStore> {
  const target = storeTarget(text, options.env);
  if (target.is === 'duckdb' && !existsSync(target.path))
    throw new ConfigError(
      `there is no store "${target.path}"; expected one that sixfold live or sixfold run --store wrote, or a database:\n${STORE_FORMS}`,
    );
  return openStore(text, options);
}

export const isNetwork = (store: Store): store is NetworkStore => 'drain' in store;

/**
 * Opens the store of a twin, which keeps its checkpoints: the file named, or `twin.duckdb` in its folder; where the text
 * names a database, that gets the same series beside the file.
 */
export async function openTwinStore(text: string | undefined, options: StoreOptions): Promise<CheckpointStore> {
  const own = join(options.folder, 'twin.duckdb');
  const target = text === undefined ? undefined : storeTarget(text, options.env);
  if (target === undefined) return openDuck(own);
  if (target.is === 'duckdb') return openDuck(fileOf(target.path));
  const remote = await openNetwork(target, options);
  try {
    return mirrorStore(await openDuck(own), remote);
  } catch (error) {
    await remote.close();
    throw error;
  }
}
