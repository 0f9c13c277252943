import { z } from 'zod';
import type { Store, StoredRun } from '../../../core/store.ts';
import { lineageOf, rootOf } from '../../../io/lineage.ts';
import { zoneRules } from '../../../io/zone.ts';
import { parseInstant } from '../../../scenario/instant.ts';
import { chosen } from './accept.ts';
import { Problem } from './problem.ts';
import { idOf, json, type Route, route } from './route.ts';
import { runKpis } from './runKpis.ts';
import { RunDetail, type RunInfo, RunKpis, RunList, SeriesAnswer, SeriesQueryString } from './runSchemas.ts';
import { type RunTexts, runTexts } from './runTexts.ts';
import { readSeries, type SeriesAsk } from './seriesRead.ts';
import { SERIES_FORMS, seriesCsv, seriesJson, seriesParquet } from './seriesText.ts';

export interface RunRoutesOptions {
  readonly store: Store;
  /** Run that a twin is at. */
  readonly current?: () => string;
  /** What was written of runs beside their series, where that is there. */
  readonly results?: RunTexts;
  /** Removes a run; left out where nothing may be written. @throws Problem, ConfigError */
  readonly remove?: (run: string) => Promise<void>;
}

/** Answers that may be made at the same time, and that may wait for their turn. */
const AT_ONCE = 2;
const MOST_WAITING = 32;
const DAY_MS = 86_400_000;

/** Lets few work at the same time, and few wait. */
function turns(): <T>(work: () => Promise<T>) => Promise<T> {
  let busy = 0;
  const waiting: (() => void)[] = [];
  return async (work) => {
    if (busy >= AT_ONCE) {
      if (waiting.length >= MOST_WAITING)
        throw new Problem('busy', 'too many series are being read; try again', { headers: { 'retry-after': '1' } });
      await new Promise<void>((go) => waiting.push(go));
    } else busy++;
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next === undefined) busy--;
      else next();
    }
  };
}

export function runRoutes({ store, current, results, remove }: RunRoutesOptions): readonly Route[] {
  const turn = turns();
  const known = async (): Promise<ReadonlyMap<string, StoredRun>> =>
    new Map((await store.runs()).map((run) => [run.id, run]));
  const find = (runs: ReadonlyMap<string, StoredRun>, params: Readonly<Record<string, string>>): StoredRun => {
    const id = idOf(params, 'run', 'run');
    const found = runs.get(id === 'current' && current !== undefined ? current() : id);
    if (found === undefined)
      throw new Problem('not_found', `there is no run "${id}"; see /v1/runs for those there are`);
    return found;
  };
  const infoOf = async (run: StoredRun, runs: ReadonlyMap<string, StoredRun>): Promise<RunInfo> => {
    const { columns: _, owners: __, ...told } = run;
    const end = await store.end(run.id);
    const at = (step: number): number => run.start_ms + step * run.step_s * 1000;
    const begin = rootOf((id) => runs.get(id), run.id);
    const steps = await store.count(run.id);
    return { ...told, steps, end, from_ms: at(begin), to_ms: at(end), isCurrent: run.id === current?.() };
  };

  const routes = [
    route({
      method: 'get',
      path: '/v1/runs',
      operation: 'listRuns',
      tag: 'runs',
      summary: 'Runs of the store; a seek or a branch begins one that names its parent and fork',
      access: 'read',
      answers: { 200: { about: 'All of them', content: { 'application/json': RunList } } },
      async handle() {
        const runs = await known();
        const list: RunInfo[] = [];
        for (const run of runs.values()) list.push(await infoOf(run, runs));
        return json({ runs: list });
      },
    }),
    route({
      method: 'get',
      path: '/v1/runs/{run}',
      operation: 'getRun',
      tag: 'runs',
      summary: 'A run: its grid, its columns with units, and whom it continues. The run "current" is that of the twin',
      access: 'read',
      answers: { 200: { about: 'The run', content: { 'application/json': RunDetail } } },
      problems: ['not_found'],
      async handle({ params }) {
        const runs = await known();
        const run = find(runs, params);
        const info = await infoOf(run, runs);
        const parts = lineageOf((id) => runs.get(id), run.id, 0, Math.max(info.end, run.fork));
        return json({
          ...info,
          columns: run.columns.map(({ name, component, kind, signal, unit, role, bus }) => ({
            name,
            component,
            kind,
            signal,
            unit,
            role,
            bus,
          })),
          owners: run.owners,
          lineage: parts.map((part) => ({ run: part.run.id, from: part.from, until: part.until })),
        });
      },
    }),
    route({
      method: 'get',
      path: '/v1/runs/{run}/kpis',
      operation: 'getRunKpis',
      tag: 'runs',
      summary: 'Amounts by bus and by port, from the flows stored; money and carbon are in the report of sixfold run',
      access: 'read',
      query: SeriesQueryString.pick({ from: true, to: true }),
      answers: { 200: { about: 'The figures', content: { 'application/json': RunKpis } } },
      problems: ['not_found', 'too_many', 'busy'],
      async handle({ params, query, signal }) {
        const runs = await known();
        const run = find(runs, params);
        return json(await turn(() => runKpis(store, run, runs, rangeOf(run, query), signal)));
      },
    }),
    route({
      method: 'get',
      path: '/v1/runs/{run}/series',
      operation: 'getSeries',
      tag: 'runs',
      summary: 'Series by component and signal, thinned out where asked so that no peak is lost',
      access: 'read',
      query: SeriesQueryString,
      answers: {
        200: {
          about: 'The series, in the form that Accept or format asks for',
          content: { [SERIES_FORMS.json]: SeriesAnswer, [SERIES_FORMS.csv]: null, [SERIES_FORMS.parquet]: null },
        },
      },
      problems: ['not_found', 'not_acceptable', 'too_many', 'busy'],
      async handle({ params, query, header, signal }) {
        const form = chosen(SERIES_FORMS, header('accept'), query.format) as keyof typeof SERIES_FORMS;
        const runs = await known();
        const run = find(runs, params);
        const { component, signal: signals, every_s, points, extremes = true } = query;
        if (every_s !== undefined && points !== undefined)
          throw new Problem('invalid', 'query: expected one of every_s and points');
        const ask: SeriesAsk = {
          components: component ?? [...new Set(run.columns.map((c) => c.component))],
          extremes,
          ...rangeOf(run, query),
          ...(signals === undefined ? {} : { signals }),
          ...(every_s === undefined ? {} : { every_s }),
          ...(points === undefined ? {} : { points }),
        };
        const rows = await turn(() => readSeries(store, run, runs, ask, signal));
        const body =
          form === 'json'
            ? seriesJson(run.id, run.step_s, rows)
            : form === 'csv'
              ? seriesCsv(rows)
              : seriesParquet(rows);
        const type = form === 'csv' ? 'text/csv; charset=utf-8; header=present' : SERIES_FORMS[form];
        return new Response(body, { headers: { 'content-type': type, 'cache-control': 'no-store', vary: 'accept' } });
      },
    }),
  ];
  if (results !== undefined) routes.push(...runTexts(results, async (params) => find(await known(), params)));
  if (remove === undefined) return routes;
  return [
    ...routes,
    route({
      method: 'delete',
      path: '/v1/runs/{run}',
      operation: 'deleteRun',
      tag: 'runs',
      summary: 'Removes a run that is neither current nor continued by another',
      access: 'operator',
      answers: { 204: { about: 'It is gone', content: {} } },
      problems: ['not_found', 'conflict'],
      async handle({ params }) {
        const runs = await known();
        const run = find(runs, params);
        const heir = [...runs.values()].find((one) => one.parent === run.id);
        if (heir !== undefined)
          throw new Problem('conflict', `run "${run.id}" is continued by "${heir.id}"; remove that one first`);
        await remove(run.id);
        return new Response(null, { status: 204 });
      },
    }),
  ];
}

/** The range that a query names. @throws Problem */
function rangeOf(
  run: StoredRun,
  { from, to }: { readonly from?: string | undefined; readonly to?: string | undefined },
): { readonly from_ms?: number; readonly to_ms?: number } {
  const from_ms = from === undefined ? undefined : instantOf(run, 'from', from);
  const to_ms = to === undefined ? undefined : instantOf(run, 'to', to);
  if (from_ms !== undefined && to_ms !== undefined && to_ms < from_ms)
    throw new Problem('invalid', `query: "to" (${to}) is before "from" (${from})`);
  return { ...(from_ms === undefined ? {} : { from_ms }), ...(to_ms === undefined ? {} : { to_ms }) };
}

const Milliseconds = z.string().regex(/^-?\d{1,15}$/);

function instantOf(run: StoredRun, name: string, text: string): number {
  if (Milliseconds.safeParse(text).success) return Number(text);
  // A plus that was not encoded has become a blank.
  const whole = text.includes('T') ? text.replace(/ (?=\d{2}:?\d{2}$)/, '+') : text;
  const year = Number(/^(\d{4})-/.exec(whole)?.[1]);
  const around_ms = Number.isNaN(year) ? run.start_ms : Date.UTC(year, 0, 1);
  const time_ms = parseInstant(whole, zoneRules(run.zone, around_ms - 2 * DAY_MS, around_ms + 368 * DAY_MS));
  if (typeof time_ms === 'string') throw new Problem('invalid', `query ${name}: ${time_ms}`);
  return time_ms;
}
