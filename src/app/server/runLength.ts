import { ConfigError } from '../../core/errors.ts';
import type { Compiled } from '../../scenario/compile.ts';
import { parseInstant } from '../../scenario/instant.ts';

/** Steps of a run that ends early. @throws ConfigError on a time outside the scenario */
export function lengthOf({ run, cluster }: Compiled, until: number | string | undefined): number {
  if (until === undefined || until === 'end') return run.grid.length;
  if (typeof until === 'number') return Math.min(run.grid.length, until);
  const time_ms = parseInstant(until, cluster.zone);
  if (typeof time_ms === 'string') throw new ConfigError(`--until: ${time_ms}`);
  const steps = Math.ceil((time_ms - run.grid.start_ms) / (1000 * run.grid.step_s));
  if (steps > 0 && steps <= run.grid.length) return steps;
  const { start, end } = cluster.spec.time;
  throw new ConfigError(`--until ${until}: expected a time within the scenario, which lasts from ${start} to ${end}`);
}
