import { expect, it } from 'vitest';
import { niceAbove, rangeOf } from '../../../../../src/app/web/studio/engine/property.ts';

it.each([
  [1, 1],
  [1.01, 1.5],
  [190, 200],
  [810, 1000],
  [0.0031, 0.004],
])('the round number from %s on is %s', (value, nice) => expect(niceAbove(value)).toBeCloseTo(nice, 12));

it.each([
  [400, {}, { from: 0, to: 800 }],
  [0.9, { least: 0, most: 1 }, { from: 0, to: 1 }],
  [0, { least: 0 }, { from: 0, to: 1 }],
  [-5, {}, { from: -10, to: 10 }],
  [50, { least: 20 }, { from: 20, to: 100 }],
])('a slider of %s within %o goes over %o', (value, bounds, range) => expect(rangeOf(value, bounds)).toEqual(range));
