import fc from 'fast-check';
import { expect, it } from 'vitest';
import { flexibleLoad } from '../../src/models/flexibleLoad.ts';
import { windowOf } from '../../src/models/flexibleWindow.ts';
import { between } from '../between.ts';
import { cluster, flatTariff } from '../cluster.ts';
import { bench } from './bench.ts';

const demand = (...values: number[]): { profiles: Record<string, Float64Array>; length: number } => ({
  profiles: { 'p.q_kW': Float64Array.from(values) },
  length: values.length,
});

it('lays out what may wait, by hand', () => {
  // 10 kW for three hours, then nothing for two; two hours of delay; at most 15 kW.
  const w = windowOf(Float64Array.of(10, 10, 10, 0, 0), {
    dt_h: 1,
    shiftable: 1,
    delaySteps: 2,
    advanceSteps: 0,
    rated_kW: 15,
    buy_money_per_kWh: Float64Array.of(3, 2, 1, 2, 5),
  });
  if (typeof w === 'string') throw new Error(w);
  // Asked for 10, 20, 30, 30, 30; due two hours later 0, 0, 10, 20, 30, with 15 kW: the last hour may draw 10.
  expect([...w.mostWaiting_kWh]).toEqual([10, 20, 20, 10, 0]);
  expect([...w.leastWaiting_kWh]).toEqual([0, 0, 0, 0, 0]);
  // The lowest price of this hour and the two after it.
  expect([...w.worth_money_per_kWh].map((v) => Math.round(v))).toEqual([1, 1, 1, 2, 5]);
});

it('starts early where its power is too little for all that is due at once', () => {
  const w = windowOf(Float64Array.of(0, 30, 0, 0), {
    dt_h: 1,
    shiftable: 1,
    delaySteps: 2,
    advanceSteps: 0,
    rated_kW: 12,
    buy_money_per_kWh: undefined,
  });
  if (typeof w === 'string') throw new Error(w);
  // By hand: 30 kWh due by the end of hour 3; hours 3 and 2 draw 12 each, so hour 1 at least 6.
  expect([...w.mostWaiting_kWh]).toEqual([0, 24, 12, 0]);
});

it.each([
  // asked, waiting, most waiting, target -> drawn, waiting after     by hand, room 40
  [10, 0, 20, undefined, 0, 10],
  [10, 15, 20, undefined, 5, 20],
  [10, 15, 20, -25, 25, 0],
  [10, 15, 20, -60, 25, 0],
  [10, 50, 20, -60, 40, 20],
])('asked %d, waiting %d of at most %d, target %s', (asked_kW, waiting_kWh, mostWaiting_kWh, target, drawn, after) => {
  const b = bench(flexibleLoad, { demand: 'p.q_kW', rated_kW: 40 }, demand(0, 0));
  const out = b.run({
    x: { waiting_kWh },
    w: { asked_kW, mostWaiting_kWh, leastWaiting_kWh: 0, firm_kW: 0, room_kW: 40 },
    ...(target === undefined ? {} : { target }),
  });
  expect(out).toMatchObject({ served_kW: drawn, waiting_kWh: after, unserved_kW: 0 });
  expect(b.residual().value).toBe(0);
});

it('cuts its firm part alone, and counts what an outage made late', () => {
  const b = bench(flexibleLoad, { demand: 'p.q_kW', shiftable: 0.5, interruptible: 0.5, rated_kW: 100 }, demand(0, 0));
  const w = { firm_kW: 40, asked_kW: 40, mostWaiting_kWh: 30, leastWaiting_kWh: 0, room_kW: 60 };
  // 10 kWh of the 40 asked for are due now; of the firm 40 kW half may be cut.
  b.run({ w, x: { waiting_kWh: 0 } });
  expect(b.limits()).toEqual([-80, -30, 0]);
  expect(b.run({ w, x: { waiting_kWh: 0 }, target: -30 })).toMatchObject({ served_kW: 30, unserved_kW: 20 });
  expect(b.run({ w: { ...w, available: 0 }, x: { waiting_kWh: 50 } })).toMatchObject({
    served_kW: 0,
    unserved_kW: 20,
    waiting_kWh: 30,
  });
});

it('draws in time whatever it is asked to, and meets any target within its limits', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 0, max: 50 }), { minLength: 6, maxLength: 30 }),
      fc.integer({ min: 0, max: 6 }),
      fc.integer({ min: 0, max: 4 }),
      between(0, 1),
      fc.array(between(0, 1), { minLength: 30, maxLength: 30 }),
      (values, delay_h, advance_h, shiftable, wishes) => {
        const given = demand(...values, 0, 0);
        const b = bench(
          flexibleLoad,
          { demand: 'p.q_kW', delay_h, advance_h, shiftable, rated_kW: 60, interruptible: 0 },
          given,
        );
        const { columns, x, next } = b.instance;
        let served = 0;
        for (let i = 0; i < given.length; i++) {
          columns.forEach((c, k) => {
            b.instance.w[k] = typeof c === 'number' ? c : c[i]!;
          });
          const [lowest, highest] = b.limits();
          const target = highest + wishes[i % 30]! * (lowest - highest);
          const out = b.run({ target });
          expect(out.input_kW! / Math.min(-1, target)).toBeCloseTo(target / Math.min(-1, target), 9);
          expect(out.unserved_kW).toBe(0);
          expect(out.served_kW!).toBeLessThanOrEqual(60 + 1e-9);
          served += out.served_kW!;
          x.set(next);
        }
        expect(served).toBeCloseTo(
          values.reduce((a, v) => a + v, 0),
          6,
        );
      },
    ),
    { numRuns: 60 },
  );
});

it('waits for the cheap hour of its tariff, and takes what is to spare', () => {
  const prices = { power: (i: number): number => (i % 24 === 5 ? 0.2 : 0.8) };
  const c = cluster({
    length: 24,
    buses: { el: { carrier: 'electricity', closers: ['grid', 'lost'] } },
    components: {
      grid: { kind: 'gridConnection', ports: { electricity: 'el' }, tariff: 'power', importLimit_kW: 1000 },
      lost: { kind: 'unserved', ports: { input: 'el' } },
      wash: { kind: 'flexibleLoad', ports: { input: 'el' }, demand: 10, rated_kW: 60, delay_h: 6, tariff: 'power' },
    },
    prices,
  });
  const drawn = Array.from({ length: 12 }, () => {
    c.step();
    return c.value('wash', 'served_kW');
  });
  // Hours 0 to 4 wait; at 5 all that waits is drawn, 60 kWh at 60 kW; then no hour within the delay is cheaper than now.
  expect(drawn.map((v) => Math.round(v))).toEqual([0, 0, 0, 0, 0, 60, 10, 10, 10, 10, 10, 10]);
});

it.each([
  [{ rated_kW: 5, shiftable: 0 }, 'rated_kW: met 5 kW, less than the 20 kW in step 1 that cannot be shifted; raise it'],
  [{ rated_kW: 5, delay_h: 1 }, 'rated_kW: met 5 kW, '],
  [{ carrier: 'water' }, 'carrier: met water, which counts in kg/h; expected a carrier in kW'],
])('says what is wrong: %j', (more, text) => {
  expect(() =>
    bench(
      flexibleLoad,
      { demand: 'p.q_kW', ...more },
      { ...demand(0, 20, 0), tariffs: { t: flatTariff('t', 3, () => 1) } },
    ),
  ).toThrow(text);
});

it('does not buy from the only machine of its bus at any price', () => {
  const c = cluster({
    length: 24,
    buses: {
      gas: { carrier: 'gas', closers: ['supply'] },
      heat: { carrier: 'heat', closers: ['spill', 'cold'] },
    },
    components: {
      supply: { kind: 'gasSupply', ports: { gas: 'gas' }, tariff: 'gas', limit_kW: 500 },
      boiler: { kind: 'boiler', ports: { gas: 'gas', heat: 'heat' }, rated_kW: 100, minLoad: 0.01 },
      spill: { kind: 'dump', ports: { input: 'heat' } },
      cold: { kind: 'unserved', ports: { output: 'heat' }, carrier: 'heat' },
      dry: {
        kind: 'flexibleLoad',
        ports: { input: 'heat' },
        carrier: 'heat',
        demand: 10,
        rated_kW: 60,
        delay_h: 6,
        tariff: 'cheap',
      },
    },
    // Heat of gas at 0.3 costs more than the 0.1 of what it waits for.
    prices: { gas: () => 0.3, cheap: () => 0.1 },
  });
  c.step(3);
  expect(c.value('dry', 'served_kW')).toBe(0);
  expect(c.value('dry', 'waiting_kWh')).toBeCloseTo(30, 9);
});
