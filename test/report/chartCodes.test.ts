import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BitWriter, base64, decode, encode, quantise, valueAt } from '../../src/report/chartCodes.ts';
import { between } from '../between.ts';

const pack = (codes: Uint16Array, day: number): { bytes: Uint8Array; bits: number; lag: number } => {
  const into = new BitWriter();
  const lag = encode(codes, day, into);
  return { bytes: into.done(), bits: into.bits, lag };
};

describe('quantise', () => {
  it('gives the lowest value code 0 and the highest 65,535', () => {
    const { codes, lo, hi } = quantise(Float64Array.of(-10, 0, 10, 5));
    expect({ codes: [...codes], lo, hi }).toEqual({ codes: [0, 32_768, 65_535, 49_151], lo: -10, hi: 10 }); // by hand
  });

  it.each([
    ['constant', [3, 3, 3], 3],
    ['empty', [], 0],
  ])('needs no codes for what is %s', (_, values, level) => {
    const { lo, hi } = quantise(Float64Array.from(values));
    expect([lo, hi]).toEqual([level, level]);
  });

  it('is off by less than 1/65,000 of the range', () => {
    fc.assert(
      fc.property(fc.array(between(-1e6, 1e6), { minLength: 2, maxLength: 50 }), (list) => {
        const values = Float64Array.from(list);
        const { codes, lo, hi } = quantise(values);
        values.forEach((v, i) => {
          expect(Math.abs((lo === hi ? lo : valueAt(codes[i]!, lo, hi)) - v)).toBeLessThanOrEqual((hi - lo) / 65_000);
        });
      }),
    );
  });
});

describe('encode', () => {
  it('writes blocks of nothing in 5 bits', () => {
    expect(pack(new Uint16Array(64), 24)).toMatchObject({ bits: 10 });
  });

  it('writes a block by hand', () => {
    // Differences 1, -1, 1 fold to 2, 1, 2: mean 1, k = 0: unary 110 10 110 after 00000.
    const { bytes, bits } = pack(Uint16Array.of(1, 0, 1), 0);
    expect(bits).toBe(5 + 3 + 2 + 3);
    expect([...bytes].map((b) => b.toString(2).padStart(8, '0')).join('')).toBe('0000011010110000');
  });

  it('looks a day back where that is shorter', () => {
    const day = Uint16Array.from({ length: 240 }, (_, i) => ((i % 24) * 2731) % 65_536);
    expect(pack(day, 24).lag).toBe(24);
    expect(
      pack(
        Uint16Array.from({ length: 240 }, (_, i) => i),
        24,
      ).lag,
    ).toBe(1);
  });

  const shapes: readonly (readonly [string, (i: number) => number])[] = [
    ['ramps', (i) => i * 7],
    ['the ends of the range', (i) => (i % 2) * 65_535],
    ['rare spikes', (i) => (i % 40 === 0 ? 65_535 : 0)],
    ['noise', (i) => Math.imul(i + 1, 0x9e3779b1) >>> 16],
  ];
  it.each(shapes)('gives %s back', (_, at) => {
    for (const length of [1, 31, 32, 33, 500]) {
      const codes = Uint16Array.from({ length }, (_v, i) => at(i));
      const { bytes, lag } = pack(codes, 24);
      expect(decode(bytes, 0, length, lag)).toEqual(codes);
    }
  });

  it('gives any codes back, wherever in the pack they begin', () => {
    fc.assert(
      fc.property(
        fc.array(fc.array(fc.integer({ min: 0, max: 65_535 }), { maxLength: 100 }), { minLength: 1, maxLength: 5 }),
        fc.integer({ min: 0, max: 30 }),
        (columns, day) => {
          const into = new BitWriter();
          const places = columns.map((c) => ({ at: into.bits, lag: encode(Uint16Array.from(c), day, into) }));
          const bytes = into.done();
          columns.forEach((c, k) => {
            expect([...decode(bytes, places[k]!.at, c.length, places[k]!.lag)]).toEqual(c);
          });
        },
      ),
    );
  });
});

it('writes base64 as everyone does', () => {
  for (let length = 0; length < 70; length++) {
    const bytes = Uint8Array.from({ length }, (_, i) => (i * 151 + length) & 255);
    expect(base64(bytes)).toBe(Buffer.from(bytes).toString('base64'));
  }
});
