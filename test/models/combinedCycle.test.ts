import { expect, it } from 'vitest';
import { cluster } from '../cluster.ts';

const steam = { carrier: 'steam', supply_degC: 450, return_degC: 60, pressure_bar: 40 } as const;

/** A gas turbine, its steam and a condensing turbine behind it, feeding a load that the grid could serve too. */
const combined = (demand: number, dear: number) =>
  cluster({
    length: 12,
    buses: {
      gas: { carrier: 'gas', closers: ['supply'] },
      power: { carrier: 'electricity', closers: ['grid'] },
      steam: { ...steam, closers: ['vent', 'noSteam'] },
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
      vent: { kind: 'dump', ports: { input: 'steam' }, carrier: 'steam' },
      noSteam: { kind: 'unserved', ports: { output: 'steam' }, carrier: 'steam' },
      load: { kind: 'load', ports: { input: 'power' }, demand },
      gasTurbine: {
        kind: 'gasTurbine',
        ports: { gas: 'gas', electricity: 'power', steam: 'steam' },
        rated_kW: 40_000,
        etaElectric: 0.37,
        exhaust_degC: 550,
        vaneLoad: 0.6,
        pinch_K: 10,
        coldStart_h: 0.25,
      },
      steamTurbine: {
        kind: 'steamTurbine',
        ports: { live: 'steam', electricity: 'power' },
        type: 'condensing',
        rated_kW: 22_000,
        etaIsentropic: 0.85,
        etaGenerator: 0.97,
        condenser_degC: 32,
        minLoad: 0.12,
        coldStart_h: 0,
        warmStart_h: 0,
      },
    },
    prices: { power: () => dear, gas: () => 0.25 },
  });

it('makes a combined cycle of gas and steam turbine, with every bus closed', () => {
  const c = combined(70_000, 1);
  c.step(6);
  const gas = -c.value('gasTurbine', 'gas_kW');
  const first = c.value('gasTurbine', 'electricity_kW');
  const second = c.value('steamTurbine', 'electricity_kW');
  expect(first).toBeGreaterThan(39_000);
  // Single pressure: 37 % and a third of it again; plants of one pressure reach 50 % (Kehlhofer et al. 2009, ch. 5).
  expect((first + second) / gas).toBeGreaterThan(0.47);
  expect((first + second) / gas).toBeLessThan(0.53);
  // All of its steam goes through the turbine, and energy is all there:
  expect(Math.abs(c.value('steamTurbine', 'live_kW') / c.value('gasTurbine', 'steam_kW') + 1)).toBeLessThan(1e-5);
  const rest = c.value('noSteam', 'output_kW') + c.value('vent', 'input_kW');
  const losses =
    c.value('gasTurbine', 'stackLoss_kW') +
    c.value('gasTurbine', 'latentLoss_kW') +
    c.value('gasTurbine', 'casingLoss_kW') +
    c.value('gasTurbine', 'recoveryLoss_kW') +
    c.value('gasTurbine', 'generatorLoss_kW') +
    c.value('gasTurbine', 'auxiliary_kW') +
    c.value('steamTurbine', 'generatorLoss_kW') +
    c.value('steamTurbine', 'condenserLoss_kW');
  expect(first + second + losses).toBeCloseTo(gas * 1.108 + rest, 6);
  expect(c.value('gasTurbine', 'stack_degC')).toBeLessThan(190);
});

it('stands where electricity is cheap', () => {
  const c = combined(70_000, 0.1);
  c.step(6);
  expect([c.value('gasTurbine', 'gas_kW'), c.value('steamTurbine', 'electricity_kW')]).toEqual([0, 0]);
});
