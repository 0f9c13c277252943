import { parquetReadObjects } from 'hyparquet';
import { describe, expect, it, onTestFinished } from 'vitest';
import { runKpis } from '../../../../src/app/server/http/runKpis.ts';
import { lengthFor, MOST_VALUES, readSeries } from '../../../../src/app/server/http/seriesRead.ts';
import { uniform } from '../../../../src/core/chance.ts';
import type { Store, StoredRun } from '../../../../src/core/store.ts';
import { openDuckStore } from '../../../../src/io/duckStore.ts';
import { ask, command, served, steps } from './asking.ts';

const START = Date.UTC(2023, 0, 1, 0, 0, 30);
const LENGTH = 20_000;

/** A run of a flow with rare peaks and a state, every 30 s, with a hole. */
async function stored(): Promise<{
  store: Store;
  run: StoredRun;
  runs: Map<string, StoredRun>;
  flow: Float64Array;
  level: Float64Array;
}> {
  const store = await openDuckStore(':memory:');
  onTestFinished(() => store.close());
  const column = (signal: string, role: 'port' | 'state', unitOf: string) =>
    ({ name: `a.${signal}`, component: 'a', kind: 'battery', signal, unit: unitOf, role, laws: [] }) as const;
  const run: StoredRun = {
    id: 'r',
    site: 's',
    scenario: 's',
    fork: 0,
    start_ms: START,
    step_s: 30,
    zone: 'Asia/Shanghai',
    currency: 'CNY',
    columns: [column('electricity_kW', 'port', 'kW'), column('energy_kWh', 'state', 'kWh')],
    owners: {},
  };
  await store.begin(run);
  const flow = Float64Array.from({ length: LENGTH }, (_, i) => (i % 997 === 0 ? 1000 : uniform(7, 1, i) - 0.5));
  const level = Float64Array.from({ length: LENGTH }, (_, i) => i);
  await store.append('r', { columns: [flow, level], at: 0, first: 0, count: 9000 });
  await store.append('r', { columns: [flow, level], at: 9100, first: 9100, count: LENGTH - 9100 });
  return { store, run, runs: new Map([['r', run]]), flow, level };
}

describe('series that are thinned out', () => {
  it('keep the mean of flows, the last of states, and every peak: against a plain loop', async () => {
    const { store, run, runs, flow, level } = await stored();
    const from = 17;
    const until = 19_991;
    const at = (i: number): number => START + i * 30_000;
    const rows = await readSeries(store, run, runs, {
      components: ['a'],
      from_ms: at(from),
      to_ms: at(until),
      every_s: 3600,
      extremes: true,
    });
    const [f, s] = rows.columns as [(typeof rows.columns)[number], (typeof rows.columns)[number]];
    expect([f.how, s.how]).toEqual(['mean', 'last']);
    const means = await readSeries(store, run, runs, {
      components: ['a'],
      from_ms: at(from),
      to_ms: at(until),
      every_s: 3600,
      extremes: false,
    });
    expect(means.time_ms).toEqual(rows.time_ms);
    expect(rows.time_ms.length).toBeGreaterThan(160);
    let holes = 0;
    rows.time_ms.forEach((time_ms, r) => {
      expect(time_ms % 3_600_000).toBe(0);
      const own: number[] = [];
      for (let i = from; i < until; i++)
        if (at(i) >= time_ms && at(i) < time_ms + 3_600_000 && (i < 9000 || i >= 9100)) own.push(i);
      if (own.length < 120) holes++;
      const values = own.map((i) => flow[i]!);
      expect(f.values[r]).toBeCloseTo(values.reduce((a, b) => a + b, 0) / values.length, 9);
      expect(means.columns[0]!.values[r]).toBeCloseTo(f.values[r]!, 9);
      expect([f.min![r], f.max![r]]).toEqual([Math.min(...values), Math.max(...values)]);
      expect(s.values[r]).toBe(level[own.at(-1)!]);
      expect(means.columns[1]!.values[r]).toBe(s.values[r]);
    });
    // The ends, and the hole.
    expect(holes).toBeGreaterThanOrEqual(2);
    expect(Math.max(...f.max!)).toBe(1000);
    expect(means.columns[0]!.min).toBeUndefined();
  });

  it('have a hole where nothing is stored', async () => {
    const { store, run, runs } = await stored();
    const range = { from_ms: START + 9000 * 30_000, to_ms: START + 9100 * 30_000 };
    for (const every_s of [30, 600]) {
      const { columns } = await readSeries(store, run, runs, { components: ['a'], ...range, every_s, extremes: true });
      expect(columns[0]!.values.length).toBeGreaterThan(4);
      expect([...columns[0]!.values].every(Number.isNaN)).toBe(true);
    }
  });

  it('are refused where they are too many, before anything is read', async () => {
    const { store, run, runs } = await stored();
    const far = { ...run, step_s: 1 };
    const big: Store = {
      ...store,
      end: () => Promise.resolve(40_000_000),
      query: () => Promise.reject(new Error('was read')),
    };
    const asked = (more: object) => readSeries(big, far, runs, { components: ['a'], extremes: true, ...more });
    await expect(asked({})).rejects.toThrow(
      `it would be 80000000 values, at most ${MOST_VALUES}; take a shorter range or fewer signals, or points=1000`,
    );
    await expect(asked({ points: 1000 })).rejects.toThrow(
      'least and highest of 80000000 values, at most 20000000; take a shorter range or fewer signals, or extremes=false',
    );
    await expect(asked({ points: 1000, extremes: false })).rejects.toThrow('was read');
  });

  it.each([
    [100, 60, 1000, 60], // few enough
    [1440, 60, 100, 900], // 15 min
    [8760, 3600, 1000, 43_200],
    [525_600, 60, 1000, 43_200],
    [10, 7, 3, 28], // no nice length is made of sevens
    [31_536_000, 1, 10, 3_153_600],
  ])('%i steps of %i s in %i rows: rows of %i s', (count, step_s, points, every_s) => {
    expect(lengthFor(count, step_s, points)).toBe(every_s);
    expect(Math.ceil((count * step_s) / every_s)).toBeLessThanOrEqual(points);
  });
});

describe('the series of a run', () => {
  it('are the same as JSON, CSV and Parquet, by Accept or by name', async () => {
    const live = await served();
    await steps(live, 6);
    const path = '/v1/runs/current/series?component=battery,pv&signal=electricity_kW,soc';
    const { json, headers } = await ask(live, path);
    const columns = json.columns as { name: string; values: number[] }[];
    expect(columns.map(({ name }) => name)).toEqual(['battery.electricity_kW', 'battery.soc', 'pv.electricity_kW']);
    expect(headers.get('vary')).toBe('accept');
    expect(json).toMatchObject({ step_s: 3600, every_s: 3600, from_ms: live.twin.site.grid.start_ms });
    const csv = await ask(live, path, { headers: { accept: 'text/csv' } });
    expect(csv.headers.get('content-type')).toBe('text/csv; charset=utf-8; header=present');
    const [head, ...lines] = csv.text.trimEnd().split('\n');
    expect(head).toBe('time,battery.electricity_kW,battery.soc,pv.electricity_kW');
    expect(lines[0]).toMatch(/^2023-02-28T16:00Z,/);
    expect(lines.map((line) => line.split(',').slice(1).map(Number))).toEqual(
      Array.from({ length: 6 }, (_, r) => columns.map(({ values }) => values[r])),
    );
    const answer = await fetch(`${live.http!.url}${path}&format=parquet`);
    expect(answer.headers.get('content-type')).toBe('application/vnd.apache.parquet');
    const table = await parquetReadObjects({ file: await answer.arrayBuffer() });
    expect(table.map((row) => (row.time as Date).getTime())).toEqual(json.time_ms);
    expect(table.map((row) => columns.map(({ name }) => row[name]))).toEqual(
      Array.from({ length: 6 }, (_, r) => columns.map(({ values }) => values[r])),
    );
    const store = await live.twin.store.query({
      run: live.twin.run.run,
      component: 'battery',
      signals: ['soc'],
      from_ms: 0,
      to_ms: 9e15,
    });
    expect(columns[1]!.values).toEqual([...store[0]!.values]);
  });

  it('begin and end where they are asked to, in the zone of the site', async () => {
    const live = await served();
    await steps(live, 6);
    const times = async (query: string): Promise<string[]> =>
      ((await ask(live, `/v1/runs/current/series?component=pv&${query}`)).json.time_ms as number[]).map((t) =>
        new Date(t).toISOString().slice(11, 16),
      );
    expect(await times('from=2023-03-01T02:00&to=2023-03-01T04:00')).toEqual(['18:00', '19:00']);
    expect(await times('from=2023-02-28T18:00Z&to=2023-03-01T04:00%2B08:00')).toEqual(['18:00', '19:00']);
    expect(await times('from=2023-03-01T02:00+08:00&to=2023-03-01T04:00+08:00')).toEqual(['18:00', '19:00']);
    expect(await times(`from=${Date.UTC(2023, 1, 28, 18)}&to=${Date.UTC(2023, 1, 28, 20)}`)).toEqual([
      '18:00',
      '19:00',
    ]);
    expect(await times('every_s=7200')).toEqual(['16:00', '18:00', '20:00']);
  });

  it('follow a seek to the parent, and can be removed once nothing continues them', async () => {
    const live = await served();
    await steps(live, 5);
    const first = live.twin.run.run;
    const at = live.twin.site.grid.start_ms + 2 * 3_600_000;
    expect((await command(live, '/v1/clock/seek', { time_ms: at })).status).toBe(200);
    await steps(live, 2);
    const { json } = await ask(live, '/v1/runs/current');
    expect(json).toMatchObject({ parent: first, fork: 2, end: 4, steps: 2, isCurrent: true });
    expect(json.lineage).toEqual([
      { run: first, from: 0, until: 2 },
      { run: live.twin.run.run, from: 2, until: 4 },
    ]);
    expect((await ask(live, '/v1/runs/current/series?component=pv')).json.time_ms).toHaveLength(4);
    const del = (run: string) => ask(live, `/v1/runs/${run}`, { method: 'DELETE', as: 'operator' });
    const kept = await del(first);
    expect([kept.status, kept.json.detail]).toEqual([
      409,
      `run "${first}" is continued by "${live.twin.run.run}"; remove that one first`,
    ]);
    const { json: said } = await command(live, '/v1/clock/branch', { steps: 2 });
    for (let k = 0; live.twin.branching.length > 0 && k < 400; k++) await new Promise((done) => setTimeout(done, 10));
    expect((await del(said.branch as string)).status).toBe(204);
    const { json: list } = await ask(live, '/v1/runs');
    expect((list.runs as { id: string }[]).map(({ id }) => id)).toEqual([first, live.twin.run.run]);
  });

  it('come to the amounts that flowed, by hand', async () => {
    const live = await served();
    await steps(live, 4);
    const { json } = await ask(live, '/v1/runs/current/kpis');
    const series = await ask(live, '/v1/runs/current/series?signal=electricity_kW,input_kW&component=battery,load');
    const [battery] = series.json.columns as { values: number[] }[];
    const charged = battery!.values.reduce((sum, v) => sum - Math.min(0, v), 0);
    expect(charged).toBeGreaterThan(0);
    const components = json.components as {
      component: string;
      bus: string;
      taken: { value: number; unit: string };
      given: { value: number };
    }[];
    expect(components.find((c) => c.component === 'battery')).toMatchObject({ bus: 'power', taken: { unit: 'kWh' } });
    expect(components.find((c) => c.component === 'battery')!.taken.value).toBeCloseTo(charged, 9);
    // 300, 310, 320 and 330 kW, an hour each.
    expect(components.find((c) => c.component === 'load')!.taken.value).toBeCloseTo(1260, 6);
    const power = (
      json.buses as {
        bus: string;
        given: { value: number };
        taken: { value: number };
        unserved: { value: number };
        curtailed: { value: number };
      }[]
    ).find(({ bus }) => bus === 'power')!;
    expect(power.given.value + power.unserved.value).toBeCloseTo(power.taken.value + power.curtailed.value, 6);
    expect(json.hours_h).toBe(4);
  });

  it('come to amounts of the same steps for all components, though the run goes on meanwhile', async () => {
    const store = await openDuckStore(':memory:');
    onTestFinished(() => store.close());
    const column = (component: string) =>
      ({
        name: `${component}.electricity_kW`,
        component,
        kind: 'source',
        signal: 'electricity_kW',
        unit: 'kW',
        role: 'port',
        bus: 'power',
        laws: [],
      }) as const;
    const run: StoredRun = {
      id: 'r',
      site: 's',
      scenario: 's',
      fork: 0,
      start_ms: START,
      step_s: 3600,
      zone: 'Asia/Shanghai',
      currency: 'CNY',
      columns: [column('plus'), column('minus')],
      owners: {},
    };
    await store.begin(run);
    const columns = [new Float64Array(100).fill(7), new Float64Array(100).fill(-7)];
    const grow = async (first: number): Promise<void> => store.append('r', { columns, at: first, first, count: 1 });
    await grow(0);
    await grow(1);
    let at = 2;
    // A step comes with every question.
    const growing: Store = {
      ...store,
      async query(query) {
        const found = await store.query(query);
        await grow(at++);
        return found;
      },
    };
    const { hours_h, buses } = await runKpis(growing, run, new Map([['r', run]]), {});
    expect(at).toBeGreaterThan(3);
    // Two hours of 7 kW.
    expect([hours_h, buses[0]!.given.value, buses[0]!.taken.value]).toEqual([2, 14, 14]);
  });
});
