import { describe, expect, it } from 'vitest';
import { keptList, keptOf, keptTogether } from '../../src/core/kept.ts';

const make = () => {
  const sums = { n: 1, of: new Float64Array([1, Number.NaN]) };
  const names = new Map([['a', { x: 1 }]]);
  const rows = [new Float64Array([1]), new Float64Array([2])];
  const list = ['a'];
  const flags = new Uint8Array([1, 0]);
  const kept = keptTogether({ sums: keptOf(sums, { names, rows, list, flags }), more: keptList([keptOf(sums)]) });
  return { sums, names, rows, list, flags, kept };
};

describe('what is kept', () => {
  it('comes back into the same arrays and maps, whoever holds them', () => {
    const one = make();
    const saved = structuredClone(one.kept.save());
    const other = make();
    const { of } = other.sums;
    const [, second] = other.rows;
    other.sums.n = 7;
    of.fill(9);
    other.names.set('b', { x: 2 });
    second!.fill(5);
    other.flags.fill(7);
    other.list.push('b', 'c');
    other.kept.restore(saved);
    expect(other.sums.n).toBe(1);
    expect([...of]).toEqual([1, Number.NaN]);
    expect([...other.names]).toEqual([['a', { x: 1 }]]);
    expect([...second!]).toEqual([2]);
    expect([...other.flags]).toEqual([1, 0]);
    expect(other.list).toEqual(['a']);
  });

  it('leaves lists of plain data that others share as they are', () => {
    const shared: number[] = [];
    const memory = { trades: [shared] };
    keptOf(memory).restore([{ trades: [[1, 2]] }]);
    expect(memory.trades).toEqual([[1, 2]]);
    expect(shared).toEqual([]);
  });

  it('is refused where it is of something else', () => {
    const { kept } = make();
    const saved = structuredClone(kept.save()) as { sums: [{ of: Float64Array }, object]; more: object[] };
    expect(() => kept.restore({ ...saved, more: [] })).toThrow('what was kept of "list" is of something else');
    expect(() => kept.restore({ ...saved, sums: [{ n: 1, of: new Float64Array(3) }, saved.sums[1]] })).toThrow(
      'what was kept of "of" is of something else',
    );
    expect(() => kept.restore({})).toThrow(RangeError);
    expect(() => kept.restore(null)).toThrow(RangeError);
  });
});
