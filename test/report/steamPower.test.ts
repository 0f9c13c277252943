import { expect, it } from 'vitest';
import { simulate } from '../../src/index.ts';
import { summarise } from '../../src/report/summarise.ts';
import { compileSketch, type Sketch } from '../laws/sketch.ts';

const LIVE = {
  carrier: 'steam',
  supply_degC: 420,
  return_degC: 60,
  pressure_bar: 30,
  closers: ['vent', 'no-live'],
} as const;
const GAS_TURBINE = {
  kind: 'gasTurbine',
  ports: { gas: 'gas', electricity: 'power', steam: 'live' },
  rated_kW: 5000,
  exhaust_degC: 540,
  vaneLoad: 0.5,
  coldStart_h: 0,
  minUp_h: 0,
};

/** A gas turbine whose steam goes through a turbine, and what of it is used behind that. */
function site(turbine: Record<string, unknown>, demand_kW: number): Sketch {
  return {
    step_s: 3600,
    length: 12,
    buses: {
      gas: { carrier: 'gas', closers: ['supply'] },
      power: { carrier: 'electricity', closers: ['grid'] },
      live: LIVE as never,
      process: { carrier: 'steam', supply_degC: 150, return_degC: 90, closers: ['loose', 'no-steam'] },
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
      motors: { kind: 'load', ports: { input: 'power' }, demand: 9000 },
      works: { kind: 'load', ports: { input: 'process' }, carrier: 'steam', demand: demand_kW },
      first: GAS_TURBINE,
      second: {
        kind: 'steamTurbine',
        coldStart_h: 0,
        warmStart_h: 0,
        minLoad: 0.1,
        ...turbine,
        ports: turbine.ports as never,
      },
    },
    tariffs: {
      power: { energy: { price_money_per_kWh: 1.5 }, feedIn: { price_money_per_kWh: 0.1 } },
      gas: { carrier: 'gas', energy: { price_money_per_kWh: 0.2 } },
    },
  };
}

const condensing = { type: 'condensing', rated_kW: 2400, ports: { live: 'live', electricity: 'power' } };
const backPressure = { rated_kW: 1500, ports: { live: 'live', electricity: 'power', exhaust: 'process' } };

it('counts the steam of a combined cycle as the electricity made of it', () => {
  const outcome = simulate(compileSketch(site(condensing, 0)));
  const { kpis } = summarise(outcome);
  const sum = (id: string, signal: string): number =>
    outcome.totals[outcome.compiled.run.components.findIndex((c) => c.id === id)]!.sum(signal);
  const fuel = -sum('first', 'gas_kW');
  const power = sum('first', 'electricity_kW') + sum('second', 'electricity_kW');
  const passed = sum('first', 'steam_kW') + sum('second', 'live_kW');
  expect(fuel).toBeGreaterThan(12 * 9000);
  expect(kpis.chpEfficiencyHeat!.value).toBeCloseTo((power + passed - sum('vent', 'dumped_kW')) / fuel, 6);
  expect(kpis.chpEfficiencyHeat!.value).toBeLessThan(0.5);
});

it('counts the exhaust of a back-pressure turbine as heat of the gas turbine, less what is let go of it', () => {
  const outcome = simulate(compileSketch(site(backPressure, 4000)));
  const { kpis } = summarise(outcome);
  const sum = (id: string, signal: string): number =>
    outcome.totals[outcome.compiled.run.components.findIndex((c) => c.id === id)]!.sum(signal);
  const fuel = -sum('first', 'gas_kW');
  const power = sum('first', 'electricity_kW') + sum('second', 'electricity_kW');
  const heat = sum('first', 'steam_kW') + sum('second', 'live_kW') + sum('second', 'exhaust_kW');
  const letGo = sum('vent', 'dumped_kW') + sum('loose', 'dumped_kW');
  expect(sum('second', 'exhaust_kW')).toBeGreaterThan(12 * 3900);
  expect(kpis.chpEfficiencyHeat!.value).toBeCloseTo((power + heat - letGo) / fuel, 6);
});
