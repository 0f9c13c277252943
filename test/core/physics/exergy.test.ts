import { expect, it } from 'vitest';
import { ln } from '../../../src/core/math.ts';
import { exergyFactor } from '../../../src/core/physics/exergy.ts';

const bus = (
  carrier: Parameters<typeof exergyFactor>[0]['carrier'],
  supply_degC = Number.NaN,
  return_degC = supply_degC,
) => ({
  carrier,
  supply_degC,
  return_degC,
});

it.each([
  ['electricity', bus('electricity'), 1],
  ['gas', bus('gas'), 1.04],
  ['hydrogen', bus('hydrogen'), 0.985],
  ['a mass', bus('water'), 0],
  // Against 15 degC (288.15 K), by hand.
  ['heat at one temperature', bus('heat', 90), 1 - 288.15 / 363.15],
  ['heat 90/70', bus('heat', 90, 70), 1 - 288.15 / (20 / ln(363.15 / 343.15))],
  ['heat colder than the air', bus('heat', 10), 0],
  ['cooling 7/12', bus('cooling', 7, 12), 288.15 / (5 / ln(285.15 / 280.15)) - 1],
  ['cooling warmer than the air', bus('cooling', 18, 20), 0],
  // 12 bar saturated over feedwater of 105 degC, steam tables: 2784 and 6.522, 441 and 1.363
  ['steam', { ...bus('steam', 187.96, 105) }, 1 - (288.15 * 5.159) / 2343],
])('of %s', (_, of, factor) => {
  expect(exergyFactor(of, 15)).toBeCloseTo(factor, of.carrier === 'steam' ? 3 : 12);
});
