/** What a chart over time is given to draw: lines, bands and stacked areas as columns. Pure. */
import type { Band, Line } from './line.ts';

/** A column of a chart. */
export interface Layer {
  /** Place of its line. */
  readonly line: number;
  readonly part: 'line' | 'min' | 'max' | 'above' | 'below';
}

/**
 * Columns of lines, in the order in which they are drawn: stacked areas first, those farthest from zero before those on top
 * of them, so that each hides all but its own share of the one before; then bands, then lines.
 */
export function layersOf(lines: readonly Line[]): Layer[] {
  const stacked = lines.flatMap(({ isStacked }, line) => (isStacked === true ? [line] : [])).reverse();
  const others = lines.flatMap(({ isStacked }, line) => (isStacked === true ? [] : [line]));
  return [
    ...stacked.flatMap((line) => [{ line, part: 'above' } as const, { line, part: 'below' } as const]),
    ...others.flatMap((line) =>
      lines[line]!.hasBand === true ? [{ line, part: 'max' } as const, { line, part: 'min' } as const] : [],
    ),
    ...others.map((line) => ({ line, part: 'line' }) as const),
  ];
}

type Drawn = (number | null)[];
const none = (length: number): Drawn => Array.from({ length }, () => null);
const drawn = (values: ArrayLike<number> | undefined, length: number): Drawn =>
  Array.from({ length }, (_, k) => {
    const v = values?.[k];
    return v !== undefined && Number.isFinite(v) ? v : null;
  });

/** Values of each layer; null where nothing is drawn. A hidden line has none, and nothing stands on it. */
export function layerValues(
  layers: readonly Layer[],
  length: number,
  values: readonly ArrayLike<number>[],
  bands: readonly (Band | undefined)[] = [],
  hidden: ReadonlySet<number> = new Set(),
): Drawn[] {
  const above = new Float64Array(length);
  const below = new Float64Array(length);
  const columns = layers.map(({ line, part }): Drawn => {
    if (hidden.has(line)) return none(length);
    if (part === 'line') return drawn(values[line], length);
    if (part === 'min' || part === 'max') return drawn(bands[line]?.[part], length);
    return none(length);
  });
  // The last area in the order of drawing stands on zero.
  for (let k = layers.length - 1; k >= 0; k--) {
    const { line, part } = layers[k]!;
    if ((part !== 'above' && part !== 'below') || hidden.has(line)) continue;
    const sign = part === 'above' ? 1 : -1;
    const heights = part === 'above' ? above : below;
    const of = values[line] ?? [];
    const into = columns[k]!;
    let isThere = false;
    for (let r = 0; r < length; r++) {
      const v = of[r] ?? Number.NaN;
      if (Number.isNaN(v)) continue;
      if (sign * v > 0) {
        heights[r]! += v;
        isThere = true;
      }
      // Without a share it lies on what it stands on, which is drawn over it.
      into[r] = heights[r]!;
    }
    if (!isThere) into.fill(null);
  }
  return columns;
}
