import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { startTwin, type Twin } from '../../src/app/server/twin.ts';
import { openTwinStore } from '../../src/io/storeOf.ts';
import { FILES, SMALL } from '../scenario/small.ts';
import { memoryStore } from './server/memoryStore.ts';
import { folderWith, say } from './site.ts';

/** A plant whose load is another than its model thinks, and what a run of it recorded. */
async function recorded(): Promise<string> {
  const folder = folderWith({
    ...FILES,
    'plant.yaml': 'extends: small.yaml\nsixfold: 1\nname: plant\ncomponents:\n  load: { demand: 777 }\n',
    'metered.yaml': `${SMALL.replace('profiles:', 'profiles:\n  seen: { file: was/results.parquet, columns: { load_kW: load.demand_kW }, gaps: leave, stuckAfter_h: 100 }')}drive: { load.demand_kW: seen.load_kW }\nmeters: { load.demand_kW: seen.load_kW }\n`,
  });
  await say(['run', join(folder, 'plant.yaml'), '--out', join(folder, 'was'), '--no-report']);
  return folder;
}
const reach = async (twin: Twin, index: number): Promise<void> => {
  for (let k = 0; twin.clock.index < index && k < 4000; k++) await new Promise((done) => setTimeout(done, 5));
  expect(twin.clock.index).toBe(index);
};
type Options = Partial<Parameters<typeof startTwin>[0]>;

/** Runs a twin to its end. @returns its load in every step, and what its meter showed */
async function course(folder: string, options: Options): Promise<{ load: number[]; meter: number[] }> {
  const store = memoryStore();
  const openStore = () => Promise.resolve(store);
  const base = { mode: 'asap', speed: 1, policy: 'strict', data: join(folder, 'data'), openStore } as const;
  const twin = await startTwin({ file: join(folder, 'small.yaml'), ...base, ...options });
  const { columns, grid } = twin.site;
  await reach(twin, grid.length);
  await twin.stop();
  const rows = [...store.rows(twin.run.run).values()];
  const of = (name: string): number[] => {
    const at = columns.findIndex((c) => c.name === name);
    return rows.map((row) => row[at]!);
  };
  return { load: of('load.demand_kW'), meter: of('load.measuredDemand_kW') };
}

describe('a live twin is driven by recorded history', () => {
  it.each([
    ['the folder of a run', (folder: string): Options => ({ history: join(folder, 'was') })],
    ['a Parquet file', (folder: string): Options => ({ history: join(folder, 'was/results.parquet') })],
    ['a profile in a Parquet file', (folder: string): Options => ({ file: join(folder, 'metered.yaml') })],
  ])('from %s', async (_what, optionsOf) => {
    const folder = await recorded();
    const options = optionsOf(folder);
    const meters = options.history === undefined ? {} : { meters: ['load.demand_kW'] };
    const { load, meter } = await course(folder, { ...options, ...meters });
    expect(load).toEqual(Array.from({ length: 24 }, () => 777));
    expect(meter).toEqual(load);
  });

  it('from a store, over another span, and goes on from it after a stop', async () => {
    const folder = await recorded();
    const was = await startTwin({
      file: join(folder, 'plant.yaml'),
      mode: 'asap',
      speed: 1,
      policy: 'strict',
      data: join(folder, 'was-live'),
      openStore: (data, onEvent) => openTwinStore(undefined, { folder: data, onEvent }),
    });
    await reach(was, 24);
    await was.stop();
    const history = join(folder, 'was-live/twin.duckdb');
    const span = { history, meters: ['load.demand_kW'], from: '2023-03-01T06:00', to: '2023-03-01T12:00' };
    const { load, meter } = await course(folder, span);
    expect(load).toEqual(Array.from({ length: 6 }, () => 777));
    expect(meter).toEqual(load);
    // The store is read from another place each time; the run is the same.
    const again = await startTwin({
      file: join(folder, 'small.yaml'),
      mode: 'step',
      speed: 1,
      policy: 'strict',
      data: join(folder, 'data'),
      openStore: () => Promise.resolve(memoryStore()),
      ...span,
    });
    expect(again.isContinued).toBe(true);
    await again.stop();
  });

  it('but not from a CSV without a mapping', async () => {
    const folder = folderWith();
    expect(await say(['replay', join(folder, 'small.yaml'), '--history', 'was.csv'])).toEqual({
      exit: 2,
      out: '',
      err: '--history was.csv: a CSV says nothing of its units and clock; map it in the scenario, under profiles, and name its columns under drive and meters\n',
    });
  });
});
