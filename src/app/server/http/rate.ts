/** How often somebody may ask: `perSecond` for ever, and `burst` at once. */
export interface Rate {
  readonly perSecond: number;
  readonly burst: number;
}

export interface RateLimiter {
  /** Takes one request of `key`. @returns 0 where it may pass, else the seconds after which it may */
  readonly take: (key: string) => number;
  readonly size: number;
}

/** Keys that are remembered; the one that asked longest ago is forgotten first, which by then has its whole burst again. */
const MOST_KEYS = 10_000;

/** A bucket of requests for each key that refills with time. `now` in milliseconds, never set back. */
export function rateLimiter({ perSecond, burst }: Rate, now = (): number => performance.now()): RateLimiter {
  const buckets = new Map<string, { readonly left: number; readonly at: number }>();
  return {
    get size() {
      return buckets.size;
    },
    take(key) {
      const at = now();
      const old = buckets.get(key);
      const left = old === undefined ? burst : Math.min(burst, old.left + ((at - old.at) / 1000) * perSecond);
      buckets.delete(key);
      buckets.set(key, { left: left >= 1 ? left - 1 : left, at });
      if (buckets.size > MOST_KEYS) buckets.delete(buckets.keys().next().value!);
      return left >= 1 ? 0 : (1 - left) / perSecond;
    },
  };
}

/** What stands for an address: of IPv6 the network (64 bits), of which somebody may have all addresses. */
export function addressKey(address: string): string {
  const plain = address.replace(/^::ffff:(?=\d+\.)/, '').replace(/%.*$/, '');
  if (!plain.includes(':')) return plain;
  const [head = '', tail] = plain.split('::');
  const front = head === '' ? [] : head.split(':');
  const back = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros = tail === undefined ? 0 : Math.max(0, 8 - front.length - back.length);
  return [...front, ...Array.from({ length: zeros }, () => '0'), ...back].slice(0, 4).join(':');
}
