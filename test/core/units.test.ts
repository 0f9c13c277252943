import { expect, it } from 'vitest';
import { suffixOf, UNITS, unitOf } from '../../src/core/units.ts';

const suffixes = Object.keys(UNITS);

it('has a table worth walking', () => {
  expect(suffixes.length).toBeGreaterThan(45);
});

it.each(suffixes)('knows %s, behind a word or behind several', (suffix) => {
  const label = UNITS[suffix as keyof typeof UNITS];
  expect(unitOf(`x_${suffix}`)).toBe(label);
  expect(unitOf(`maximumOf2_${suffix}`)).toBe(label);
  expect(suffixOf(`x_${suffix}`)).toBe(suffix);
});

// The label is the suffix in print: `_per_` is a stroke, digits are raised, products have dots and brackets.
it.each(suffixes)('prints %s as its label says', (suffix) => {
  const label: string = UNITS[suffix as keyof typeof UNITS];
  const plain = label
    .replace(/[·()]/g, '')
    .replaceAll('²', '2')
    .replaceAll('³', '3')
    .replace('µ', 'u')
    .replace('Ω', 'ohm')
    .replace(/°C?/, (c) => `deg${c[1] ?? ''}`);
  expect(plain).toBe(suffix.replace(/^per_/, '1_per_').replace('_per_', '/').replaceAll('_', ''));
  expect((label.match(/\//g) ?? []).length).toBeLessThanOrEqual(1);
});

it('holds no two suffixes of one label and no prefix of percent', () => {
  expect(new Set(Object.values(UNITS)).size).toBe(suffixes.length);
  expect(suffixes.filter((s) => /percent|pct|%/i.test(s))).toEqual([]);
});

it.each([
  ['cop', '', '1'],
  ['etaCharge', '', '1'],
  ['capacity_kWh', 'kWh', 'kWh'],
  ['massFlow_kg_per_h', 'kg_per_h', 'kg/h'],
  ['price_money_per_kWh', 'money_per_kWh', 'money/kWh'],
])('reads %s', (name, suffix, label) => {
  expect(suffixOf(name)).toBe(suffix);
  expect(unitOf(name)).toBe(label);
});

it.each(['capacity_kwh', 'power_MW', 'charge_', 'fuel_lhv_kW', '_kw', 'x_constructor', 'x_toString'])(
  'refuses %s',
  (name) => {
    expect(() => unitOf(name)).toThrow(RangeError);
  },
);

it('says which unit it does not know and which it does', () => {
  expect(() => unitOf('capacity_kwh')).toThrow(`unknown unit "kwh" in "capacity_kwh"; known: ${suffixes.join(', ')}`);
});
