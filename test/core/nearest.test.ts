import { expect, it } from 'vitest';
import { didYouMean, nearest } from '../../src/core/nearest.ts';

const known = ['capacity_kWh', 'charge_kW', 'discharge_kW', 'soc'];

it.each([
  ['capacity_kwh', 'capacity_kWh'], // case
  ['capacity_Wh', 'capacity_kWh'], // one missing
  ['capactiy_kWh', 'capacity_kWh'], // neighbours swapped
  ['chargee_kW', 'charge_kW'],
  ['SOC', 'soc'],
  ['sok', 'soc'],
  ['price_EUR', undefined],
  ['x', undefined],
  ['', undefined],
])('takes "%s" for %s', (word, meant) => {
  expect(nearest(word, known)).toBe(meant);
});

it('prefers the nearer of two and the first of equals', () => {
  expect(nearest('charge_kw', ['discharge_kW', 'charge_kW'])).toBe('charge_kW');
  expect(nearest('bat3', ['bat1', 'bat2'])).toBe('bat1');
});

it('writes the end of a message', () => {
  expect(didYouMean('capacity_kwh', known)).toBe(', did you mean "capacity_kWh"?');
  expect(didYouMean('colour', known)).toBe('');
});
