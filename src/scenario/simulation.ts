import type { IslandEvent } from '../control/island.ts';
import type { Plan } from '../control/optimal/plan.ts';
import { makeRules, type Rules } from '../control/rules.ts';
import type { AuditReport } from '../core/audit.ts';
import { type Column, columnsOf } from '../core/columns.ts';
import type { Totals } from '../core/component.ts';
import { ConfigError } from '../core/errors.ts';
import { type Loop, makeLoop } from '../core/loop.ts';
import {
  BLOCK_ROWS,
  type Block,
  frameColumns,
  type Memory,
  recordMeans,
  SHOWN_ROWS,
  type Table,
} from '../core/table.ts';
import type { TimeGrid } from '../core/timeGrid.ts';
import { accumulate, type Observer } from '../core/totals.ts';
import type { Compiled } from './compile.ts';
import { type CorrectionFigures, correctStates } from './corrections.ts';
import { type GridLoss, watchGridLosses } from './gridLoss.ts';
import { type Incidents, watchIncidents } from './incidents.ts';
import { type MeterFigures, tallyMeters } from './meterTally.ts';
import { type Followed, followPlan, watchPlan } from './planned.ts';
import { allLimitsOf } from './storeRulesSpec.ts';

/** What a run gave: sums, series, audits. Reports are made of it alone. */
export interface Outcome {
  readonly compiled: Compiled;
  readonly columns: readonly Column[];
  /** State of every state column at the start, by column name. */
  readonly initial: Readonly<Record<string, number>>;
  /** Every step, or means over whole hours where the run has more steps than `maxRows`; no rows where that is 0. */
  readonly table: Table;
  /** By component, in the run's order. */
  readonly totals: readonly Totals[];
  readonly audit: AuditReport;
  /** How many steps needed how many passes; index 0 counts those of one pass. */
  readonly passes: readonly number[];
  /** What happened to electric islands. */
  readonly islandEvents: readonly IslandEvent[];
  /** From when to when something was out of order. */
  readonly incidents: Incidents;
  /** What became of the site while it had no public grid. */
  readonly gridLosses: readonly GridLoss[];
  /** How the model agrees with each meter. */
  readonly meters: readonly MeterFigures[];
  /** By meter: how often its readings took the place of a state; undefined where they may not. */
  readonly corrections: readonly (CorrectionFigures | undefined)[];
  /** What that added to each state of the run's. */
  readonly corrected: Float64Array;
  /** The plan that was carried out, and how far the run lies from it. */
  readonly followed?: Followed;
  /** Steps done; fewer than the grid's where the run was stopped. */
  readonly steps: number;
}

export interface Simulation {
  readonly loop: Loop;
  readonly rules: Rules;
  readonly columns: readonly Column[];
  /** By meter: what its readings added to a state before each step; empty where they may not. */
  readonly corrected: readonly Float64Array[];
  /** Takes up to `count` steps. @returns the steps done so far */
  advance(count: number): number;
  /** Hands out the steps that `onBlock` has not seen yet, where the run stops before its end. */
  flush(): void;
  /** By component, what has been added up so far. */
  totals(): readonly Totals[];
  /** What has been gathered so far. */
  outcome(): Outcome;
}

export interface SimulationOptions {
  /** Rows kept in memory; a longer run keeps hourly means, none where this is 0. 40,000 unless said: a year at 15 min. */
  readonly maxRows?: number | undefined;
  readonly observers?: readonly Observer[];
  /** Plan that is carried out; without one the rules run alone. */
  readonly plan?: Plan;
  /** Takes the steps block by block, to write them somewhere. */
  readonly onBlock?: (block: Block) => void;
  /**
   * Memory for the columns, where all rows are kept: a row that was handed out never changes again, so whoever shares it may
   * read the row there.
   */
  readonly memory?: Memory | undefined;
}

/** Sets a compiled cluster going. The caller takes the steps, at once or in slices. */
export function startSimulation(compiled: Compiled, options: SimulationOptions = {}): Simulation {
  const { run } = compiled;
  const { grid } = run;
  const { observers = [], onBlock } = options;
  const { planner } = compiled.cluster.spec.control;
  if (planner !== undefined && options.plan === undefined)
    throw new ConfigError(
      planner === 'mpc'
        ? 'control.planner: mpc plans as it goes; run it by conduct(scenario, solver) and its `advance`, or take the line away to run by rules'
        : 'control.planner: a planned run needs its plan first; make one with planFor(scenario, solver) and hand it in as `plan`, or take the line away to run by rules',
    );
  const columns = columnsOf(run);
  const initial = Object.fromEntries(
    run.components.flatMap((c, k) => c.states.map((name, s) => [`${c.id}.${name}`, run.begins[run.stateAt[k]! + s]!])),
  );
  const sums = accumulate(run);
  const incidents = watchIncidents(run, compiled.instruments);
  const gridLosses = watchGridLosses(run);
  const keepAll = grid.length <= (options.maxRows ?? 40_000);
  const means =
    keepAll || options.maxRows === 0
      ? undefined
      : recordMeans(
          grid,
          columns.map((c) => c.role === 'state'),
          Math.max(1, Math.round(3600 / grid.step_s)),
        );
  /** Steps shown to those who add them up, and steps handed out. */
  let shown = 0;
  let unwritten = 0;
  const rows = frameColumns(
    run.frame.length,
    keepAll ? grid.length : onBlock ? BLOCK_ROWS : 0,
    {
      read(block) {
        const violation = loop.violationIn(block);
        const tile = violation ? { ...block, count: violation.step - block.first, digest: undefined } : block;
        sums.read(tile);
        incidents.read(tile);
        gridLosses.read(tile);
        means?.read(tile);
        shown = tile.first + tile.count;
        if (violation) throw violation.error;
        if (onBlock && (shown - unwritten === BLOCK_ROWS || shown === grid.length)) handOut(shown);
      },
    },
    keepAll ? options.memory : undefined,
  );
  const handOut = (end: number): void => {
    if (end === unwritten) return;
    onBlock?.({
      columns: rows.columns,
      at: keepAll ? unwritten : unwritten % BLOCK_ROWS,
      first: unwritten,
      count: end - unwritten,
    });
    unwritten = end;
  };
  let rules: Rules | undefined;
  const loop = makeLoop(run, (r, net, fresh) => {
    // Under a plan stores have no times of their own: what deviates is theirs to absorb.
    const config = options.plan === undefined ? compiled.rules : { ...compiled.rules, stores: new Map() };
    rules = makeRules(r, net, config, fresh);
    return rules;
  });
  const limits = options.plan === undefined ? [] : allLimitsOf(compiled);
  const plan = options.plan && followPlan(run, rules!, options.plan, limits);
  const passes = [0, 0, 0, 0, 0];
  const meters = tallyMeters(run, compiled.meters);
  const corrections = correctStates(loop, compiled.meters);
  const corrects = compiled.meters.some((meter) => meter.policy.rebase !== undefined);
  const planned = options.plan && watchPlan(run, options.plan, limits);
  const watching = [
    ...observers,
    ...(compiled.meters.length === 0 ? [] : [meters]),
    ...(planned ? [planned] : []),
    ...(plan ? [plan] : []),
  ];
  const flush = (): void => {
    rows.flush();
    handOut(shown);
  };
  return {
    loop,
    rules: rules!,
    columns,
    corrected: corrections.columns,
    flush,
    advance(count) {
      const until = Math.min(grid.length, loop.index + count);
      for (let i = loop.index; i < until; i++) {
        plan?.begin(i);
        if (corrects) corrections.correct(i);
        // What becomes a full tile in this call is audited as such.
        loop.step(i - (i % SHOWN_ROWS) + SHOWN_ROWS <= until);
        passes[rules!.passes - 1]!++;
        if (corrects) corrections.note(i);
        rows.push(run.frame);
        for (let k = 0; k < watching.length; k++) watching[k]!.observe(i, run.frame);
      }
      return loop.index;
    },
    totals() {
      rows.flush();
      return sums.totals();
    },
    outcome() {
      flush();
      const totals = sums.totals();
      return {
        compiled,
        columns,
        initial,
        table: means?.table ?? (keepAll ? { grid, columns: rows.columns } : emptyTable(grid, columns.length)),
        totals,
        audit: loop.audit(totals),
        passes,
        islandEvents: rules!.islandEvents,
        meters: meters.figures(),
        corrections: corrections.figures(),
        corrected: loop.corrected,
        incidents: incidents.incidents(loop.index),
        gridLosses: gridLosses.losses(rules!.islandEvents, loop.index),
        steps: loop.index,
        ...(planned ? { followed: planned.followed } : {}),
      };
    },
  };
}

const emptyTable = (grid: TimeGrid, width: number): Table => ({
  grid: { ...grid, length: 0 },
  columns: Array.from({ length: width }, () => new Float64Array(0)),
});

/** Runs a compiled cluster from start to end. @throws SimulationError where a law is broken */
export function simulateCompiled(compiled: Compiled, options: SimulationOptions = {}): Outcome {
  const simulation = startSimulation(compiled, options);
  simulation.advance(compiled.run.grid.length);
  return simulation.outcome();
}
