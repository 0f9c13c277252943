import { type Before, EASED_money, type LinearModel, type Values, type Window } from '../../core/linearModel.ts';
import type { Run } from '../../core/run.ts';
import type { Problem } from '../../core/solver.ts';
import { hoursOf } from '../../core/timeGrid.ts';
import { CARBON, type LimitRows, layLimit, type PlanLimit, type PlannedEmission } from './limits.ts';
import { type Family, fill, type Part, type Sparse, sparseOf, sum, summed } from './sparse.ts';
import { productOf, windowOf } from './windows.ts';

/** Columns by which an eased plan misses a balance. */
export const LACKING = 'lacking';
export const LEFT_OVER = 'left over';

/** A run of columns or rows that one component (-1: a bus) declared. */
export interface Block {
  readonly component: number;
  readonly name: string;
  readonly first: number;
  readonly count: number;
  /** True where there is one for each step of the window. */
  readonly perStep: boolean;
}

/** What a column of a component gives to a port. */
export interface PlannedFlow {
  readonly port: number;
  /** First column; -1 where it is fixed. */
  readonly column: number;
  readonly per: Values;
}

/** A problem with what its columns and rows mean. */
export interface Assembled {
  readonly problem: Problem;
  readonly first: number;
  readonly steps: number;
  readonly columns: readonly Block[];
  readonly rows: readonly Block[];
  /** By zone: the row of its balance in the first step. */
  readonly balanceRow: readonly number[];
  readonly zoneOfBus: Int32Array;
  /** By component: the bus of each port. */
  readonly ports: readonly Int32Array[];
  /** By component. */
  readonly flows: readonly (readonly PlannedFlow[])[];
  /** Money of what is billed, per unit of each column; the cost of the problem holds beside it what is only weighed. */
  readonly paid: Float64Array;
  /** By component: paid whatever is decided. */
  readonly fixedPaid_money: Float64Array;
  /** The part of it that each step bears, and what is paid once under a name. */
  readonly stepPaid_money: readonly (Float64Array | undefined)[];
  readonly standing: readonly Standing[];
  readonly emissions: readonly PlannedEmission[];
  readonly limits: readonly LimitRows[];
  /** First columns of what is held at the end of each step. */
  readonly held: readonly number[];
}

/** A payment that is due once, whatever is decided. */
export interface Standing {
  readonly component: number;
  readonly name: string;
  readonly money: number;
}

export interface AssembleOptions {
  readonly first: number;
  readonly steps: number;
  readonly commitment: Window['commitment'];
  readonly storeEnd: Window['storeEnd'];
  readonly storeSides: Window['storeSides'];
  /** States at the start of the window, in the order of the run's; as the run begins unless said. */
  readonly states?: Float64Array;
  /** By component: what it did before the window, where others went before it; and states that stores shall end with. */
  readonly before?: readonly Before[];
  readonly endStates?: Float64Array;
  /** Sums that are kept within bounds; and, of a window that sees a part of the run, what was used of each in its first period. */
  readonly limits?: readonly PlanLimit[];
  readonly used?: Float64Array;
  /** What a kg of `CARBON` is minded beside what is paid. */
  readonly carbonWeight_money_per_kg?: number;
  readonly carbonPrice_money_per_kg: number;
  /** Plans what contradicts itself: balances, limits and what stores end with may be missed at a price above all others. */
  readonly eased?: boolean;
  /** By component: operation and maintenance per unit of its first product. */
  readonly variableOm_money_per_kWh: readonly number[];
}

/**
 * Zones of buses that copper plates join: what any of them has left over meets in one balance. With `all`, of buses that any
 * network joins, as the rules see them. Both are numbered by their lowest bus.
 */
export function zonesOfBuses(run: Run, all = false): { readonly zoneOfBus: Int32Array; readonly zones: number } {
  const zoneOfBus = Int32Array.from(run.buses, (_, b) => b);
  for (const { component, nodes } of run.networks) {
    if (component >= 0 && !all) continue;
    const to = zoneOfBus[nodes[0]!]!;
    for (const node of nodes) {
      const from = zoneOfBus[node]!;
      for (let b = 0; b < zoneOfBus.length; b++) if (zoneOfBus[b] === from) zoneOfBus[b] = to;
    }
  }
  const heads = [...new Set(zoneOfBus)].sort((a, b) => a - b);
  return { zoneOfBus: zoneOfBus.map((head) => heads.indexOf(head)), zones: heads.length };
}

/** Builds the problem of a window out of what every component tells of itself. It knows no kind. */
export function assemble(run: Run, options: AssembleOptions): Assembled {
  const { first, steps } = options;
  const dt_h = hoursOf(run.grid);
  const { zoneOfBus, zones } = zonesOfBuses(run);
  const [columns, rows]: (Block & Bounds)[][] = [[], []];
  const entries: Family[] = [];
  const costs: Part[] = [];
  const paid: Part[] = [];
  const flows: PlannedFlow[][] = run.components.map(() => []);
  const balance = Array.from({ length: zones }, () => new Float64Array(steps));
  let columnCount = 0;
  let rowCount = 0;
  const stepPaid_money: (Float64Array | undefined)[] = run.components.map(() => undefined);
  const standing: Standing[] = [];
  const emissions: PlannedEmission[] = [];
  const held: number[] = [];
  let isInteger = false;
  const isEased = options.eased === true;

  const addRows = (component: number, name: string, lower: Values, upper: Values, count: number): number => {
    rows.push({ component, name, first: rowCount, count, perStep: count === steps, lower, upper, integer: false });
    rowCount += count;
    return rowCount - count;
  };
  const payFixed = (component: number, values: Values, factor: number): void => {
    if (factor === 0 || values === 0) return;
    stepPaid_money[component] ??= new Float64Array(steps);
    addTo(stepPaid_money[component], values, factor);
  };
  const addSlack = (component: number, name: string, count: number, money: number): number => {
    const column = { component, name, first: columnCount, count, perStep: count === steps, integer: false };
    columns.push({ ...column, lower: 0, upper: Number.POSITIVE_INFINITY });
    costs.push({ column: columnCount, values: money, factor: 1, count });
    columnCount += count;
    return column.first;
  };
  const balanceRow = balance.map((fixed, z) => addRows(-1 - z, 'balance', fixed, fixed, steps));
  if (isEased)
    balanceRow.forEach((row, z) => {
      for (const [name, value] of [[LACKING, 1] as const, [LEFT_OVER, -1] as const]) {
        const column = addSlack(-1 - z, name, steps, EASED_money * dt_h);
        entries.push({ row, rowOf: undefined, column, columnOf: undefined, value, count: steps });
      }
    });

  const modelOf = (component: number): LinearModel => {
    const c = run.components[component]!;
    const om = options.variableOm_money_per_kWh[component] ?? 0;
    const product = productOf(c);
    const addColumns = (name: string, lower: Values, upper: Values, integer: boolean, perStep: boolean): number => {
      const count = perStep ? steps : 1;
      if (integer) isInteger = true;
      columns.push({ component, name, first: columnCount, count, perStep, lower, upper, integer });
      columnCount += count;
      return columnCount - count;
    };
    const portOf = (name: string): number => c.ports.findIndex((p) => p.name === name);
    const pay = (column: number, values: Values, factor: number, count: number, isPaid: boolean): void => {
      if (values === 0 || factor === 0) return;
      const part: Part = { column, values, factor, count };
      costs.push(part);
      if (isPaid) paid.push(part);
    };
    return {
      columns: (name, lower, upper, integer = false) => addColumns(name, lower, upper, integer, true),
      column: (name, lower, upper) => addColumns(name, lower, upper, false, false),
      holds: (column) => void held.push(column),
      rows: (name, lower, upper, count = steps) => addRows(component, name, lower, upper, count),
      count(row, column, value, count = steps) {
        if (value !== 0) entries.push({ row, rowOf: undefined, column, columnOf: undefined, value, count });
      },
      gather(row, rowOf, column, value) {
        entries.push({ row, rowOf, column, columnOf: undefined, value, count: rowOf.length });
      },
      scatter(row, column, columnOf, value) {
        entries.push({ row, rowOf: undefined, column, columnOf, value, count: columnOf.length });
      },
      flow(name, column, per) {
        const port = portOf(name);
        if (port < 0 || per === 0) return;
        flows[component]!.push({ port, column, per });
        if (name === product && om !== 0) pay(column, given(per), om * dt_h, steps, true);
        const { bus } = c.ports[port]!;
        if (bus < 0) return;
        const row = balanceRow[zoneOfBus[bus]!]!;
        entries.push({ row, rowOf: undefined, column, columnOf: undefined, value: per, count: steps });
      },
      fixedFlow(name, value) {
        const port = portOf(name);
        if (port < 0 || value === 0) return;
        flows[component]!.push({ port, column: -1, per: value });
        if (name === product) payFixed(component, given(value), om * dt_h);
        const { bus } = c.ports[port]!;
        if (bus < 0) return;
        const fixed = balance[zoneOfBus[bus]!]!;
        for (let k = 0; k < steps; k++) fixed[k]! -= typeof value === 'number' ? value : value[k]!;
      },
      cost: (column, money_per_h, isPaid = true) => pay(column, money_per_h, dt_h, steps, isPaid),
      charge: (column, money, isPaid = true) => pay(column, money, 1, 1, isPaid),
      emits: (scope, column, kg_per_h) => emissions.push({ component, scope, column, kg_per_h }),
      fossilCo2(column, kg_per_h) {
        pay(column, kg_per_h, dt_h * options.carbonPrice_money_per_kg, steps, true);
        if (kg_per_h !== 0) emissions.push({ component, scope: 'scope1', column, kg_per_h });
      },
      fixedCost: (name, money) => standing.push({ component, name, money }),
      fixedFossilCo2(kg_per_h) {
        payFixed(component, kg_per_h, dt_h * options.carbonPrice_money_per_kg);
        if (kg_per_h !== 0) emissions.push({ component, scope: 'scope1', column: -1, kg_per_h });
      },
    };
  };

  run.components.forEach((c, k) => {
    c.kind.linear!(c.q, windowOf(run, c, k, options, dt_h), modelOf(k));
  });

  const limits = (options.limits ?? []).map((limit, n) => {
    const component = -1 - zones - n;
    return layLimit(
      run,
      limit,
      { first, steps, used: options.used?.[n] ?? 0, isPart: options.used !== undefined, isEased },
      {
        flows,
        emissions,
        entries,
        addRows: (name, lower, upper, count) => addRows(component, name, lower, upper, count),
        addSlack: (name, count, money) => addSlack(component, name, count, money),
      },
    );
  });
  const mind = options.carbonWeight_money_per_kg ?? 0;
  for (const { scope, column, kg_per_h } of emissions)
    if (mind > 0 && column >= 0 && CARBON.includes(scope))
      costs.push({ column, values: kg_per_h, factor: mind * dt_h, count: steps });
  const fixedPaid_money = Float64Array.from(stepPaid_money, (values) => sum(values ?? []));
  for (const { component, money } of standing) fixedPaid_money[component]! += money;
  const sparse: Sparse = sparseOf(columnCount, rowCount, entries);
  const lower = new Float64Array(columnCount);
  const upper = new Float64Array(columnCount);
  const integer = isInteger ? new Int32Array(columnCount) : undefined;
  for (const block of columns) {
    fill(lower, block.first, block.count, block.lower);
    fill(upper, block.first, block.count, block.upper);
    if (block.integer) integer!.fill(1, block.first, block.first + block.count);
  }
  const rowLower = new Float64Array(rowCount);
  const rowUpper = new Float64Array(rowCount);
  for (const block of rows) {
    fill(rowLower, block.first, block.count, block.lower);
    fill(rowUpper, block.first, block.count, block.upper);
  }
  return {
    problem: {
      columns: columnCount,
      rows: rowCount,
      offset: sum(fixedPaid_money),
      cost: summed(columnCount, costs),
      lower,
      upper,
      rowLower,
      rowUpper,
      ...sparse,
      integer,
    },
    first,
    steps,
    columns,
    rows,
    balanceRow,
    zoneOfBus,
    ports: run.components.map((c) => Int32Array.from(c.ports, (p) => p.bus)),
    flows,
    paid: summed(columnCount, paid),
    fixedPaid_money,
    stepPaid_money,
    standing,
    emissions,
    limits,
    held,
  };
}

interface Bounds {
  readonly lower: Values;
  readonly upper: Values;
  readonly integer: boolean;
}

const given = (per: Values): Values => (typeof per === 'number' ? Math.max(0, per) : per.map((v) => (v > 0 ? v : 0)));

function addTo(to: Float64Array, values: Values, factor: number): void {
  for (let k = 0; k < to.length; k++) to[k]! += factor * (typeof values === 'number' ? values : values[k]!);
}
