import { ConfigError } from '../core/errors.ts';
import { among } from './known.ts';
import { numberIn } from './numberIn.ts';
import type { Cluster, Outside } from './read.ts';
import { quantileOf } from './sampling.ts';
import { type SweepAxis, type SweepValue, sweepAxisOf } from './sweepAxis.ts';
import { type SweepCases, sweepCases } from './sweepCases.ts';
import { checkSweep, type SweepPlan } from './sweepPlan.ts';

export interface SweepWishes {
  /** `components.bat1.capacity_kWh=0:2000:100` */
  readonly vary: readonly string[];
  /** Draws of what the scenario says is uncertain; 0 for none. */
  readonly samples: number;
  readonly latin: boolean;
  /** The scenario's unless said. */
  readonly seed?: number | undefined;
}

/** What a scenario and the wishes of a user make together. @throws ConfigError */
export function sweepPlanOf(cluster: Cluster, { vary, samples, latin, seed }: SweepWishes): SweepPlan {
  const { uncertainty } = cluster.spec;
  if (vary.length === 0 && samples === 0)
    throw new ConfigError(
      'nothing is varied; give --vary PATH=VALUES, or --samples N for what the scenario says under "uncertainty"',
    );
  if (samples > 0 && Object.keys(uncertainty).length === 0)
    throw new ConfigError(
      '--samples: the scenario says under "uncertainty:" of nothing how uncertain it is; such as\n  uncertainty:\n    sun: { parameter: components.pv.rated_kWp, relative: true, distribution: normal, mean: 1, sd: 0.05 }',
    );
  const draws =
    samples === 0
      ? []
      : Object.entries(uncertainty).map(([name, uncertain]) => ({
          name,
          path: uncertain.parameter,
          uncertain,
          scale: uncertain.relative ? numberIn(uncertain.parameter, cluster) : 1,
        }));
  const axes = vary.map(sweepAxisOf);
  checkComponents(axes, cluster);
  const plan: SweepPlan = { axes, draws, samples, latin, seed: seed ?? cluster.spec.seed };
  checkSweep(plan);
  return plan;
}

/** @throws ConfigError naming the first path that leads into a component that is not there */
function checkComponents(axes: readonly SweepAxis[], { spec }: Cluster): void {
  const ids = Object.keys(spec.components);
  for (const { path } of axes) {
    const [section, id] = path.split('.');
    if (section === 'components' && id !== undefined && !ids.includes(id))
      throw new ConfigError(`--vary ${path}: there is no component "${id}"${among(id, ids)}`);
  }
}

/** Values of an axis that are tried before it is given up. */
const TRIES = 20;

/**
 * Tries what is varied, one path at a time, before anything is run: a path of which no value is accepted is a fault of the
 * user's. What words name (files, tariffs) is read whole, so that whoever notes the reading has all that the runs need.
 * @throws ConfigError
 */
export function trySweep(file: string, outside: Outside, plan: SweepPlan): void {
  sweepCases(file, outside, []).compiled([]);
  for (const axis of plan.axes) {
    const cases = sweepCases(file, outside, [axis.path]);
    for (const word of axis.values) if (typeof word === 'string') refusal(() => cases.compiled([word]));
    refuse(axis, cases, axis.values);
  }
  for (const { name, path, uncertain, scale } of plan.draws) {
    const values = [0.5, 0.05, 0.95].map((p) => scale * quantileOf(uncertain, p));
    refuse({ path: `uncertainty.${name}: ${path}` }, sweepCases(file, outside, [path]), values);
  }
}

/** @throws ConfigError with the reason of the first, where all values are refused */
function refuse({ path }: Pick<SweepAxis, 'path'>, cases: SweepCases, values: readonly SweepValue[]): void {
  let first: ConfigError | undefined;
  for (const value of values.slice(0, TRIES)) {
    const error = refusal(() => cases.check([value]));
    if (error === undefined) return;
    first ??= error;
  }
  throw new ConfigError(`${path} cannot be varied: ${first!.message}`);
}

function refusal(attempt: () => unknown): ConfigError | undefined {
  try {
    attempt();
    return undefined;
  } catch (error) {
    if (error instanceof ConfigError) return error;
    throw error;
  }
}
