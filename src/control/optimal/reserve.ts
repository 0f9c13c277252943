import { ConfigError } from '../../core/errors.ts';
import { EASED_money, type Values } from '../../core/linearModel.ts';
import type { Run } from '../../core/run.ts';
import { formatUtc, timeAt } from '../../core/timeGrid.ts';
import type { AssembleOptions, PlannedFlow, PlannedMachine, PlannedStore } from './assembled.ts';
import { MISSED_money } from './limits.ts';
import type { Family } from './sparse.ts';
import { zonesOfBuses } from './zones.ts';

/** What is to be left in each hour so that critical load can be served without the grid. */
export interface PlanReserve {
  readonly name: string;
  /** By step of the run: 1 where the grid may be lost at its start. */
  readonly starts: Uint8Array;
  /** Steps for which it has to last. */
  readonly steps: number;
  /** Of the critical load that is to be covered. */
  readonly share: number;
  /** Whether demand that may be cut counts as well. */
  readonly isAll: boolean;
  /** One of the buses that are served together. */
  readonly bus: number;
  /** By component: share of what it can give that counts; all of it where left out. */
  readonly counts: ReadonlyMap<number, number>;
  /** Components whose planned draw is critical beside demand that may not be cut. */
  readonly serves: ReadonlySet<number>;
  /** For each kWh that is missed; infinite where it must be kept. */
  readonly penalty_money: number;
}

/** Where a reserve stands in a problem: by step k, what is held at its end against a loss at the start of the next. */
export interface ReserveRows {
  readonly reserve: PlanReserve;
  readonly row: number;
  /** kWh that stores have to give for a loss then; what draws on `serves` comes upon it. NaN where none is looked at. */
  readonly need_kWh: Float64Array;
  /** Columns of what stores can give for it, and of what it is missed by (-1: it must be kept). */
  readonly given: readonly number[];
  readonly short: number;
}

/** What the assembler lends to lay reserves: rows and columns for each step. */
interface Builder {
  readonly flows: readonly (readonly PlannedFlow[])[];
  readonly machines: readonly PlannedMachine[];
  readonly stores: readonly PlannedStore[];
  readonly upperOf: (column: number) => Values;
  readonly entries: Family[];
  readonly addRows: (name: string, lower: Values, upper: Values) => number;
  readonly addColumns: (name: string, upper: Values, money: number) => number;
}

const at = (v: Values, k: number): number => (typeof v === 'number' ? v : v[k]!);

/**
 * Lays a reserve. For a loss at the start of step s, with what is held then, and D steps
 *   sum over stores of min(what they hold, D dt most) >= sum over the D steps of dt max(0, share critical - other)
 * where `other` is what all but stores and the grid could give in that step: machines at their most, sun and wind as
 * foreseen. And in each step what stores give at most covers the difference. Exact for one store; of several it takes for granted
 * that they share each step as they please, which they can while none is empty.
 * @throws ConfigError where no plan could keep it, for want of power
 */
export function layReserve(
  run: Run,
  reserve: PlanReserve,
  options: Pick<AssembleOptions, 'first' | 'steps' | 'used' | 'eased'> & { readonly dt_h: number },
  builder: Builder,
): ReserveRows {
  const { first, steps, dt_h } = options;
  const { name, counts } = reserve;
  const { stores, addRows, addColumns, entries } = builder;
  const island = islandOf(run, reserve, steps, builder);
  const isPart = options.used !== undefined;
  const penalty = Math.min(
    reserve.penalty_money,
    options.eased === true ? EASED_money : isPart ? MISSED_money : Number.POSITIVE_INFINITY,
  );
  const isSoft = penalty < Number.POSITIVE_INFINITY;
  const mine = stores.filter(({ component, port }) => island.has(component, port));
  const share = ({ component }: PlannedStore): number => counts.get(component) ?? 1;
  const power_kW = Float64Array.from({ length: steps }, (_, k) =>
    mine.reduce((sum, store) => sum + share(store) * at(store.most, k), 0),
  );
  const lost = Uint8Array.from({ length: steps }, (_, k) => (k + 1 < steps ? reserve.starts[first + k + 1]! : 0));
  const lacking_kW = island.lacking_kW.map((v) => Math.max(0, v));
  const need_kWh = Float64Array.from(lost, (isLost, k) => {
    if (isLost === 0) return Number.NaN;
    let sum = 0;
    for (let t = k + 1; t < Math.min(steps, k + 1 + reserve.steps); t++) {
      if (lacking_kW[t]! > power_kW[t]! + ROUNDING_kW && !isSoft)
        throw tooWeak(run, reserve, first + t, island, power_kW, t);
      sum += Math.min(lacking_kW[t]!, power_kW[t]!) * dt_h;
    }
    return sum;
  });
  const hasDraws = island.draws.length > 0;
  const none = need_kWh.map((v) => (Number.isNaN(v) ? Number.NEGATIVE_INFINITY : hasDraws ? 0 : v));
  const row = addRows(name, none, Number.POSITIVE_INFINITY);
  const put = (to: number, column: number, value: Values): void => {
    entries.push({ row: to, rowOf: undefined, column, columnOf: undefined, value, count: steps });
  };
  const given = mine.map((store) => {
    const most_kWh = Float64Array.from(lost, (isLost, k) => {
      let sum = 0;
      for (let t = k + 1; isLost === 1 && t < Math.min(steps, k + 1 + reserve.steps); t++)
        sum += share(store) * at(store.most, t) * dt_h;
      return sum;
    });
    const column = addColumns(`reserve ${run.components[store.component]!.id}`, most_kWh, 0);
    const per = Float64Array.from(lost, (_, k) => share(store) * at(store.given, k));
    const held = addRows(
      name,
      Number.NEGATIVE_INFINITY,
      per.map((v) => -v * store.empty),
    );
    put(held, column, 1);
    put(
      held,
      store.level,
      per.map((v) => -v),
    );
    put(row, column, 1);
    return column;
  });
  const short = isSoft ? addColumns(`short of ${name}`, Number.POSITIVE_INFINITY, penalty) : -1;
  if (short >= 0) put(row, short, 1);
  if (hasDraws) {
    const lack = addColumns(`lack ${name}`, short >= 0 ? Number.POSITIVE_INFINITY : power_kW, 0);
    const above = addRows(name, island.lacking_kW, Number.POSITIVE_INFINITY);
    put(above, lack, 1);
    for (const { column, per } of island.draws)
      put(above, column, typeof per === 'number' ? reserve.share * per : per.map((v) => reserve.share * v));
    for (let ahead = 1; ahead <= reserve.steps && ahead < steps; ahead++)
      entries.push({
        row,
        rowOf: undefined,
        column: lack + ahead,
        columnOf: undefined,
        value: Float64Array.from({ length: steps - ahead }, (_, k) => (lost[k] === 1 ? -dt_h : 0)),
        count: steps - ahead,
      });
  }
  return { reserve, row, need_kWh, given, short };
}

const ROUNDING_kW = 1e-6;

interface Island {
  readonly has: (component: number, port: string) => boolean;
  /** By step: share of critical load less what all but stores could give; below 0 where there is more than enough. */
  readonly lacking_kW: Float64Array;
  readonly critical_kW: Float64Array;
  /** Columns of planned draws that are critical, into the bus positive. */
  readonly draws: readonly PlannedFlow[];
}

/** What would be served together without the grid, from what components told of themselves. */
function islandOf(run: Run, reserve: PlanReserve, steps: number, { flows, machines, upperOf }: Builder): Island {
  const { zoneOfBus } = zonesOfBuses(run, true);
  const isIn = (bus: number): boolean => bus >= 0 && zoneOfBus[bus] === zoneOfBus[reserve.bus];
  const critical_kW = new Float64Array(steps);
  const other_kW = new Float64Array(steps);
  const draws: PlannedFlow[] = [];
  run.components.forEach((c, component) => {
    const { role } = c.kind;
    if (role === 'closer' || role === 'network') return;
    const isCritical = reserve.isAll || (c.kind.sheddingClass?.(c.q) ?? 0) === 0;
    const counted = reserve.counts.get(component) ?? 1;
    for (const flow of flows[component]!) {
      const { column, per } = flow;
      const port = c.ports[flow.port]!;
      if (!isIn(port.bus)) continue;
      if (column < 0) {
        for (let k = 0; k < steps; k++) {
          const kW = at(per, k);
          if (kW > 0) other_kW[k]! += counted * kW;
          else if (isCritical) critical_kW[k]! -= kW;
        }
        continue;
      }
      if (reserve.serves.has(component) && at(per, 0) < 0) draws.push(flow);
      // What a demand gives is what is cut of it, and a store gives what it holds.
      if (port.flow === 'in' || role === 'store') continue;
      const most = machines.find(({ load }) => load === column)?.most ?? upperOf(column);
      for (let k = 0; k < steps; k++) {
        const kW = at(per, k) * at(most, k);
        if (kW > 0 && kW < Number.POSITIVE_INFINITY) other_kW[k]! += counted * kW;
      }
    }
  });
  return {
    has: (component, name) => {
      const port = run.components[component]!.ports.find((p) => p.name === name);
      return port !== undefined && isIn(port.bus);
    },
    critical_kW,
    lacking_kW: critical_kW.map((v, k) => reserve.share * v - other_kW[k]!),
    draws,
  };
}

function tooWeak(
  run: Run,
  { name, share }: PlanReserve,
  step: number,
  { critical_kW, lacking_kW }: Island,
  power_kW: Float64Array,
  k: number,
): ConfigError {
  const show = (v: number): string => String(Number(v.toPrecision(4)));
  return new ConfigError(
    `control.plan.reserves.${name}: no plan can keep it at ${formatUtc(timeAt(run.grid, step))}: of ${show(critical_kW[k]!)} kW of critical load ${show(share * critical_kW[k]!)} are to be covered, machines, sun and wind can give ${show(share * critical_kW[k]! - lacking_kW[k]!)}, and stores at most ${show(power_kW[k]!)}; expected enough power without the grid: lower its share, name other hours, or give it a penalty_money`,
  );
}
