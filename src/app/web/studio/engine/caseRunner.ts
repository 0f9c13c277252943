/** Runs a scenario again and again with other values, as the user drags: the same code as a sweep in Node. */
import { ConfigError } from '../../../../core/errors.ts';
import { summarise } from '../../../../report/summarise.ts';
import type { BusSummary, CostSummary, EmissionSummary, Kpis, Summary } from '../../../../report/summary.ts';
import { tallyOf } from '../../../../report/tally.ts';
import type { Compiled } from '../../../../scenario/compile.ts';
import { type Outside, readScenario } from '../../../../scenario/read.ts';
import { type Outcome, startSimulation } from '../../../../scenario/simulation.ts';
import type { SweepValue } from '../../../../scenario/sweepAxis.ts';
import { type SweepCases, sweepCases } from '../../../../scenario/sweepCases.ts';
import { parametersOf } from './parameters.ts';
import { type Parameter, readable } from './property.ts';

export interface ScenarioInfo {
  readonly file: string;
  readonly name: string;
  readonly label: string;
  readonly currency: string;
  readonly zone: string;
  readonly start_ms: number;
  readonly step_s: number;
  readonly steps: number;
  readonly buses: readonly { readonly id: string; readonly label: string; readonly carrier: string }[];
  readonly parameters: readonly Parameter[];
  /** What the file asks for that is left to rules here. */
  readonly leftOut: readonly ('planner' | 'exchange')[];
}

/** Other values by path. */
export type Changes = Readonly<Record<string, SweepValue>>;

export interface CaseResult {
  readonly kpis: Kpis;
  readonly emissions: Pick<EmissionSummary, 'scope1_kg' | 'scope2Location_kg'>;
  readonly costs: Pick<CostSummary, 'bill_money' | 'capital_money' | 'total_money' | 'carbon_money'>;
  /** As the summary has them: `2023-07`. */
  readonly months: readonly string[];
  readonly buses: Readonly<Record<string, BusSummary>>;
  readonly warnings: readonly string[];
  /** Wall time that reading, running and summing took. */
  readonly took_ms: number;
}

export interface CaseRunner {
  readonly info: ScenarioInfo;
  /** @throws ConfigError where a value is refused, SimulationError where a law is broken */
  run(changes: Changes, onShare?: (share: number) => void): CaseResult;
  /** Series of the last case: values of a column, by `component.signal`. */
  series(names: readonly string[]): readonly (Float64Array | undefined)[];
  /** The last case as the simulation gave it; undefined before the first. */
  readonly last: Case | undefined;
}

/** A case as it was run, for pictures and files. */
export interface Case {
  readonly outcome: Outcome;
  readonly summary: Summary;
}

/** Steps after which a long run tells how far it is. */
const TOLD_STEPS = 8760;

/** Steps beyond which rows are kept no more. */
const MOST_ROWS = 40_000;

/**
 * Opens a scenario. A planner or an exchange that it asks for is left out: rules run it.
 * @throws ConfigError with every fault found
 */
export function openCases(file: string, outside: Outside, now: () => number = () => performance.now()): CaseRunner {
  const cluster = readScenario(file, outside);
  if (cluster.faults.length > 0) throw new ConfigError(cluster.faults);
  const { spec, grid } = cluster;
  const parameters = parametersOf(cluster);
  const base = new Map<string, SweepValue>(parameters.map(({ path, value }) => [path, value]));
  let paths: readonly string[] = [];
  let cases: SweepCases | undefined;
  let last: Case | undefined;
  const compiledFor = (changes: Changes): Compiled => {
    const changed = Object.keys(changes);
    // Paths stay once they were changed, at their base value, so that the same reading serves again.
    const kept = paths.filter((path) => path in changes || base.has(path));
    const wanted = [...kept, ...changed.filter((path) => !kept.includes(path))];
    if (cases === undefined || wanted.length !== paths.length || wanted.some((path, k) => path !== paths[k])) {
      paths = wanted;
      cases = sweepCases(file, outside, paths);
    }
    return byRules(cases.compiled(paths.map((path) => changes[path] ?? base.get(path)!)));
  };
  return {
    info: {
      file: cluster.file,
      name: spec.name,
      label: spec.label ?? spec.name,
      currency: spec.currency,
      zone: spec.site.zone,
      start_ms: grid.start_ms,
      step_s: grid.step_s,
      steps: grid.length,
      buses: Object.entries(spec.buses).map(([id, { label, carrier }]) => ({
        id,
        label: label ?? readable(id),
        carrier,
      })),
      parameters,
      leftOut: [
        ...(spec.control.planner === undefined ? [] : (['planner'] as const)),
        ...(spec.exchange === undefined ? [] : (['exchange'] as const)),
      ],
    },
    run(changes, onShare) {
      const begun = now();
      const compiled = compiledFor(changes);
      const tally = tallyOf(compiled.run);
      const { length } = compiled.run.grid;
      const simulation = startSimulation(compiled, {
        observers: [tally],
        maxRows: length <= MOST_ROWS ? MOST_ROWS : 0,
      });
      for (let done = 0; done < length; ) {
        done = simulation.advance(TOLD_STEPS);
        if (done < length) onShare?.(done / length);
      }
      simulation.flush();
      const outcome = simulation.outcome();
      const summary = summarise(outcome, { tally });
      last = { outcome, summary };
      const { kpis, emissions, costs, months, buses, warnings } = summary;
      const { scope1_kg, scope2Location_kg } = emissions;
      const { bill_money, capital_money, total_money, carbon_money } = costs;
      return {
        kpis,
        emissions: { scope1_kg, scope2Location_kg },
        costs: { bill_money, capital_money, total_money, carbon_money },
        months,
        buses,
        warnings: warnings.map(({ text }) => text),
        took_ms: now() - begun,
      };
    },
    series(names) {
      const places = new Map(last?.outcome.columns.map(({ name }, k) => [name, k]));
      return names.map((name) => {
        const k = places.get(name);
        return k === undefined ? undefined : last?.outcome.table.columns[k];
      });
    },
    get last() {
      return last;
    },
  };
}

/** The scenario with rules alone. */
function byRules(compiled: Compiled): Compiled {
  const { spec } = compiled.cluster;
  if (spec.control.planner === undefined) return compiled;
  const { planner: _, ...control } = spec.control;
  return { ...compiled, cluster: { ...compiled.cluster, spec: { ...spec, control } } };
}
