import { Redis } from 'ioredis';
import { ConfigError, ConnectionError } from '../../core/errors.ts';
import { withoutSecrets } from '../../io/storeOf.ts';

/** Longest wait for a first answer, and between two tries later. */
const ANSWER_MS = 5000;

/** Told once when Redis goes, and once when it is back. */
export interface RedisNews {
  readonly gone: (url: string) => void;
  readonly back: (url: string) => void;
}

/** Of a question that is asked while nobody can answer: kept until somebody can, unless said. */
export interface LinkOptions {
  readonly enableOfflineQueue?: boolean;
  readonly maxRetriesPerRequest?: number;
}

/**
 * Connects to a Redis that must be there now; later it is looked for again and again.
 * @throws ConfigError where the address is none, ConnectionError where nobody answers
 */
export async function dialRedis(url: string, news: RedisNews, options: LinkOptions = {}): Promise<Redis> {
  const shown = withoutSecrets(url);
  if (!/^rediss?:\/\/[^\s/]+/.test(url))
    throw new ConfigError(
      `--redis ${shown}: expected an address such as redis://queue.local:6379 (rediss:// with TLS)`,
    );
  const all = {
    lazyConnect: true,
    maxRetriesPerRequest: null,
    connectTimeout: ANSWER_MS,
    retryStrategy: (times: number): number => Math.min(ANSWER_MS, 100 * 2 ** Math.min(times, 10)),
    ...options,
  };
  const redis = new Redis(url, all);
  let last = '';
  redis.on('error', (error: Error) => {
    last = error.message;
  });
  try {
    await redis.connect();
  } catch (error) {
    redis.disconnect();
    const why = last === '' ? (error as Error).message : last;
    throw new ConnectionError(
      `${shown}: Redis does not answer (${why}); start it with: redis-server, or check the address and its password`,
    );
  }
  let isGone = false;
  redis.on('close', () => {
    if (isGone || redis.status === 'end') return;
    isGone = true;
    news.gone(shown);
  });
  redis.on('ready', () => {
    if (isGone) news.back(shown);
    isGone = false;
  });
  return redis;
}
