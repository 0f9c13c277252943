import type { FoundRoadmap } from '../control/optimal/roadmap.ts';
import type { RoadmapSetup } from './roadmap.ts';
import { rangedIn, sizesPatch } from './sizing.ts';
import { isPlain, type Plain, patched } from './sweepPatch.ts';

/** Money of a carbon price has so many digits. */
const DIGITS = 6;

/**
 * What a scenario that extends this one says to be its investment year k: sizes, numbers of the paths, carbon price, and the tonne minded as
 * the caps have it.
 */
export function yearPatch({ scenario, parts, task }: RoadmapSetup, found: FoundRoadmap, k: number): Plain {
  const { cluster, years } = scenario;
  const { compiled, numbers } = years[k]!;
  const { standing, shadow_money_per_t } = found.years[k]!;
  const ranged = rangedIn(compiled);
  const sizes = Array.from(ranged, (c, n) => standing[n]! * c.as);
  const gone = parts.flatMap((p, n) => (p.name === undefined && standing[n] === 0 ? [[p.id, null] as const] : []));
  const data = cluster.document.data as Plain;
  const paths = Object.entries(numbers).map(([path, value]) => {
    const keys = path.split('.');
    return onlyAt(patched(data, keys, Number(value.toPrecision(DIGITS))), keys) as Plain;
  });
  const price = task.carbonPrice_money_per_t[k]!;
  return [
    { roadmap: null },
    ...paths,
    sizesPatch(compiled, ranged, sizes),
    { components: Object.fromEntries(gone) },
    { carbon: { price_money_per_t: price } },
    {
      control: {
        ...(cluster.spec.control.planner === undefined ? { planner: 'optimal' } : {}),
        ...(shadow_money_per_t > 0
          ? { plan: { carbonWeight_money_per_t: Number(shadow_money_per_t.toPrecision(DIGITS)) } }
          : {}),
      },
    },
  ].reduce<Plain>(laid, {});
}

/** What stands at a path alone; of a list all of it, as a list takes the place of another. */
function onlyAt(data: unknown, [key, ...rest]: readonly string[]): unknown {
  if (key === undefined || !isPlain(data)) return data;
  return { [key]: onlyAt(data[key], rest) };
}

/** Mappings laid on one another. */
function laid(under: Plain, over: Plain): Plain {
  const all: Record<string, unknown> = { ...under };
  for (const [key, value] of Object.entries(over)) {
    const before = all[key];
    all[key] = isPlain(before) && isPlain(value) ? laid(before, value) : value;
  }
  return all;
}
