/** How long an event of one kind stands for those like it, and how many kinds are remembered. */
const EVERY_MS = 1000;
const MOST = 10_000;

/**
 * Of events of one kind, one a second is told; the others are counted with the next.
 * @returns how many of its kind an event stands for; 0 where it is not to be told now
 */
export function eventThrottle(now = (): number => performance.now()): (key: string, isAlways: boolean) => number {
  const told = new Map<string, { at: number; count: number }>();
  return (key, isAlways) => {
    const at = now();
    const like = told.get(key);
    if (like !== undefined && at - like.at < EVERY_MS && !isAlways) {
      like.count++;
      return 0;
    }
    told.set(key, { at, count: 0 });
    if (told.size > MOST) told.delete(told.keys().next().value!);
    return 1 + (like?.count ?? 0);
  };
}
