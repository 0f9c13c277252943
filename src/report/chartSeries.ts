import type { Outcome } from '../scenario/simulation.ts';
import { BitWriter, base64, type Coded, decode, encode, quantise, valueAt } from './chartCodes.ts';
import type { Rows } from './chartTime.ts';

/** A column as the page holds it. */
export interface PackedColumn extends Coded {
  /** `battery-1.electricity_kW`. */
  readonly name: string;
  readonly unit: string;
  readonly role: 'port' | 'signal' | 'state' | 'meter';
  /** Rows of the pack that make one value of this column. */
  readonly every: number;
}

/** Every column of a run, small enough for a page. */
export interface SeriesPack extends Rows {
  readonly columns: readonly PackedColumn[];
  /** Base64 of the codes of all columns. */
  readonly bits: string;
}

export interface PackLimits {
  /** Most rows of a column. */
  readonly rows: number;
  /** Most characters of base64. */
  readonly characters: number;
}
export const PACK_LIMITS: PackLimits = { rows: 20_000, characters: 4_400_000 };

/** Lengths of a row that a reader understands, seconds. */
const NICE_S = [60, 300, 600, 900, 1800, 3600, 7200, 10_800, 14_400, 21_600, 43_200, 86_400];
/** Further factors on columns that no standing chart draws. */
const COARSER = [1, 2, 3, 4, 6, 12, 24];

/** How many rows of the table make a row of the page. */
export function thinning(step_s: number, length: number, most: number): number {
  if (length <= most) return 1;
  const nice = NICE_S.find((s) => s % step_s === 0 && Math.ceil((length * step_s) / s) <= most);
  return nice === undefined ? Math.ceil(length / most) : nice / step_s;
}

/** Means over `every` rows, the last of them maybe fewer; a state keeps the value at the end. */
export function thin(values: Float64Array, every: number, isState: boolean): Float64Array {
  if (every === 1) return values;
  const out = new Float64Array(Math.ceil(values.length / every));
  for (let row = 0; row < out.length; row++) {
    const from = row * every;
    const to = Math.min(values.length, from + every);
    if (isState) {
      out[row] = values[to - 1]!;
      continue;
    }
    let sum = 0;
    for (let i = from; i < to; i++) sum += values[i]!;
    out[row] = sum / (to - from);
  }
  return out;
}

/** The rows of a run that were done: fewer than its table where it was stopped. */
function doneRows({ table, compiled, steps }: Outcome): number {
  return Math.min(table.grid.length, Math.floor((steps * compiled.run.grid.step_s) / table.grid.step_s));
}

/** A run as the page sees it: rows no shorter than needed, and the means of every column over them. */
export interface PageRows extends Rows {
  readonly values: readonly Float64Array[];
}

export function pageRows(outcome: Outcome, limits: PackLimits = PACK_LIMITS): PageRows {
  const { table, columns } = outcome;
  const done = doneRows(outcome);
  const every = thinning(table.grid.step_s, done, limits.rows);
  return {
    start_ms: table.grid.start_ms,
    step_s: table.grid.step_s * every,
    length: Math.ceil(done / every),
    values: columns.map((c, k) => thin(table.columns[k]!.subarray(0, done), every, c.role === 'state')),
  };
}

/** Packs all columns; where they would not fit, those that no standing chart draws become coarser, then all. */
export function packSeries({ columns }: Outcome, page: PageRows, limits: PackLimits = PACK_LIMITS): SeriesPack {
  const { start_ms, step_s, length, values } = page;
  const tries = [...COARSER.map((aux) => [1, aux] as const), ...COARSER.slice(1).map((all) => [all, 24] as const)];
  let packed: Pick<SeriesPack, 'columns' | 'bits'> = { columns: [], bits: '' };
  for (const [drawn, aux] of tries) {
    packed = packColumns(
      columns.map(({ name, unit, role }, k) => {
        const every = role === 'port' ? drawn : aux;
        return { name, unit, role, every, values: thin(values[k]!, every, role === 'state') };
      }),
      step_s,
    );
    if (packed.bits.length <= limits.characters) break;
  }
  return { start_ms, step_s, length, ...packed };
}

type Plain = Omit<PackedColumn, keyof Coded> & { readonly values: Float64Array };

function packColumns(columns: readonly Plain[], step_s: number): Pick<SeriesPack, 'columns' | 'bits'> {
  const into = new BitWriter();
  let room = new Uint32Array(0);
  const seen = new Map<number, { codes: Uint16Array; coded: Required<Coded> }[]>();
  const packed = columns.map(({ values, ...column }): PackedColumn => {
    const { codes, lo, hi } = quantise(values);
    if (lo === hi) return { ...column, lo, hi };
    // A column that is another one times a factor plus a constant has its codes, maybe upside down, and costs nothing.
    const mirrored = isUpsideDown(codes);
    if (mirrored) for (let i = 0; i < codes.length; i++) codes[i] = 65_535 - codes[i]!;
    const ends = mirrored ? { lo: hi, hi: lo } : { lo, hi };
    const key = digest(codes);
    const same = seen.get(key)?.find((other) => equal(other.codes, codes));
    if (same) return { ...column, ...ends, at: same.coded.at, lag: same.coded.lag };
    const dayRows = Math.round(86_400 / (step_s * column.every));
    const at = into.bits;
    if (room.length < 2 * codes.length) room = new Uint32Array(2 * codes.length);
    const lag = encode(codes, dayRows, into, room);
    const coded = { ...ends, at, lag };
    seen.set(key, [...(seen.get(key) ?? []), { codes, coded }]);
    return { ...column, ...coded };
  });
  return { columns: packed, bits: base64(into.done()) };
}

/** Which of the two ways up: a series and its negative choose the same codes. */
function isUpsideDown(codes: Uint16Array): boolean {
  for (let i = 0; i < codes.length; i++) {
    if (codes[i] === 0) return false;
    if (codes[i] === 65_535) return true;
  }
  return false;
}

function digest(codes: Uint16Array): number {
  let h = 0x811c9dc5 | 0;
  for (let i = 0; i < codes.length; i++) h = Math.imul(h ^ codes[i]!, 0x01000193);
  return h;
}

function equal(a: Uint16Array, b: Uint16Array): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

/** The values of a column, one per row of the pack. `bytes` is the pack's base64 decoded. */
export function unpackColumn(pack: Rows, column: PackedColumn, bytes: Uint8Array): Float64Array {
  const { every, lo, hi, at, lag } = column;
  const out = new Float64Array(pack.length).fill(lo);
  if (at === undefined) return out;
  const codes = decode(bytes, at, Math.ceil(pack.length / every), lag ?? 1);
  for (let i = 0; i < out.length; i++) out[i] = valueAt(codes[Math.floor(i / every)]!, lo, hi);
  return out;
}
