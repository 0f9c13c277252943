import { describe, expect, it } from 'vitest';
import { movedSpan } from '../../../../../src/app/web/studio/kit/gestures.ts';
import type { Line } from '../../../../../src/app/web/studio/kit/line.ts';
import { layersOf, layerValues } from '../../../../../src/app/web/studio/kit/stack.ts';

const area: Line = { label: '', colour: '', unit: 'kW', isStacked: true };
const line: Line = { label: '', colour: '', unit: 'kW', hasBand: true };

describe('areas upon each other', () => {
  const layers = layersOf([area, area, line]);
  const of = (columns: readonly unknown[], place: number, part: string): unknown =>
    columns[layers.findIndex((l) => l.line === place && l.part === part)];

  it('are drawn from the farthest to the nearest, with bands and lines over them', () => {
    expect(layers.map(({ line: place, part }) => `${place} ${part}`)).toEqual([
      '1 above',
      '1 below',
      '0 above',
      '0 below',
      '2 max',
      '2 min',
      '2 line',
    ]);
  });

  it('stand above zero on what gives, and hang below it under what takes', () => {
    // by hand: 3 and 2 make 5; -1 and -4 make -5; what gives nothing lies on what it stands on
    const columns = layerValues(
      layers,
      3,
      [
        [3, -1, Number.NaN],
        [2, -4, 7],
        [9, 8, Number.NaN],
      ],
      [undefined, undefined, { min: [8, 7, 6], max: [10, 9, Number.NaN] }],
    );
    expect(of(columns, 0, 'above')).toEqual([3, 0, null]);
    expect(of(columns, 1, 'above')).toEqual([5, 0, 7]);
    expect(of(columns, 0, 'below')).toEqual([0, -1, null]);
    expect(of(columns, 1, 'below')).toEqual([0, -5, 0]);
    expect(of(columns, 2, 'line')).toEqual([9, 8, null]);
    expect(of(columns, 2, 'max')).toEqual([10, 9, null]);
  });

  it('close up where one is hidden, and are not drawn where there is no share at all', () => {
    const columns = layerValues(layers, 1, [[3], [2], [1]], [], new Set([0]));
    expect(of(columns, 0, 'above')).toEqual([null]);
    expect(of(columns, 1, 'above')).toEqual([2]);
    expect(of(columns, 1, 'below')).toEqual([null]);
  });
});

describe('fingers', () => {
  it('pan with one: what was under it stays under it', () => {
    expect(movedSpan([100, 200], [0.5], [0.25])).toEqual([125, 225]);
  });
  it('zoom with two about their middle: twice as far apart shows half as long', () => {
    const [from, to] = movedSpan([100, 200], [0.4, 0.6], [0.3, 0.7]);
    expect([from, to]).toEqual([125, 175].map((v) => expect.closeTo(v, 9)));
  });
});
