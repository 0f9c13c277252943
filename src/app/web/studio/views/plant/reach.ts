/** How far a set point's slider reaches. Pure. */
import type { SiteComponent } from '../../live/site.ts';

/**
 * The largest parameter in the signal's unit bounds it, as a rating or a power does; else twice what it gives now. The twin
 * refuses what is beyond its limits.
 */
export function reachOf(
  { signals, parameters = {} }: Pick<SiteComponent, 'signals' | 'parameters'>,
  signal: string,
  value: number,
): readonly [least: number, most: number] {
  const meta = signals.find(({ name }) => name === signal);
  const tail = signal.slice(signal.indexOf('_'));
  let most = 0;
  for (const [name, v] of Object.entries(parameters))
    if (typeof v === 'number' && name.endsWith(tail) && name.slice(0, -tail.length).indexOf('_') < 0)
      most = Math.max(most, Math.abs(v));
  if (most === 0) most = Math.max(1, 2 * Math.abs(Number.isFinite(value) ? value : 0));
  return [meta?.min ?? -most, meta?.max ?? most];
}
