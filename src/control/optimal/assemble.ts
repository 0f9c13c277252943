import { EASED_money, type LinearModel, type Values } from '../../core/linearModel.ts';
import type { Run } from '../../core/run.ts';
import { hoursOf } from '../../core/timeGrid.ts';
import type {
  Assembled,
  AssembleOptions,
  Block,
  PlannedFlow,
  PlannedMachine,
  PlannedStore,
  StandingCharge,
} from './assembled.ts';
import { CARBON, layLimit, type PlannedEmission } from './limits.ts';
import { layReserve } from './reserve.ts';
import { type Family, fill, type Part, type Sparse, sparseOf, sum, summed } from './sparse.ts';
import { layStoreRules } from './storeRules.ts';
import { productOf, windowOf } from './windows.ts';
import { zonesOfBuses } from './zones.ts';

/** Columns by which an eased plan misses a balance. */
export const LACKING = 'lacking';
export const LEFT_OVER = 'left over';

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
  const standing: StandingCharge[] = [];
  const machines: PlannedMachine[] = [];
  const emissions: PlannedEmission[] = [];
  const demands: Mutable<Assembled['demands']> = [];
  const held: number[] = [];
  const stores: PlannedStore[] = [];
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
      holds(column, stock) {
        held.push(column);
        if (stock !== undefined) stores.push({ ...stock, component, level: column });
      },
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
      machine: (lead, load, least, most) => machines.push({ component, lead, load, least, most }),
      starts(lead, starts, stands) {
        const machine = machines.findLast((m) => m.component === component && m.lead === lead);
        if (machine) Object.assign(machine, { starts, stands });
      },
      bills: (demand) => void demands.push({ ...demand, component }),
      fixedStepCost: (money_per_h) => payFixed(component, money_per_h, dt_h),
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
  const upperOf = (column: number): Values => columns.find((block) => block.first === column)!.upper;
  const reserves = (options.reserves ?? []).map((reserve, n) => {
    const component = -1 - zones - limits.length - n;
    return layReserve(
      run,
      reserve,
      { ...options, dt_h },
      {
        flows,
        machines,
        stores,
        upperOf,
        entries,
        addRows: (name, lower, upper) => addRows(component, name, lower, upper, steps),
        addColumns(name, upper, money) {
          const column = addSlack(component, name, steps, money);
          Object.assign(columns.at(-1)!, { upper });
          return column;
        },
      },
    );
  });
  for (const rules of options.storeRules ?? [])
    layStoreRules(
      run,
      rules,
      { first, steps, isPart: options.used !== undefined },
      {
        stores,
        flows,
        upperOf,
        entries,
        addRows: (component, name, lower, upper) => addRows(component, name, lower, upper, steps),
        addColumns: (component, name, money) => addSlack(component, name, steps, money),
      },
    );
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
    machines,
    emissions,
    limits,
    demands,
    held,
    stores,
    reserves,
  };
}

type Mutable<T extends readonly unknown[]> = T[number][];

interface Bounds {
  readonly lower: Values;
  readonly upper: Values;
  readonly integer: boolean;
}

const given = (per: Values): Values => (typeof per === 'number' ? Math.max(0, per) : per.map((v) => (v > 0 ? v : 0)));

function addTo(to: Float64Array, values: Values, factor: number): void {
  for (let k = 0; k < to.length; k++) to[k]! += factor * (typeof values === 'number' ? values : values[k]!);
}
