import { expect, it } from 'vitest';
import { microOf } from '../../src/market/decimal.ts';

it('reads money digit by digit', () => {
  const rows: [number | string, ReturnType<typeof microOf>][] = [
    [0.07, 70_000],
    ['0.070000', 70_000],
    ['-0.000001', -1],
    [-0, 0],
    ['-0', 0],
    [1e-6, 1],
    [1e-7, 'notWhole'],
    ['0.0000010', 1],
    ['0.0000011', 'notWhole'],
    ['9007199254.740991', 9_007_199_254_740_991],
    ['9007199254.740992', 'outOfRange'],
    ['1e3', 1_000_000_000],
    ['1e+3', 1_000_000_000],
    [1e21, 'outOfRange'],
    ['12.5e-1', 1_250_000],
    ['', 'malformed'],
    ['.5', 'malformed'],
    ['5.', 'malformed'],
    ['+5', 'malformed'],
    ['0x10', 'malformed'],
    ['1,5', 'malformed'],
    ['Infinity', 'malformed'],
    [Number.NaN, 'malformed'],
    ['9'.repeat(50), 'malformed'],
    ['0e+999', 0],
  ];
  for (const [given, micro] of rows) expect([given, microOf(given)]).toEqual([given, micro]);
});
