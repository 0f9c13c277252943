import { expect, it } from 'vitest';
import type { Balance } from '../../src/core/component.ts';
import { type CompiledLaw, compileLaws } from '../../src/core/law.ts';
import { heater, placedOn } from './heater.ts';
import { residualOf } from './residual.ts';

const boiler = placedOn(heater);
const ports = boiler.ports;
const lawsOf = (balance: Balance): CompiledLaw[] =>
  compileLaws({ ...heater, balance: () => balance }, {}, ports, boiler.outputs, boiler.states);
const whole: Balance = {
  energy: { losses: { loss_kW: 1 }, stores: { heat_kWh: 1 } },
  carbon: { ports: { fuel: 0.2 }, boundary: { co2_kg_per_h: -1 } },
};

it('writes the terms of each law as data', () => {
  const [energy, carbon] = lawsOf(whole);
  expect(energy!.quantity).toBe('energy');
  expect(energy!.terms).toEqual([
    { name: 'fuel_kW', role: 'port', coefficient: 1.108 },
    { name: 'heat_kW', role: 'port', coefficient: 1 },
    { name: 'loss_kW', role: 'loss', coefficient: 1 },
    { name: 'heat_kWh', role: 'store', coefficient: 1 },
  ]);
  // A port without carbon has no term.
  expect(carbon!.terms).toEqual([
    { name: 'fuel_kW', role: 'port', coefficient: 0.2 },
    { name: 'co2_kg_per_h', role: 'boundary', coefficient: -1 },
  ]);
});

it('counts hydrogen as the water that it becomes, by default', () => {
  const port = { name: 'gas', signal: 'gas_kW', carrier: 'hydrogen', flow: 'in', bus: 0 } as const;
  const kind = { ...heater, balance: (): Balance => ({ energy: {}, water: {} }) };
  const water = compileLaws(kind, {}, [port], ['gas_kW'], [])[1]!;
  expect(water.terms).toEqual([{ name: 'gas_kW', role: 'port', coefficient: 8.9367 / 33.33 }]);
});

it('adds ports, boundary, losses and change of store with their signs', () => {
  const [energy, carbon] = lawsOf(whole);
  const out = { value: 0, scale: 0 };
  // by hand: fuel -10 kW * 1.108 + heat 7 + loss 2.08 + (9 - 8) kWh / 0.5 h = 0
  const y = Float64Array.of(-10, 7, 2.08, 2);
  residualOf(energy!, y, Float64Array.of(8), Float64Array.of(9), 0.5, out);
  expect(out.value).toBeCloseTo(0, 12);
  expect(out.scale).toBeCloseTo(11.08 + 7 + 2.08 + 2, 12);
  // -10 * 0.2 - (-1 * 2) = 0: carbon goes in with the fuel and crosses the boundary outwards
  residualOf(carbon!, y, Float64Array.of(8), Float64Array.of(9), 0.5, out);
  expect(out.value).toBeCloseTo(0, 12);
  expect(out.scale).toBeCloseTo(4, 12);
});

it.each([
  ['fuel', [-10.1, 7, 2.08, 2], 9, -0.1108],
  ['heat', [-10, 7.07, 2.08, 2], 9, 0.07],
  ['loss', [-10, 7, 2.1008, 2], 9, 0.0208],
  ['store', [-10, 7, 2.08, 2], 9.01, 0.02],
])('shows an error of 1 %% in the %s', (_what, y, next, residual) => {
  const out = { value: 0, scale: 0 };
  residualOf(lawsOf(whole)[0]!, Float64Array.from(y), Float64Array.of(8), Float64Array.of(next), 0.5, out);
  expect(out.value).toBeCloseTo(residual, 12);
});

it('keeps losses apart for the audit of the run', () => {
  const [energy] = lawsOf(whole);
  expect([...energy!.lossAt].map((at) => boiler.outputs[at])).toEqual(['loss_kW']);
  expect([...energy!.lossBy]).toEqual([1]);
});

it.each([
  [{ energy: { losses: { los_kW: 1 } } }, 'kind "heater": its energy law names "los_kW", no output of it'],
  [{ energy: {}, carbon: { boundary: { co2: 1 } } }, 'kind "heater": its carbon law names "co2", no output of it'],
  [{ energy: { stores: { soc: 1 } } }, 'kind "heater": its energy law names "soc", no state of it'],
] as [Balance, string][])('refuses a law that names what is not there', (balance, message) => {
  expect(() => lawsOf(balance)).toThrow(expect.objectContaining({ name: 'ConfigError', message }));
});
