import { makeRules, type Rules } from '../control/rules.ts';
import type { AuditReport } from '../core/audit.ts';
import { type Column, columnsOf } from '../core/columns.ts';
import type { Totals } from '../core/component.ts';
import { type Loop, makeLoop } from '../core/loop.ts';
import { recordAll, recordMeans, type Table } from '../core/table.ts';
import { accumulate, type Observer } from '../core/totals.ts';
import type { Compiled } from './compile.ts';

/** What a run gave: sums, series, audits. Reports are made of it alone. */
export interface Outcome {
  readonly compiled: Compiled;
  readonly columns: readonly Column[];
  /** State of every state column at the start, by column name. */
  readonly initial: Readonly<Record<string, number>>;
  /** Every step, or means over whole hours where the run has more steps than `maxRows`. */
  readonly table: Table;
  /** By component, in the run's order. */
  readonly totals: readonly Totals[];
  readonly audit: AuditReport;
  /** How many steps needed how many passes; index 0 counts those of one pass. */
  readonly passes: readonly number[];
  /** Steps done; fewer than the grid's where the run was stopped. */
  readonly steps: number;
}

export interface Simulation {
  readonly loop: Loop;
  readonly rules: Rules;
  readonly columns: readonly Column[];
  /** Takes up to `count` steps. @returns the steps done so far */
  advance(count: number): number;
  /** What has been gathered so far. */
  outcome(): Outcome;
}

export interface SimulationOptions {
  /** Rows kept in memory; a longer run keeps hourly means. 40,000 unless said: a year at 15 min. */
  readonly maxRows?: number;
  readonly observers?: readonly Observer[];
}

/** Sets a compiled cluster going. The caller takes the steps, at once or in slices. */
export function startSimulation(compiled: Compiled, options: SimulationOptions = {}): Simulation {
  const { run } = compiled;
  const columns = columnsOf(run);
  const initial = Object.fromEntries(
    run.components.flatMap((c) => c.kind.states.map((name, s) => [`${c.id}.${name}`, c.x[s]!])),
  );
  let rules: Rules | undefined;
  const sums = accumulate(run);
  const perHour = Math.max(1, Math.round(3600 / run.grid.step_s));
  const keepAll = run.grid.length <= (options.maxRows ?? 40_000);
  const recorder = keepAll
    ? recordAll(run.grid, run.frame.length)
    : recordMeans(
        run.grid,
        columns.map((c) => c.role === 'state'),
        perHour,
      );
  const observers: readonly Observer[] = [sums, recorder, ...(options.observers ?? [])];
  const loop = makeLoop(run, (r, net) => {
    rules = makeRules(r, net, compiled.rules);
    return rules;
  });
  const passes = [0, 0, 0, 0, 0];
  return {
    loop,
    rules: rules!,
    columns,
    advance(count) {
      const until = Math.min(run.grid.length, loop.index + count);
      for (let i = loop.index; i < until; i++) {
        loop.step();
        passes[loop.passes - 1]!++;
        for (let k = 0; k < observers.length; k++) observers[k]!.observe(i, run.frame);
      }
      return loop.index;
    },
    outcome: () => ({
      compiled,
      columns,
      initial,
      table: recorder.table,
      totals: sums.totals(),
      audit: loop.audit(),
      passes,
      steps: loop.index,
    }),
  };
}

/** Runs a compiled cluster from start to end. @throws SimulationError where a law is broken */
export function simulateCompiled(compiled: Compiled, options: SimulationOptions = {}): Outcome {
  const simulation = startSimulation(compiled, options);
  simulation.advance(compiled.run.grid.length);
  return simulation.outcome();
}
