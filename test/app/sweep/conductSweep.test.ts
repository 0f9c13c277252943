import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { conductSweep } from '../../../src/app/sweep/conductSweep.ts';
import { definitionOf, outsideOf } from '../../../src/app/sweep/definition.ts';
import { openJournal, type SweepJournal } from '../../../src/app/sweep/journal.ts';
import type { Pool } from '../../../src/app/sweep/pool.ts';

function journal(): SweepJournal {
  const folder = mkdtempSync(join(tmpdir(), 'sixfold-'));
  const opened = openJournal(join(folder, 'sweep.journal'), 'x');
  onTestFinished(() => {
    opened.close();
    rmSync(folder, { recursive: true, force: true });
  });
  return opened;
}
const poolOf = (run: Pool['run'], threads = 2): Pool => ({ threads, run, close: async () => undefined });
const common = { valuesOf: (run: number) => [run], onDone: () => undefined, stopped: () => false };

it('begins a run again whose thread was lost, and tells at last that it always is', async () => {
  const kept = journal();
  const tries = new Map<number, number>();
  const pool = poolOf(async (run) => {
    const n = (tries.get(run) ?? 0) + 1;
    tries.set(run, n);
    if (run === 3 || (run === 5 && n < 3)) throw new Error('worker exited with code 134');
    return { run, values: [run], figures: { cost_money: run } };
  });
  await conductSweep({ ...common, runs: 8, journal: kept, pool });
  expect([...kept.rows.keys()].sort((a, b) => a - b)).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
  expect(kept.rows.get(3)).toEqual({
    run: 3,
    values: [3],
    error: 'lost 3 times in mid-run: worker exited with code 134',
  });
  expect(kept.rows.get(5)!.figures).toEqual({ cost_money: 5 });
  expect(tries.get(4)).toBe(1);
});

it('stops when it is told to, and keeps what was done', async () => {
  const kept = journal();
  let made = 0;
  const pool = poolOf(async (run) => {
    made++;
    return { run, values: [run], figures: {} };
  }, 1);
  await conductSweep({ ...common, runs: 100, journal: kept, pool, stopped: () => made >= 7 });
  expect(kept.rows.size).toBe(7);
  await conductSweep({ ...common, runs: 100, journal: kept, pool });
  expect(kept.rows.size).toBe(100);
  expect(made).toBe(100);
});

it('writes a row once, whoever gives it again', () => {
  const kept = journal();
  const row = (run: number, cost_money: number) => ({ run, values: [run], figures: { cost_money } });
  expect(kept.add([row(1, 10), row(2, 20), row(1, 99)])).toBe(2);
  expect(kept.add([row(2, 77), row(3, 30)])).toBe(1);
  expect([...kept.rows.values()].map((r) => r.figures!.cost_money)).toEqual([10, 20, 30]);
});

it('travels with all that it reads, and is another sweep where any of it is another', () => {
  const plan = { axes: [{ path: 'a.b', values: [1, 2] }], draws: [], samples: 0, latin: false, seed: 1 };
  const own = { version: '1.0.0', name: 'small', currency: 'CNY', file: 'small.yaml', plan };
  const readings = (text: string) => [
    { path: 'small.yaml', from: '', file: 'small.yaml', text: 'scenario' },
    { path: 'x.csv', from: 'small.yaml', file: 'dir/x.csv', text },
  ];
  const one = definitionOf(own, readings('1,2'));
  expect(definitionOf(own, readings('1,2')).id).toBe(one.id);
  expect(definitionOf(own, readings('1,3')).id).not.toBe(one.id);
  expect(definitionOf({ ...own, plan: { ...plan, seed: 2 } }, readings('1,2')).id).not.toBe(one.id);
  expect(definitionOf({ ...own, version: '1.0.1' }, readings('1,2')).id).not.toBe(one.id);
  const { files } = outsideOf(JSON.parse(JSON.stringify(one)) as typeof one);
  expect(files.read('x.csv', 'small.yaml')).toEqual({ file: 'dir/x.csv', text: '1,2' });
  expect(() => files.read('/etc/passwd', 'small.yaml')).toThrow('"/etc/passwd" did not travel with the sweep');
});
