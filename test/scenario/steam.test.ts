import { expect, it } from 'vitest';
import { simulate } from '../../src/index.ts';
import { summarise } from '../../src/report/summarise.ts';
import { type BusSketch, compileSketch, type Sketch } from '../laws/sketch.ts';

const LIVE = {
  carrier: 'steam',
  supply_degC: 420,
  return_degC: 105,
  pressure_bar: 40,
  closers: ['vent', 'no-live'],
} as const;

/** A boiler house: live steam through a back-pressure turbine to process steam, some of it to hot water. */
const site = (live: object = LIVE, more: Record<string, object> = {}): Sketch => ({
  step_s: 3600,
  length: 24,
  buses: {
    gas: { carrier: 'gas', closers: ['supply'] },
    power: { carrier: 'electricity', closers: ['grid'] },
    live: live as BusSketch,
    process: { carrier: 'steam', supply_degC: 160, return_degC: 90, closers: ['loose', 'no-steam'] },
    heat: { carrier: 'heat', supply_degC: 90, return_degC: 60, closers: ['cold', 'no-heat'] },
    ...(more as Record<string, BusSketch>),
  },
  components: {
    supply: { kind: 'gasSupply', ports: { gas: 'gas' }, tariff: 'gas', limit_kW: 1e6 },
    grid: {
      kind: 'gridConnection',
      ports: { electricity: 'power' },
      tariff: 'power',
      importLimit_kW: 1e6,
      exportLimit_kW: 1e6,
    },
    vent: { kind: 'dump', ports: { input: 'live' }, carrier: 'steam' },
    'no-live': { kind: 'unserved', ports: { output: 'live' }, carrier: 'steam' },
    loose: { kind: 'dump', ports: { input: 'process' }, carrier: 'steam' },
    'no-steam': { kind: 'unserved', ports: { output: 'process' }, carrier: 'steam' },
    cold: { kind: 'dump', ports: { input: 'heat' } },
    'no-heat': { kind: 'unserved', ports: { output: 'heat' }, carrier: 'heat' },
    boiler: { kind: 'steamBoiler', ports: { gas: 'gas', steam: 'live' }, rated_kW: 8000 },
    turbine: {
      kind: 'steamTurbine',
      ports: { live: 'live', electricity: 'power', exhaust: 'process' },
      rated_kW: 600,
      coldStart_h: 0,
    },
    exchanger: { kind: 'heatExchanger', ports: { hot: 'process', cold: 'heat' }, hotCarrier: 'steam', rated_kW: 1500 },
    works: { kind: 'load', ports: { input: 'process' }, carrier: 'steam', demand: 2500 },
    offices: { kind: 'load', ports: { input: 'heat' }, carrier: 'heat', demand: 800 },
    motors: { kind: 'load', ports: { input: 'power' }, demand: 900 },
  },
});

it('runs a boiler house from its file to its summary', () => {
  const outcome = simulate(compileSketch(site()));
  const { buses, kpis, costs, components } = summarise(outcome);
  const turbine = components.find((c) => c.component === 'turbine')!;
  expect(buses.process!.finalUse).toBeCloseTo(60_000, 6);
  expect(buses.process!.unserved).toBeLessThan(1);
  expect(buses.heat!.finalUse).toBeCloseTo(19_200, 6);
  // by hand: 3300 kW of process steam and what the exchanger loses bring the turbine close to its rating
  expect(turbine.kpis.etaElectric!.value).toBeGreaterThan(0.1);
  expect(buses.power!.purchase).toBeLessThan(24 * 900 - 24 * 350);
  const steam = costs.products.find((p) => p.product === 'steam')!;
  expect([steam.label, steam.amount]).toEqual(['Steam', expect.closeTo(60_000, 0)]);
  // Steam of a boiler alone costs 0.28 / 0.9 a kWh in fuel; what the turbine makes of it bears its share.
  expect(steam.levelised_money_per_kWh).toBeGreaterThan(0.25);
  expect(steam.levelised_money_per_kWh).toBeLessThan(0.35);
  expect(kpis.exergyEfficiency!.value).toBeGreaterThan(0.2);
  expect(kpis.exergyEfficiency!.value).toBeLessThan(0.6);
});

it.each([
  [
    'water under pressure',
    { ...LIVE, supply_degC: 200 },
    /water at 40 bar boils at 250\.4 degC; met supply 200, which is no steam/,
  ],
  [
    'no pressure above the critical point',
    { ...LIVE, pressure_bar: undefined },
    /saturated steam is met up to 349 degC; met supply 420/,
  ],
  [
    'feedwater that boils',
    { ...LIVE, return_degC: 300 },
    /feedwater at 300 degC would boil at 40\.00 bar; expected return_degC up to 250\.4/,
  ],
  [
    'steam that comes back hotter',
    { ...LIVE, supply_degC: 255, return_degC: 260 },
    /steam is delivered hotter than it comes back; met supply 255 and return 260 degC/,
  ],
  [
    'too much pressure',
    { ...LIVE, pressure_bar: 220 },
    /buses\.live: met a pressure of 220 bar; expected 0.00612 to 165 bar/,
  ],
])('says what is wrong with a bus of %s', (_, live, message) => {
  expect(() => compileSketch(site(live))).toThrow(message);
});

it('gives a pressure to steam alone', () => {
  const heat = { carrier: 'heat', supply_degC: 90, return_degC: 60, pressure_bar: 6, closers: ['cold', 'no-heat'] };
  expect(() => compileSketch(site(LIVE, { heat }))).toThrow('a bus of heat has no pressure; take pressure_bar away');
});
