import { expect, it } from 'vitest';
import { utcMs } from '../../src/core/timeGrid.ts';
import { fixedZone } from '../../src/core/zone.ts';
import { industry } from '../../src/models/industry.ts';
import { ARCHETYPE_NAMES, ARCHETYPES } from '../../src/models/industryArchetypes.ts';
import { activeShare, activityOf } from '../../src/models/industrySchedule.ts';
import { bench } from './bench.ts';

/** 8,760 t a year at any hour: one tonne an hour. */
const steady = { production_t_per_a: 8760, activity: 1, idleShare: 0 };

it('takes and leaves by the tonne, by hand', () => {
  const b = bench(industry, { archetype: 'cement', ...steady, idleShare: 0.5 });
  expect(b.run({})).toMatchObject({
    production_t_per_h: 1,
    // 95 kWh a tonne and half of that whether it works or not.
    electricity_kW: -142.5,
    gas_kW: -730,
    wasteHeat_kW: 60,
    co2_kg_per_h: 390,
    rawCo2_kg_per_h: 390,
    // Of the gas alone: the raw material's goes to its port.
    fossilCo2_kg_per_h: expect.closeTo(730 * 0.198, 9),
  });
  expect(Math.abs(b.residual().value)).toBeLessThan(1e-9);
});

it('emits the CO2 of its raw material where nobody takes it', () => {
  const b = bench(industry, { archetype: 'cement', ...steady }, { unconnected: ['co2', 'wasteHeat'] });
  const out = b.run({});
  expect(out).toMatchObject({ co2_kg_per_h: 0, wasteHeat_kW: 0, recovered_kW: 0 });
  expect(out.fossilCo2_kg_per_h).toBeCloseTo(730 * 0.198 + 390, 9);
  expect(Math.abs(b.residual().value)).toBeLessThan(1e-9);
});

it.each(ARCHETYPE_NAMES)('%s keeps its laws, at work, cut and idle', (archetype) => {
  const b = bench(industry, { archetype, ...steady, idleShare: 0.1, sheddingClass: 1 });
  const full = ARCHETYPES[archetype].electricity_kWh_per_t;
  for (const activity of [0, 0.4, 1]) {
    b.run({ w: { activity } });
    const [lowest, highest] = b.limits();
    expect(lowest).toBeCloseTo(-full * (0.1 + activity), 9);
    expect(highest).toBeCloseTo(-0.1 * full, 9);
    for (const share of [0, 0.3, 1]) {
      const target = lowest + share * (highest - lowest);
      const out = b.run({ w: { activity }, target });
      expect(out.electricity_kW).toBeCloseTo(target, 9);
      expect(out.production_t_per_h).toBeCloseTo(activity * (1 - share), 9);
      expect(Math.abs(b.residual().value)).toBeLessThan(1e-9);
    }
  }
  expect(ARCHETYPES[archetype].source).toMatch(/FOUND|ASSUMED/);
});

it('works in shifts by the local clock, and in batches', () => {
  // Monday 2023-01-02 00:00 in Shanghai.
  const grid = { start_ms: utcMs(2023, 1, 1, 16), step_s: 3600, length: 168 };
  const zone = fixedZone('Asia/Shanghai', 480);
  const day = { shifts: 1, weekends: false, batchOn_h: 0, batchOff_h: 0 } as const;
  const active = activityOf(day, grid, zone);
  expect([7, 8, 15, 16, 24 + 9, 5 * 24 + 10].map((i) => active[i])).toEqual([0, 1, 1, 0, 1, 0]);
  expect(active.reduce((a, b) => a + b, 0)).toBe(40);
  expect(activeShare(day)).toBeCloseTo(40 / 168, 12);
  // Batches of an hour and a half with half an hour between: 1, 0.5, 1, 0.5 ...
  const batch = { shifts: 3, weekends: true, batchOn_h: 1.5, batchOff_h: 0.5 } as const;
  expect([...activityOf(batch, grid, zone).subarray(0, 4)]).toEqual([1, 0.5, 1, 0.5]);
  expect(activeShare(batch)).toBe(0.75);
});

it('makes in a year what it is said to make', () => {
  const length = 8760;
  for (const archetype of ARCHETYPE_NAMES) {
    const b = bench(industry, { archetype, production_t_per_a: 1000 }, { length, start_ms: utcMs(2023, 1, 1) });
    const column = b.instance.columns[1]!;
    const share = typeof column === 'number' ? column : column.reduce((a, v) => a + v, 0) / length;
    const rate = b.run({ w: { activity: 1 } }).production_t_per_h!;
    // A year does not begin and end with a week: 53 Sundays in 2023.
    expect((rate * share * 8760) / 1000).toBeCloseTo(1, 1);
  }
});

it('has ports for what its tonnes take, and for no more', () => {
  const p = industry.params.parse({ archetype: 'paper', production_t_per_a: 100, wasteHeat_kWh_per_t: 0 });
  expect(Object.keys(industry.ports(p))).toEqual(['electricity', 'steam']);
  expect(() => bench(industry, { archetype: 'paper', ...steady, batchOff_h: 2 })).toThrow(
    'batchOn_h: met 0 with a pause between batches; expected the hours of a batch',
  );
});
