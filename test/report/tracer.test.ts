import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Run } from '../../src/core/run.ts';
import { slotOf } from '../../src/core/totals.ts';
import { type Tally, tallyOf } from '../../src/report/tally.ts';
import { LET_GO, ORIGINS, USED } from '../../src/report/traces.ts';
import { between } from '../between.ts';
import { type ClusterSketch, cluster } from '../cluster.ts';

type Step = Record<string, Record<string, number>>;

/** Lets a tally see steps whose flows are given by hand: by component and signal, into the bus positive. */
function follow(run: Run, steps: readonly Step[]): Tally {
  const tally = tallyOf(run);
  steps.forEach((step, i) => {
    const frame = new Float64Array(run.frame.length);
    for (const [id, values] of Object.entries(step)) {
      const k = run.components.findIndex((c) => c.id === id);
      for (const [name, v] of Object.entries(values)) frame[run.frameAt[k]! + slotOf(run.components[k]!, name)] = v;
    }
    tally.observe(i, frame);
  });
  return tally;
}

const used = (tally: Tally, account = USED): Record<string, number> =>
  Object.fromEntries(ORIGINS.map((o, k) => [o, tally.origins.taken(account)[k]!]));

const POWER: ClusterSketch = {
  buses: {
    power: { carrier: 'electricity', closers: ['grid', 'curtailed', 'lost'] },
    gas: { carrier: 'gas', closers: ['supply'] },
    hydrogen: { carrier: 'hydrogen', closers: ['vent', 'short'] },
  },
  components: {
    grid: {
      kind: 'gridConnection',
      ports: { electricity: 'power' },
      tariff: 'power',
      importLimit_kW: 100,
      exportLimit_kW: 100,
    },
    curtailed: { kind: 'curtailment', ports: { input: 'power' } },
    lost: { kind: 'unserved', ports: { output: 'power' } },
    supply: { kind: 'gasSupply', ports: { gas: 'gas' }, tariff: 'gas', limit_kW: 100 },
    vent: { kind: 'curtailment', carrier: 'hydrogen', ports: { input: 'hydrogen' } },
    short: { kind: 'unserved', carrier: 'hydrogen', ports: { output: 'hydrogen' } },
    pv: { kind: 'pv', ports: { electricity: 'power' }, rated_kWp: 10 },
    battery: { kind: 'battery', ports: { electricity: 'power' }, capacity_kWh: 20, charge_kW: 20, discharge_kW: 20 },
    load: { kind: 'load', ports: { input: 'power' }, demand: 1 },
  },
};
/** Without the kinds that the case does not need. */
const only = (...ids: string[]): ClusterSketch => ({
  ...POWER,
  components: Object.fromEntries(
    Object.entries(POWER.components).filter(([id]) => !['pv', 'battery'].includes(id) || ids.includes(id)),
  ),
});

it('mixes what comes in, and remembers what a store was filled with', () => {
  const { run } = cluster(only('pv', 'battery'));
  const tally = follow(run, [
    // The battery held 10 kWh of unknown origin and takes 4 from the grid.
    { grid: { electricity_kW: 10 }, battery: { electricity_kW: -4, energy_kWh: 14 }, load: { input_kW: -6 } },
    // It gives half of it, beside as much sun.
    { pv: { electricity_kW: 7 }, battery: { electricity_kW: 7, energy_kWh: 7 }, load: { input_kW: -14 } },
    // Sun goes into it, to the grid, and is curtailed.
    {
      pv: { electricity_kW: 10 },
      battery: { electricity_kW: -7, energy_kWh: 14 },
      grid: { electricity_kW: -2 },
      curtailed: { input_kW: -1 },
    },
    { battery: { electricity_kW: 14, energy_kWh: 0 }, load: { input_kW: -14 } },
  ]);
  // by hand: 6 + 7 * 4/14 bought at first; then half of 7 * 4/14 more
  expect(used(tally)).toEqual({
    renewable: expect.closeTo(7 + 7, 12) as number,
    fuel: 0,
    biofuel: 0,
    bought: expect.closeTo(6 + 2 + 2, 12) as number,
    stock: expect.closeTo(5 + 5, 12) as number,
    missing: 0,
  });
  expect(used(tally, 'away')).toMatchObject({ renewable: 3, bought: 0, stock: 0 });
  expect(tally.peakPurchase_kW).toBe(10);
});

it('lets losses leave the mix of a store as it is', () => {
  const { run } = cluster(only('pv', 'battery'));
  const tally = follow(run, [
    { pv: { electricity_kW: 10 }, battery: { electricity_kW: -10, energy_kWh: 15 } }, // half of it lost
    { battery: { energy_kWh: 3 } },
    { battery: { electricity_kW: 3, energy_kWh: 0 }, load: { input_kW: -3 } },
  ]);
  expect(used(tally)).toMatchObject({
    renewable: expect.closeTo(1, 12) as number,
    stock: expect.closeTo(2, 12) as number,
  });
});

it('counts what was not served apart', () => {
  const { run } = cluster(only('pv'));
  const tally = follow(run, [
    { pv: { electricity_kW: 3 }, lost: { output_kW: 1, unserved_kW: 1 }, load: { input_kW: -4 } },
    { pv: { electricity_kW: 4 }, load: { input_kW: -4 } },
  ]);
  expect(used(tally)).toMatchObject({ renewable: 7, missing: 1 });
  expect(tally.unserved_h).toBe(1);
});

describe('through hydrogen', () => {
  const { run } = cluster({
    ...only('pv'),
    components: {
      ...only('pv').components,
      electrolyser: { kind: 'electrolyser', ports: { electricity: 'power', hydrogen: 'hydrogen' }, rated_kW: 10 },
      cell: { kind: 'fuelCell', ports: { hydrogen: 'hydrogen', electricity: 'power' }, rated_kW: 10 },
    },
  });
  it('gives electricity back with the origin of what made the hydrogen', () => {
    const tally = follow(run, [
      { grid: { electricity_kW: 3 }, pv: { electricity_kW: 1 }, electrolyser: { electricity_kW: -4 } },
      // Made of a quarter of sun, and used at once.
      {
        grid: { electricity_kW: 3 },
        pv: { electricity_kW: 1 },
        electrolyser: { electricity_kW: -4, hydrogen_kW: 2.4 },
        cell: { hydrogen_kW: -2.4, electricity_kW: 1.2 },
        load: { input_kW: -1.2 },
      },
    ]);
    const { renewable, bought } = used(tally);
    expect(renewable! / (renewable! + bought!)).toBeCloseTo(0.25, 12);
    expect(renewable! + bought!).toBeCloseTo(4 + 4 + 1.2, 12);
  });
});

it('mixes the inputs of a converter by their energy', () => {
  const { run } = cluster({
    ...only('pv'),
    components: {
      ...only('pv').components,
      hybrid: {
        kind: 'converter',
        ports: { gas: 'gas', drive: 'power', power: 'power' },
        lead: 'power',
        rated_kW: 10,
        flows: {
          gas: { carrier: 'gas', flow: 'in', per: 3 },
          drive: { carrier: 'electricity', flow: 'in', per: 1 },
          power: { carrier: 'electricity', flow: 'out', per: 1 },
        },
      },
    },
  });
  const tally = follow(run, [
    { pv: { electricity_kW: 2 }, load: { input_kW: -2 } },
    // Made of three quarters of gas and one of the sun of the step before.
    { hybrid: { gas_kW: -6, drive_kW: -2, power_kW: 2 } },
  ]);
  expect(used(tally)).toMatchObject({
    renewable: expect.closeTo(2 + 0.5, 12) as number,
    fuel: expect.closeTo(1.5, 12) as number,
    bought: 0,
  });
});

describe('of heat', () => {
  const { run } = cluster({
    buses: {
      power: { carrier: 'electricity', closers: ['lost'] },
      gas: { carrier: 'gas', closers: ['supply'] },
      hot: { carrier: 'heat', closers: ['dump'], supply_degC: 90, return_degC: 70 },
      warm: { carrier: 'heat', closers: ['dump-warm'], supply_degC: 50, return_degC: 40 },
    },
    components: {
      lost: { kind: 'unserved', ports: { output: 'power' } },
      supply: { kind: 'gasSupply', ports: { gas: 'gas' }, tariff: 'gas', limit_kW: 100 },
      dump: { kind: 'dump', ports: { input: 'hot' } },
      'dump-warm': { kind: 'dump', ports: { input: 'warm' } },
      chp: { kind: 'gasEngine', ports: { gas: 'gas', electricity: 'power', heat: 'hot' }, rated_kW: 100 },
      boiler: { kind: 'boiler', ports: { gas: 'gas', heat: 'hot' }, rated_kW: 100 },
      exchanger: { kind: 'heatExchanger', ports: { hot: 'hot', cold: 'warm' }, rated_kW: 100 },
    },
  });
  it('follows the heat of an engine through an exchanger to where it is let go', () => {
    const tally = follow(run, [
      // Three quarters of the hot bus are of the engine.
      {
        chp: { heat_kW: 30 },
        boiler: { heat_kW: 10 },
        exchanger: { hot_kW: -32, cold_kW: 32 },
        dump: { input_kW: -8 },
        'dump-warm': { input_kW: -4 },
      },
    ]);
    expect([...tally.heat.taken(LET_GO)]).toEqual([9, 3]);
  });
  it('counts as recoverable what comes with electricity alone', () => {
    expect(tallyOf(run).joint.map((k) => run.components[k]!.id)).toEqual(['chp']);
  });
});

it('keeps shares between 0 and 1 that sum to 1, and accounts for all that was taken', () => {
  const { run } = cluster(only('pv', 'battery'));
  const flows = fc.record({ sun: between(0, 10), bought: between(0, 10), taken: between(0, 10), kept: between(0, 1) });
  fc.assert(
    fc.property(fc.array(flows, { minLength: 1, maxLength: 24 }), (days) => {
      let energy_kWh = 10;
      let all = 0;
      const tally = follow(
        run,
        days.map(({ sun, bought, taken, kept }) => {
          const spare = sun + bought - taken;
          energy_kWh = Math.max(0, energy_kWh * kept + spare);
          all += taken;
          return {
            pv: { electricity_kW: sun },
            grid: { electricity_kW: bought },
            load: { input_kW: -taken },
            battery: { electricity_kW: -spare, energy_kWh },
          };
        }),
      );
      const power = tally.places.flows.find((f) => f.carrier === 'electricity')!.zone;
      const store = tally.places.flows.find((f) => f.into === 'discharge')!;
      for (const shares of [tally.origins.mix(power), tally.origins.held(store)]) {
        expect(shares.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 9);
        for (const share of shares) expect(share).toBeGreaterThanOrEqual(0);
      }
      expect(tally.origins.taken(USED).reduce((a, b) => a + b, 0)).toBeCloseTo(all, 6);
    }),
  );
});
