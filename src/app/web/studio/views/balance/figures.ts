/** What is told of a balance over a span: the sum of its ports, how far they may be from zero, and energies. Pure. */
import { type Rows, within } from './rows.ts';

/** Tolerance of the twin's own audit of a bus: this share of what flows through it, or of the most that does. */
const OF_THROUGHPUT = 1e-6;
const OF_MOST = 1e-9;

export interface Totals {
  /** By row: what flows in, what flows out (negative), their sum, and how far that may be from zero. */
  readonly supply: readonly number[];
  readonly use: readonly number[];
  readonly residual: readonly number[];
  readonly tolerance: readonly number[];
  /** No step of a row has more supply, or use, than this: the peaks of its ports as if they met. */
  readonly most: readonly number[];
  readonly least: readonly number[];
}

export function totalsOf({ times_ms, columns }: Rows, ports: readonly string[]): Totals {
  const own = ports.flatMap((name) => columns.get(name) ?? []);
  const sum = (of: (c: (typeof own)[number], r: number) => number): number[] =>
    times_ms.map((_, r) => own.reduce((all, c) => all + of(c, r), 0));
  const supply = sum(({ values }, r) => Math.max(0, values[r]!));
  const use = sum(({ values }, r) => Math.min(0, values[r]!));
  const most = supply.reduce((a, b) => (b > a ? b : a), 0);
  return {
    supply,
    use,
    residual: sum(({ values }, r) => values[r]!),
    tolerance: supply.map((v) => Math.max(OF_THROUGHPUT * v, OF_MOST * most)),
    most: sum(({ max }, r) => Math.max(0, max[r]!)),
    least: sum(({ min }, r) => Math.min(0, min[r]!)),
  };
}

export interface Audit {
  /** The row whose sum is farthest from zero, as a share of its tolerance. */
  readonly residual: number;
  readonly tolerance: number;
  readonly isKept: boolean;
}
/** The worst row of a span; undefined where none has all ports. */
export function auditOf(
  rows: Rows,
  { residual, tolerance }: Totals,
  from_ms: number,
  to_ms: number,
): Audit | undefined {
  const [first, end] = within(rows, from_ms, to_ms);
  let worst: number | undefined;
  const share = (r: number): number => Math.abs(residual[r]!) / Math.max(tolerance[r]!, Number.MIN_VALUE);
  for (let r = first; r < end; r++)
    if (Number.isFinite(residual[r]!) && (worst === undefined || share(r) > share(worst))) worst = r;
  if (worst === undefined) return undefined;
  const met = Math.abs(residual[worst]!);
  return { residual: met, tolerance: tolerance[worst]!, isKept: met <= tolerance[worst]! };
}

export interface Amount {
  /** Into the bus, and out of it, over the span. */
  readonly supply: number;
  readonly use: number;
}
/** Amounts of a port over a span: rows that lie partly in it count in part. In the unit of the port times hours. */
export function amountOf(rows: Rows, name: string, from_ms: number, to_ms: number): Amount {
  const values = rows.columns.get(name)?.values ?? [];
  const [first, end] = within(rows, from_ms, to_ms);
  let supply = 0;
  let use = 0;
  for (let r = first; r < end; r++) {
    const begin = Math.max(from_ms, rows.from_ms, rows.times_ms[r]!);
    const until = Math.min(to_ms, rows.to_ms, rows.times_ms[r]! + rows.every_ms);
    const amount = (values[r]! * (until - begin)) / 3_600_000;
    if (amount > 0) supply += amount;
    else if (amount < 0) use -= amount;
  }
  return { supply, use };
}

/** One column by another, where that is not nearly nothing. */
export function ratioOf({ columns, times_ms }: Rows, of: string, per: string): number[] {
  const above = columns.get(of)?.values;
  const below = columns.get(per)?.values;
  return times_ms.map((_, r) =>
    Math.abs(below?.[r] ?? 0) > 1e-6 ? (above?.[r] ?? Number.NaN) / below![r]! : Number.NaN,
  );
}

/** What is shown, as a table: times in UTC, the mean of each row, and its least and highest step where rows are longer. */
export function csvOf(rows: Rows, names: readonly string[], from_ms: number, to_ms: number): string {
  const isThin = rows.every_ms > rows.step_ms;
  const [first, end] = within(rows, from_ms, to_ms);
  const told = names.filter((name) => rows.columns.has(name));
  const head = told.flatMap((name) => (isThin ? [name, `${name}.min`, `${name}.max`] : [name]));
  const text = (v: number): string => (Number.isFinite(v) ? String(v) : '');
  const lines = [`time,${head.join(',')}`];
  for (let r = first; r < end; r++) {
    const cells = told.flatMap((name) => {
      const { values, min, max } = rows.columns.get(name)!;
      return (isThin ? [values, min, max] : [values]).map((list) => text(list[r]!));
    });
    lines.push(`${new Date(rows.times_ms[r]!).toISOString().replace('.000Z', 'Z')},${cells.join(',')}`);
  }
  return `${lines.join('\n')}\n`;
}

/** Mean of what a forecast was off by, without sign, over the rows that both have. */
export function meanError(actual: readonly number[], forecast: readonly number[]): number {
  let sum = 0;
  let count = 0;
  actual.forEach((v, r) => {
    const off = Math.abs(v - (forecast[r] ?? Number.NaN));
    if (Number.isNaN(off)) return;
    sum += off;
    count++;
  });
  return sum / count;
}
