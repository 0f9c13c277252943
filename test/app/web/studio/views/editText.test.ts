import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { withValues } from '../../../../../src/app/web/studio/views/studio/editText.ts';

const text = readFileSync(new URL('../../../../../simulations/suzhou-six-in-one.yaml', import.meta.url), 'utf8');

describe('values written into a scenario', () => {
  it('take the place of the number alone: every other character stays', () => {
    expect(withValues(text, { 'components.battery.capacity_kWh': 360 })).toBe(
      text.replace('capacity_kWh: 200\n', 'capacity_kWh: 360\n'),
    );
  });

  it('within braces too', () => {
    expect(withValues(text, { 'economy.discountRate': 0.05 })).toBe(
      text.replace('discountRate: 0.08', 'discountRate: 0.05'),
    );
  });

  it('that stand there already change nothing', () => {
    expect(withValues(text, { 'components.battery.capacity_kWh': 200 })).toBe(text);
  });

  it.each([
    ['a: { b: 1 } # kept\n', { 'a.c': 2 }, 'a: { b: 1, c: 2 } # kept\n'],
    ['a:\n  b: 1 # kept\n\n# next\nd: 3\n', { 'a.c': 2 }, 'a:\n  b: 1 # kept\n  c: 2\n\n# next\nd: 3\n'],
    ['a:\n  b:\n    x: 1\nd: 3', { 'a.c': 2 }, 'a:\n  b:\n    x: 1\n  c: 2\nd: 3'],
    ['a: 1', { 'b.c': 2 }, 'a: 1\nb:\n  c: 2\n'],
  ])('are added where nothing stood: %j with %j', (before, values, after) =>
    expect(withValues(before, values)).toBe(after),
  );

  it('are set through an anchor, too', () => {
    const shared = 'base: &b { x: 1 }\na: *b\n';
    expect((parse(withValues('a: {}\n', { 'a.x': 2 })) as { a: object }).a).toEqual({ x: 2 });
    expect(withValues(`${shared}c: { y: 1 }\n`, { 'c.y': 3 })).toBe(`${shared}c: { y: 3 }\n`);
  });

  it('leave a text that is no YAML as it is', () => {
    expect(withValues('a: { b: 1', { 'a.b': 2 })).toBe('a: { b: 1');
  });
});
