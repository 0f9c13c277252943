import type { SeriesQuery, StoredRun, StoredSeries } from '../core/store.ts';
import { type FindRun, lineageOf, signalsOf } from './lineage.ts';
import { RUNS_MEASUREMENT, runOf, tag } from './lineProtocol.ts';
import { seriesFill, seriesGrid } from './seriesGrid.ts';

/** A series of an answer of InfluxDB in JSON. */
export interface QlSeries {
  readonly name: string;
  readonly tags?: Readonly<Record<string, string>>;
  readonly columns: readonly string[];
  readonly values: readonly (readonly unknown[])[];
}
/** Asks one statement, with times in ms. */
export type AskQl = (statement: string) => Promise<readonly QlSeries[]>;

const name = (text: string): string => `"${text.replace(/["\\]/g, '\\$&')}"`;
const literal = (text: string): string => `'${text.replace(/['\\]/g, '\\$&')}'`;
/** A tag is found by what was written. */
const tagged = (text: string): string => literal(tag(text).replace(/\\([,= ])/g, '$1'));

/** Rows asked for at a time, to keep an answer within reason. */
const ROWS = 100_000;

/** Every run that the store knows. */
export async function runsQl(ask: AskQl): Promise<StoredRun[]> {
  const series = await ask(`SELECT * FROM ${name(RUNS_MEASUREMENT)} GROUP BY run`);
  // Some servers that take line protocol answer every query with a series of their own.
  const ours = series.filter((s) => s.name === RUNS_MEASUREMENT);
  return ours.flatMap(({ columns, values }) =>
    values.map((row) => runOf(Object.fromEntries(columns.map((column, k) => [column, row[k]])))),
  );
}

interface Component {
  readonly component: string;
  readonly field: string;
}

/** The components of a run by kind, each with its first field. */
function componentsOf(run: StoredRun): Map<string, Component[]> {
  const kinds = new Map<string, Component[]>();
  for (const { kind, component, signal } of run.columns) {
    const own = kinds.get(kind) ?? [];
    kinds.set(kind, own);
    if (!own.some((c) => c.component === component)) own.push({ component, field: signal });
  }
  return kinds;
}

/** Steps that are stored of a run, all components of each. */
export async function countQl(ask: AskQl, run: StoredRun): Promise<number> {
  let least = Number.POSITIVE_INFINITY;
  for (const [kind, own] of componentsOf(run)) {
    const fields = [...new Set(own.map((c) => c.field))];
    const counts = fields.map((f, k) => `count(${name(f)}) AS c${k}`).join(', ');
    const series = await ask(`SELECT ${counts} FROM ${name(kind)} WHERE run = ${tagged(run.id)} GROUP BY component`);
    for (const { component, field } of own) {
      const found = series.find((s) => s.tags?.component === component);
      const at = found?.columns.indexOf(`c${fields.indexOf(field)}`) ?? -1;
      least = Math.min(least, Number(found?.values[0]?.[at] ?? 0));
    }
  }
  return Number.isFinite(least) ? least : 0;
}

/** Index after the last step that is stored of a run's own, by its first component. */
export async function endQl(ask: AskQl, run: StoredRun): Promise<number> {
  const first = run.columns[0];
  if (first === undefined) return run.fork;
  const [series] = await ask(
    `SELECT last(${name(first.signal)}) FROM ${name(first.kind)} WHERE run = ${tagged(run.id)} AND component = ${tagged(first.component)}`,
  );
  const time_ms = series?.values[0]?.[0];
  return typeof time_ms === 'number' ? (time_ms - run.start_ms) / (run.step_s * 1000) + 1 : run.fork;
}

export const kindsOf = (run: StoredRun): string[] => [...componentsOf(run).keys()];
export const deleteQl = (kind: string, run: string): string => `DELETE FROM ${name(kind)} WHERE run = ${tagged(run)}`;

const partsQl = (field: string, k: number, extremes: boolean): string =>
  `sum(${field}) AS s${k}, count(${field}) AS c${k}, last(${field}) AS l${k}${extremes ? `, min(${field}) AS n${k}, max(${field}) AS x${k}` : ''}`;

/** The series of a component, part by part of its lineage; means are made in the database. */
export async function queryQl(
  ask: AskQl,
  { query, run, begin, end, find }: { query: SeriesQuery; run: StoredRun; begin: number; end: number; find: FindRun },
): Promise<readonly StoredSeries[]> {
  const columns = signalsOf(run, query);
  const grid = seriesGrid(run, query, begin, end);
  const fill = seriesFill(grid, columns);
  const { every_ms } = grid;
  for (const part of lineageOf(find, run.id, grid.from, grid.until)) {
    const own = part.run.columns.filter((c) => c.component === query.component);
    const asked = columns.map((_, k) => k).filter((k) => own.some((c) => c.signal === columns[k]!.signal));
    if (asked.length === 0) continue;
    const fields = asked.map((k) => name(columns[k]!.signal));
    const step_ms = part.run.step_s * 1000;
    const timeOf = (step: number): number => part.run.start_ms + step * step_ms;
    for (let from = part.from; from < part.until; from += ROWS) {
      const until = Math.min(part.until, from + ROWS);
      const where = `FROM ${name(own[0]!.kind)} WHERE run = ${tagged(part.run.id)} AND component = ${tagged(query.component)} AND time >= ${timeOf(from)}ms AND time < ${timeOf(until)}ms`;
      const [series] =
        every_ms === undefined
          ? await ask(`SELECT ${fields.map((f, k) => `${f} AS v${k}`).join(', ')} ${where}`)
          : await ask(
              `SELECT ${fields.map((f, k) => partsQl(f, k, grid.extremes)).join(', ')} ${where} GROUP BY time(${every_ms}ms) fill(none)`,
            );
      for (const [time_ms, ...values] of series?.values ?? []) {
        const row = grid.rowAt(Number(time_ms));
        asked.forEach((signal, f) => {
          if (every_ms === undefined) {
            if (typeof values[f] === 'number') fill.put(signal, row, values[f]);
          } else {
            const parts = grid.extremes ? 5 : 3;
            const [sum, count, last, min, max] = values.slice(parts * f, parts * (f + 1)).map(Number);
            fill.add(signal, row, { sum: sum!, count: count!, last: last!, min: min!, max: max! });
          }
        });
      }
    }
  }
  return fill.done();
}
