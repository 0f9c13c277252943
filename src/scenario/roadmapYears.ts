import { ConfigError } from '../core/errors.ts';
import type { Compiled } from './compile.ts';
import { numberIn } from './numberIn.ts';
import { type Cluster, type Outside, readScenario } from './read.ts';
import { inYear, type RoadmapSpec } from './roadmapSpec.ts';
import { sweepCases } from './sweepCases.ts';

/** The scenario as it is in one investment year. */
export interface RoadmapYear {
  readonly year: number;
  readonly compiled: Compiled;
  /** What the paths make of the scenario's numbers. */
  readonly numbers: Readonly<Record<string, number>>;
}

/** A scenario with a roadmap, laid out for each of its investment years. */
export interface RoadmapScenario {
  readonly cluster: Cluster;
  readonly spec: RoadmapSpec;
  readonly years: readonly RoadmapYear[];
}

/** Reads a scenario and lays it out for each investment year. @throws ConfigError with every fault found */
export function roadmapScenario(file: string, outside: Outside, foresight?: RoadmapSpec['foresight']): RoadmapScenario {
  const cluster = readScenario(file, outside);
  if (cluster.faults.length > 0) throw new ConfigError(cluster.faults);
  const { roadmap } = cluster.spec;
  if (roadmap === undefined)
    throw new ConfigError([
      {
        file: cluster.file,
        path: 'roadmap',
        message: 'missing; expected at least the investment years, such as roadmap: { years: [2025, 2030, 2040] }',
      },
    ]);
  const paths = Object.entries(roadmap.paths).flatMap(([name, spec]) =>
    [spec.parameter].flat().map((parameter) => ({ name, parameter, spec })),
  );
  const cases = sweepCases(
    file,
    outside,
    paths.map((p) => p.parameter),
  );
  const years = roadmap.years.map((year): RoadmapYear => {
    const values = paths.map(
      ({ parameter, spec }) => inYear(spec.at, year) * (spec.relative ? numberIn(parameter, cluster) : 1),
    );
    try {
      const compiled = cases.compiled(values);
      checkSame(cluster, compiled, year);
      return { year, compiled, numbers: Object.fromEntries(paths.map(({ parameter }, k) => [parameter, values[k]!])) };
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error;
      throw new ConfigError(
        error.issues.map((issue) => ({ ...issue, message: `${issue.message} (roadmap, year ${year})` })),
      );
    }
  });
  return { cluster, spec: foresight === undefined ? roadmap : { ...roadmap, foresight }, years };
}

/** Every year has the same components; what comes and goes does so by its size. */
function checkSame(cluster: Cluster, { run }: Compiled, year: number): void {
  const gone = cluster.components.filter(({ id }) => !run.components.some((c) => c.id === id));
  if (gone.length > 0)
    throw new ConfigError(
      gone.map(({ id }) => ({
        file: cluster.file,
        path: 'roadmap.paths',
        message: `takes "${id}" away in ${year} by a size of 0; expected roadmap.components.${id}: { stands: { from: ..., until: ... } }`,
      })),
    );
}
