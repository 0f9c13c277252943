import { z } from 'zod';
import { ConfigError } from '../core/errors.ts';
import { formatUtc, type TimeGrid, timeAt } from '../core/timeGrid.ts';
import { MAP_NAMES, PERFORMANCE_MAPS, type PerformanceMap } from './performanceMaps.ts';

const ascending = z
  .array(z.number())
  .min(1)
  .refine((list) => list.every((v, k) => k === 0 || v > list[k - 1]!), 'expected temperatures that rise');
const table = z.array(z.array(z.number().positive()).min(1)).min(1);

const OwnMap = z
  .strictObject({
    source_degC: ascending.describe('temperatures of what heat is taken from, one for each row of the tables'),
    sink_degC: ascending.describe('temperatures of what heat is given to, one for each column'),
    capacity: table.describe('output at full load over the rated one'),
    cop: table.describe('output over electricity at full load'),
  })
  .superRefine((map, context) => {
    for (const name of ['capacity', 'cop'] as const)
      if (map[name].length !== map.source_degC.length || map[name].some((r) => r.length !== map.sink_degC.length))
        context.addIssue({
          code: 'custom',
          path: [name],
          message: `expected ${map.source_degC.length} rows (source_degC) of ${map.sink_degC.length} numbers (sink_degC)`,
        });
  });

export const MapSchema = z.union([z.enum(MAP_NAMES), OwnMap]);
export const OutsideSchema = z.enum(['error', 'hold']);
export type Outside = z.infer<typeof OutsideSchema>;

export const mapOf = (given: z.infer<typeof MapSchema>): PerformanceMap =>
  typeof given === 'string' ? PERFORMANCE_MAPS[given] : given;

/** Index of the cell that holds `x` and the place in it, held at the ends. */
function placeIn(xs: readonly number[], x: number): [number, number] {
  const last = xs.length - 1;
  if (last === 0 || x <= xs[0]!) return [0, 0];
  if (x >= xs[last]!) return [last - 1, 1];
  let k = 1;
  while (xs[k]! < x) k++;
  return [k - 1, (x - xs[k - 1]!) / (xs[k]! - xs[k - 1]!)];
}

function bilinear(rows: readonly (readonly number[])[], i: number, f: number, j: number, g: number): number {
  const along = (row: readonly number[]): number => (g === 0 ? row[j]! : row[j]! + g * (row[j + 1]! - row[j]!));
  const low = along(rows[i]!);
  return f === 0 ? low : low + f * (along(rows[i + 1]!) - low);
}

/** A map at a source and a sink: straight lines between its points in either direction, held at its edges. */
export function readMap(
  map: PerformanceMap,
  source_degC: number,
  sink_degC: number,
): { readonly capacity: number; readonly cop: number } {
  if (Number.isNaN(source_degC + sink_degC)) return { capacity: Number.NaN, cop: Number.NaN };
  const [i, f] = placeIn(map.source_degC, source_degC);
  const [j, g] = placeIn(map.sink_degC, sink_degC);
  return { capacity: bilinear(map.capacity, i, f, j, g), cop: bilinear(map.cop, i, f, j, g) };
}

/**
 * Refuses temperatures at which a machine runs and of which its map says nothing. `what` names them in the message;
 * where `skip` says so the machine is off.
 * @throws ConfigError
 */
export function checkRange(
  known_degC: readonly number[],
  met_degC: number | Float64Array,
  what: string,
  grid: TimeGrid,
  skip: (t: number) => boolean = () => false,
): void {
  const low = known_degC[0]!;
  const high = known_degC[known_degC.length - 1]!;
  const outside = (t: number): boolean => (t < low || t > high) && !skip(t);
  const at = typeof met_degC === 'number' ? 0 : met_degC.findIndex(outside);
  const t = typeof met_degC === 'number' ? met_degC : met_degC[at];
  if (t === undefined || !outside(t)) return;
  const when = typeof met_degC === 'number' ? '' : ` at ${formatUtc(timeAt(grid, at))}`;
  throw new ConfigError([
    {
      file: '',
      path: 'map',
      message:
        `${what} ${Number(t.toFixed(2))} degC${when} and the map knows ${low} to ${high} degC; expected it within, ` +
        'a wider map, or mapOutside: hold, which takes the value at the edge',
    },
  ]);
}
