import fc from 'fast-check';
import { expect, it } from 'vitest';
import { DcLinkParams, dcLink } from '../../src/models/dcLink.ts';
import { inverter } from '../../src/models/inverter.ts';
import { between } from '../between.ts';
import { type Cluster, cluster } from '../cluster.ts';
import { grid, load, unserved } from '../control/plant.ts';
import { type Bench, bench } from './bench.ts';
import { plant } from './planted.ts';

const link = (params: object = {}): Bench => bench(dcLink, { rated_kW: 60, ...params });
/** What an inverter of the same rating takes to give so much. */
const taken = (given_kW: number): number => -bench(inverter, { rated_kW: 60 }).run({ target: given_kW }).dc_kW!;

it('brings what the DC bus has to spare to the AC bus, by the curve of the inverter', () => {
  const b = link();
  const out = b.run({ u: [-100, taken(45)] });
  expect(out.ac_kW).toBeCloseTo(45, 9);
  expect(out.dc_kW).toBeCloseTo(-taken(45), 9);
  expect(out).toMatchObject({ toDc_kW: 0, toAc_kW: out.ac_kW, loss_kW: out.conversionLoss_kW });
  expect(plant(b).sort()).toEqual(['ac_kW', 'conversionLoss_kW', 'dc_kW']);
});

it('brings what the DC bus lacks, whatever the AC bus has', () => {
  for (const ac_kW of [-100, 0, 100]) {
    const out = link().run({ u: [ac_kW, -45] });
    expect(out.dc_kW).toBeCloseTo(45, 9);
    expect(out.ac_kW).toBeCloseTo(-taken(45), 9);
    expect([out.toAc_kW, out.toDc_kW]).toEqual([0, out.dc_kW]);
  }
});

it('carries no more than its rating', () => {
  expect(link().run({ u: [0, 100] })).toMatchObject({
    toAc_kW: expect.closeTo(60, 9),
    dc_kW: expect.closeTo(-taken(60), 9),
  });
  expect(link().run({ u: [0, -100] })).toMatchObject({ toDc_kW: expect.closeTo(60, 9) });
  expect(link({ cosPhi: 0.8 }).run({ u: [0, 100] })).toMatchObject({
    toAc_kW: expect.closeTo(48, 9),
    reactive_kvar: expect.closeTo(-36, 9),
  });
});

it('draws its standby at all times, and nothing in an outage', () => {
  const b = link({ standby_kW: 0.05 });
  expect(b.run({ u: [0, 0] })).toMatchObject({ ac_kW: -0.05, dc_kW: 0, standbyLoss_kW: 0.05, loss_kW: 0.05 });
  expect(plant(b).sort()).toEqual(['ac_kW', 'standbyLoss_kW']);
  expect(b.run({ u: [0, 60] }).standbyLoss_kW).toBe(0.05);
  expect(plant(b).sort()).toEqual(['ac_kW', 'conversionLoss_kW', 'dc_kW', 'standbyLoss_kW']);
  // Too little to start on stays where it is.
  expect(b.run({ u: [0, 0.1] }).dc_kW).toBeCloseTo(0, 12);
  expect(b.run({ w: { available: 0 }, u: [-10, 40] })).toMatchObject({ ac_kW: 0, dc_kW: 0, loss_kW: 0 });
});

it('loses some in both directions and closes', () => {
  fc.assert(
    fc.property(between(-120, 120), between(0, 1), (spare_kW, available) => {
      const b = link({ standby_kW: 0.05 });
      const given = { w: { available }, u: [0, spare_kW] };
      const out = b.run(given);
      expect(Math.abs(b.residual().value)).toBeLessThan(1e-9);
      expect(out.conversionLoss_kW).toBeGreaterThanOrEqual(0);
      // Never more than there is to spare, or than is lacking.
      expect(Math.abs(out.dc_kW!)).toBeLessThanOrEqual(Math.abs(spare_kW) + 1e-9);
      expect(out.dc_kW! * spare_kW).toBeLessThanOrEqual(0);
      expect(Math.max(out.toAc_kW!, out.toDc_kW!)).toBeLessThanOrEqual(60 * available + 1e-9);
      expect(b.run(given)).toEqual(out);
    }),
  );
});

/** 100 kWp and a battery on a DC bus; a load on the AC bus. */
function plantOf(light: number, demand_kW: number, soc: number, onGrid: boolean): Cluster {
  return cluster({
    buses: {
      power: { carrier: 'electricity', closers: onGrid ? ['grid', 'lack'] : ['spill', 'lack'] },
      dc: { carrier: 'electricity', closers: ['spilt', 'dcLack'] },
    },
    components: {
      ...(onGrid ? { grid } : { spill: { kind: 'curtailment', ports: { input: 'power' }, carrier: 'electricity' } }),
      lack: unserved('power', 'electricity'),
      spilt: { kind: 'curtailment', ports: { input: 'dc' }, carrier: 'electricity' },
      dcLack: unserved('dc', 'electricity'),
      sun: { kind: 'pv', ports: { electricity: 'dc' }, rated_kWp: 100, coupling: 'dc', tilt_deg: 0 },
      battery: {
        kind: 'battery',
        ports: { electricity: 'dc' },
        capacity_kWh: 200,
        charge_kW: 80,
        discharge_kW: 80,
        socStart: soc,
      },
      link: { kind: 'dcLink', ports: { ac: 'power', dc: 'dc' }, rated_kW: 90 },
      demand: load('power', 'electricity', demand_kW),
    },
    weather: { ghi_W_per_m2: light, dni_W_per_m2: 0, dhi_W_per_m2: light, ambient_degC: 20, wind_m_per_s: 3 },
  });
}

it.each([true, false])('serves the load from the battery at night, beside a grid: %s', (onGrid) => {
  const c = plantOf(0, 30, 0.6, onGrid);
  c.step(3);
  // Counted on the loss of the step before, the battery gives all that the load and the link take.
  expect(c.value('battery', 'electricity_kW')).toBeCloseTo(taken(30), 0);
  expect(c.value('link', 'ac_kW')).toBeCloseTo(30, 2);
  expect(Math.abs(onGrid ? c.value('grid', 'electricity_kW') : c.value('lack', 'unserved_kW'))).toBeLessThan(0.01);
  expect(c.value('dcLack', 'unserved_kW')).toBe(0);
});

it('charges from the sun without an inverter on the way, and exports what is left', () => {
  const half = plantOf(600, 10, 0.5, true);
  half.step(2);
  expect(half.value('battery', 'electricity_kW')).toBeLessThan(-35);
  expect(half.value('link', 'ac_kW')).toBeCloseTo(10, 1);
  const full = plantOf(600, 10, 1, true);
  full.step(2);
  expect(full.value('grid', 'electricity_kW')).toBeCloseTo(10 - full.value('link', 'ac_kW'), 6);
  expect(full.value('link', 'ac_kW')).toBeGreaterThan(45);
  expect(full.value('spilt', 'curtailed_kW')).toBe(0);
});

it('says what is wrong', () => {
  const same = { dc: { id: 'power' }, ac: { id: 'power' } };
  expect(() => bench(dcLink, { rated_kW: 1 }, { buses: same })).toThrowErrorMatchingInlineSnapshot(
    `[ConfigError: dc: is on bus "power" as "ac" is; expected a bus of its own for each]`,
  );
  const bad = DcLinkParams.safeParse({ rated_kW: 0, direction: 'toAc' });
  expect(bad.error?.issues.map((i) => `${i.path.join('.')} ${i.message}`)).toMatchInlineSnapshot(`
    [
      "rated_kW Too small: expected number to be >0",
      " Unrecognized key: "direction"",
    ]
  `);
});
