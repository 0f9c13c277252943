import { expect, it } from 'vitest';
import {
  CARRIERS,
  type CarrierInfo,
  enthalpyOf,
  GAS_HHV_PER_LHV,
  H2_HHV_kWh_per_kg,
  H2_LHV_kWh_per_kg,
  OXYGEN_PER_H2_kg_per_kg,
  portSignal,
  WATER_PER_H2_kg_per_kg,
} from '../../src/core/carriers.ts';
import { unitOf } from '../../src/core/units.ts';

const all = Object.entries(CARRIERS) as [keyof typeof CARRIERS, CarrierInfo][];

it('has the carriers of the house', () => {
  expect(all.map(([name]) => name)).toEqual([
    'electricity',
    'gas',
    'heat',
    'steam',
    'cooling',
    'hydrogen',
    'oxygen',
    'co2',
    'water',
  ]);
});

it.each(all)('%s: its port signal carries a unit of the table; energy is in kW, matter in kg/h', (carrier, info) => {
  expect(portSignal('output', carrier)).toBe(`output_${info.unit}`);
  expect(unitOf(portSignal('output', carrier))).toMatch(/^kW$|^kg\/h$/);
  expect(info.unit === 'kW').toBe(enthalpyOf(carrier) !== 0);
});

it('takes cold for enthalpy that leaves the water, and fuels by their higher heating value', () => {
  expect(enthalpyOf('electricity')).toBe(1);
  expect(enthalpyOf('cooling')).toBe(-1);
  expect(enthalpyOf('gas')).toBe(GAS_HHV_PER_LHV);
  expect(enthalpyOf('hydrogen')).toBeCloseTo(141.8 / 119.96, 3); // NIST, MJ/kg
});

it('keeps the heating values and masses of chemistry', () => {
  expect(H2_HHV_kWh_per_kg).toBeCloseTo(141.8 / 3.6, 2);
  expect(H2_LHV_kWh_per_kg).toBeCloseTo(119.96 / 3.6, 1);
  // 2 H2 + O2 = 2 H2O by the standard atomic masses of hydrogen and oxygen
  const [h, o] = [1.00794, 15.9994];
  expect(WATER_PER_H2_kg_per_kg).toBeCloseTo((2 * h + o) / (2 * h), 3);
  expect(OXYGEN_PER_H2_kg_per_kg).toBeCloseTo(o / (2 * h), 3);
  expect(WATER_PER_H2_kg_per_kg - OXYGEN_PER_H2_kg_per_kg).toBeCloseTo(1, 12);
  // An hour at 33.33 kW of hydrogen is one kg of it, hence 8.94 kg of water.
  expect(CARRIERS.hydrogen.water_kg * H2_LHV_kWh_per_kg).toBeCloseTo(WATER_PER_H2_kg_per_kg, 12);
});

it('gives temperatures to heat, steam and cooling alone', () => {
  expect(all.filter(([, info]) => info.thermal).map(([name]) => name)).toEqual(['heat', 'steam', 'cooling']);
  expect(all.filter(([, info]) => info.hot).map(([name]) => name)).toEqual(['heat', 'steam']);
});
