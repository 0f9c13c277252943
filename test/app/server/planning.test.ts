import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { startTwin, type Twin } from '../../../src/app/server/twin.ts';
import { FILES, SMALL } from '../../scenario/small.ts';
import { folderWith } from '../site.ts';
import { memoryStore } from './memoryStore.ts';

const reach = async (twin: Twin, index: number): Promise<void> => {
  for (let k = 0; twin.clock.index < index && k < 4000; k++) await new Promise((done) => setTimeout(done, 5));
  expect(twin.clock.index).toBeGreaterThanOrEqual(index);
};

it('a live twin plans where its scenario asks for a plan, keeps plans in its journal, and goes on by them', async () => {
  const folder = folderWith({
    ...FILES,
    'small.yaml': SMALL.replace('control:\n', 'control:\n  planner: optimal\n  plan: { every_h: 6, horizon_h: 12 }\n'),
  });
  const run = () => {
    const data = mkdtempSync(join(tmpdir(), 'sixfold-plan-'));
    onTestFinished(() => rmSync(data, { recursive: true, force: true }));
    const store = memoryStore();
    const file = join(folder, 'small.yaml');
    const openStore = () => Promise.resolve(store);
    const start = () => startTwin({ file, mode: 'step', speed: 1, policy: 'strict', data, openStore });
    return { store, start };
  };
  const whole = run();
  const one = await whole.start();
  const told: string[] = [];
  one.events$.subscribe(({ step, code }) => code === 'planned' && told.push(`${step} ${code}`));
  await one.turn('step', 24);
  await reach(one, 24);
  await one.stop();
  expect(told).toEqual(['0 planned', '6 planned', '12 planned', '18 planned']);
  expect(one.journal().map(({ step, by, id }) => `${step} ${by} ${id}`)).toEqual([
    '0 planner plan-0',
    '6 planner plan-6',
    '12 planner plan-12',
    '18 planner plan-18',
  ]);
  const parts = run();
  let two = await parts.start();
  await two.turn('step', 8);
  await reach(two, 8);
  await two.stop();
  two = await parts.start();
  await two.turn('step', 16);
  await reach(two, 24);
  await two.stop();
  const rows = whole.store.rows(one.run.run);
  const again = parts.store.rows(two.run.run);
  expect([...again.keys()]).toEqual([...rows.keys()]);
  for (const [i, row] of rows) expect([...again.get(i)!]).toEqual([...row]);
});
