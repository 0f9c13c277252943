import { describe, expect, it } from 'vitest';
import { ConfigError } from '../../src/core/errors.ts';
import type { Store } from '../../src/core/store.ts';
import { blockOf, START_MS, storedRun, valueAt, whole } from './stored.ts';

const STEP_MS = 900_000;

/** What every store does alike. `settle` waits until what was appended can be read. */
export function storeContract(
  name: string,
  open: () => Promise<{ readonly store: Store; readonly settle: () => Promise<void> }>,
): void {
  describe(`${name}, as every store`, () => {
    it('gives back what was appended, to the last bit', async () => {
      const { store, settle } = await open();
      const run = storedRun('r1');
      await store.begin(run);
      const block = blockOf(run, 0, 300);
      const odd = [-0, 5e-324, Number.MAX_VALUE, 0.1 + 0.2, -1e21, 1e-7, 123456789.12345679];
      odd.forEach((v, r) => {
        block.columns[0]![block.at + r] = v;
      });
      await store.append('r1', block);
      await settle();
      const [power, soc] = await store.query(whole('r1', 'battery-1'));
      expect([power!.signal, power!.unit, soc!.signal, soc!.unit]).toEqual(['electricity_kW', 'kW', 'soc', '1']);
      expect(power!.values.length).toBe(300);
      odd.forEach((v, r) => {
        expect(Object.is(power!.values[r], v)).toBe(true);
      });
      for (let i = odd.length; i < 300; i++) expect(power!.values[i]).toBe(valueAt(i, 0));
      for (let i = 0; i < 300; i++) {
        expect(soc!.values[i]).toBe(valueAt(i, 1));
        expect(soc!.time_ms[i]).toBe(START_MS + i * STEP_MS);
      }
      const [steam] = await store.query(whole('r1', 'plant', { signals: ['steam_kW'] }));
      expect(steam!.values[17]).toBe(valueAt(17, 3));
      const mill = await store.query(whole('r1', 'mill'));
      expect(mill.map((s) => s.signal)).toEqual(['electricity_kW']);
      expect([await store.count('r1'), await store.end('r1')]).toEqual([300, 300]);
    });

    it('takes the same step twice as one, and leaves a hole where none came', async () => {
      const { store, settle } = await open();
      const run = storedRun('r2');
      await store.begin(run);
      await store.begin(run);
      await store.append('r2', blockOf(run, 0, 10));
      await store.append('r2', blockOf(run, 5, 10));
      await store.append('r2', blockOf(run, 20, 4));
      await store.append('r2', blockOf(run, 0, 10));
      await settle();
      expect([await store.count('r2'), await store.end('r2')]).toEqual([19, 24]);
      const [power] = await store.query(whole('r2', 'pv-1'));
      const expected = Array.from({ length: 24 }, (_, i) => (i < 15 || i >= 20 ? valueAt(i, 5) : Number.NaN));
      expect([...power!.values]).toEqual(expected);
      // A range without its end, beginning between two steps.
      const range = { from_ms: START_MS + 2.5 * STEP_MS, to_ms: START_MS + 5 * STEP_MS };
      const [part] = await store.query(whole('r2', 'pv-1', range));
      expect([...part!.time_ms]).toEqual([3, 4].map((i) => START_MS + i * STEP_MS));
      const [none] = await store.query(whole('r2', 'pv-1', { from_ms: START_MS + 90 * STEP_MS }));
      expect(none!.values.length).toBe(0);
    });

    it('gives means of intervals, and the last of a state', async () => {
      const { store, settle } = await open();
      const run = storedRun('r3');
      await store.begin(run);
      await store.append('r3', blockOf(run, 0, 10));
      await settle();
      const range = { from_ms: START_MS + STEP_MS, every_s: 3600 };
      const [power, soc] = await store.query(whole('r3', 'battery-1', range));
      const hours = [
        [1, 2, 3],
        [4, 5, 6, 7],
        [8, 9],
      ];
      expect([...power!.time_ms]).toEqual(hours.map((_, h) => START_MS + h * 3_600_000));
      hours.forEach((steps, h) => {
        const mean = steps.reduce((sum, i) => sum + valueAt(i, 0), 0) / steps.length;
        expect(power!.values[h]).toBeCloseTo(mean, 9);
        expect(soc!.values[h]).toBe(valueAt(steps.at(-1)!, 1));
      });
    });

    it('follows a run back to its parents before its fork', async () => {
      const { store, settle } = await open();
      const parent = storedRun('r4');
      const child = storedRun('r4b', { parent: 'r4', fork: 6 });
      const grandchild = storedRun('r4c', { parent: 'r4b', fork: 9 });
      for (const run of [parent, child, grandchild]) await store.begin(run);
      await store.append('r4', blockOf(parent, 0, 12));
      await store.append('r4b', blockOf(child, 6, 6, 1));
      await store.append('r4c', blockOf(grandchild, 9, 3, 2));
      await settle();
      const saltAt = (i: number): number => (i < 6 ? 0 : i < 9 ? 1 : 2);
      const [power] = await store.query(whole('r4c', 'pv-1'));
      expect([...power!.values]).toEqual(Array.from({ length: 12 }, (_, i) => valueAt(i, 5, saltAt(i))));
      // An hour that the fork divides is the mean of both sides; a state is the younger run's.
      const [mean, soc] = await store.query(whole('r4c', 'battery-1', { every_s: 3600 }));
      const second = [4, 5, 6, 7].reduce((sum, i) => sum + valueAt(i, 0, saltAt(i)), 0) / 4;
      expect(mean!.values[1]).toBeCloseTo(second, 9);
      expect(soc!.values[1]).toBe(valueAt(7, 1, 1));
      expect([await store.count('r4c'), await store.end('r4b')]).toEqual([3, 12]);
      expect((await store.runs()).find((r) => r.id === 'r4c')).toEqual(grandchild);
      const [old] = await store.query(whole('r4', 'pv-1'));
      expect(old!.values[10]).toBe(valueAt(10, 5));
    });

    it('removes a run and nothing else, but none that another continues', async () => {
      const { store, settle } = await open();
      const parent = storedRun('r5');
      const child = storedRun('r5b', { parent: 'r5', fork: 2 });
      for (const run of [parent, child]) await store.begin(run);
      await store.append('r5', blockOf(parent, 0, 4));
      await store.append('r5b', blockOf(child, 2, 4, 1));
      await settle();
      await expect(store.remove('r5')).rejects.toThrow('run "r5" is continued by "r5b"; remove that one first');
      await store.remove('r5b');
      expect((await store.runs()).map((r) => r.id).filter((id) => id.startsWith('r5'))).toEqual(['r5']);
      expect(await store.count('r5')).toBe(4);
    });

    it('says what it does not know', async () => {
      const { store } = await open();
      await store.begin(storedRun('r6'));
      await expect(store.query(whole('r7', 'pv-1'))).rejects.toThrow(ConfigError);
      await expect(store.query(whole('r7', 'pv-1'))).rejects.toThrow(/^there is no run "r7" in the store; it has .*r6/);
      await expect(store.query(whole('r6', 'pv-2'))).rejects.toThrow(
        'run "r6" has no component "pv-2"; it has battery-1, plant, mill, pv-1',
      );
      await expect(store.query(whole('r6', 'pv-1', { signals: ['heat_kW'] }))).rejects.toThrow(
        'component "pv-1" of run "r6" has no signal "heat_kW"; it has electricity_kW',
      );
      await expect(store.begin(storedRun('r6', { step_s: 60 }))).rejects.toThrow(
        'the store has another run "r6": step_s is 900, not 60; give this one an id of its own',
      );
    });
  });
}
