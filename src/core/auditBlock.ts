import { AGAINST, type Ledger, type Meetings, OF_RATING, RELATIVE, type Worst } from './auditLedger.ts';
import type { Digest } from './digest.ts';
import { allFinite } from './finite.ts';
import type { Run } from './run.ts';
import { type Block, SHOWN_ROWS } from './table.ts';

/*
 * The audits of many steps at once. Column by column they cost a third of what they do frame by frame, and what does
 * not flow in any of the steps costs nothing. They only say whether anything could be wrong; then the steps are looked
 * at one by one.
 */

/** What a frame does not hold of the last steps: the sum of ports of each bus, and the states at their start. */
export interface Notes {
  take(i: number): void;
  readonly net: Float64Array;
  readonly states: Float64Array;
  netAt(i: number): Float64Array;
  statesAt(i: number): Float64Array;
}

export function notesOf(run: Run, net: Float64Array): Notes {
  const buses = net.length;
  const held = run.states.length;
  const nets = new Float64Array(SHOWN_ROWS * buses);
  const states = new Float64Array(SHOWN_ROWS * held);
  return {
    net: nets,
    states,
    take(i) {
      const row = i % SHOWN_ROWS;
      for (let b = 0, at = row * buses; b < buses; b++, at++) nets[at] = net[b]!;
      for (let s = 0, at = row * held; s < held; s++, at++) states[at] = run.states[s]!;
    },
    netAt: (i) => nets.subarray((i % SHOWN_ROWS) * buses, ((i % SHOWN_ROWS) + 1) * buses),
    statesAt: (i) => states.subarray((i % SHOWN_ROWS) * held, ((i % SHOWN_ROWS) + 1) * held),
  };
}

/** Terms of a law row by row: their sum, and the sum of their magnitudes. */
interface Rows {
  readonly value: Float64Array;
  readonly scale: Float64Array;
}

function addTerm({ value, scale }: Rows, column: Float64Array, at: number, count: number, by: number): void {
  for (let r = 0; r < count; r++) {
    const term = by * column[at + r]!;
    value[r]! += term;
    scale[r]! += term < 0 ? -term : term;
  }
}

/** Adds two terms in one walk: half of the work is to take the sums up and lay them down. */
function addPair(
  { value, scale }: Rows,
  one: Float64Array,
  other: Float64Array,
  at: number,
  count: number,
  byOne: number,
  byOther: number,
): void {
  for (let r = 0; r < count; r++) {
    const a = byOne * one[at + r]!;
    const b = byOther * other[at + r]!;
    value[r] = value[r]! + a + b;
    scale[r] = scale[r]! + (a < 0 ? -a : a) + (b < 0 ? -b : b);
  }
}

/** Adds flows without sign. */
function addFlow(sum: Float64Array, column: Float64Array, at: number, count: number): void {
  for (let r = 0; r < count; r++) {
    const flow = column[at + r]!;
    sum[r]! += flow < 0 ? -flow : flow;
  }
}

/** What the look over a block needs at hand. */
interface Screen {
  readonly ledger: Ledger;
  readonly record: Worst;
  readonly notes: Notes;
  readonly perHour: number;
  readonly rows: Rows;
  /** By bus: the places of its ports in the frame. */
  readonly portsOf: readonly Int32Array[];
  /** Room for the terms of a law that flow at all in a block, by their places in the ledger. */
  readonly flowing: Int32Array;
}

function busHolds(
  { record, notes, rows: { scale }, portsOf }: Screen,
  b: number,
  block: Block,
  found: Digest,
): boolean {
  const { columns, at, first, count } = block;
  const ports = portsOf[b]!;
  scale.fill(0, 0, count);
  for (let p = 0; p < ports.length; p++)
    if (found.isZero[ports[p]!] === 0) addFlow(scale, columns[ports[p]!]!, at, count);
  let rating = record.busRating[b]!;
  const rounding = OF_RATING * rating;
  const buses = portsOf.length;
  let most = record.bus[b]!;
  let holds = true;
  for (let r = 0, from = first % SHOWN_ROWS; r < count; r++, from = from + 1 === SHOWN_ROWS ? 0 : from + 1) {
    const left = notes.net[from * buses + b]!;
    const size = left < 0 ? -left : left;
    if (scale[r]! > rating) rating = scale[r]!;
    if (!(size <= RELATIVE * scale[r]! || size <= rounding)) holds = false;
    if (size > most) most = size;
  }
  record.busRating[b] = rating;
  record.bus[b] = most;
  return holds;
}

/** Adds the terms of stores: their content at the end of a step against that at its start. */
function addStore({ ledger, notes, perHour, rows: { value, scale } }: Screen, t: number, block: Block): void {
  const { columns, at, first, count } = block;
  const by = ledger.storeBy[t]!;
  const next = columns[ledger.storeNext[t]!]!;
  const state = ledger.storeWas[t]!;
  const held = notes.states.length / SHOWN_ROWS;
  for (let r = 0, from = first % SHOWN_ROWS; r < count; r++, from = from + 1 === SHOWN_ROWS ? 0 : from + 1) {
    const term = by * (next[at + r]! - notes.states[from * held + state]!) * perHour;
    value[r]! += term;
    scale[r]! += term < 0 ? -term : term;
  }
}

function lawHolds(screen: Screen, law: number, block: Block, { isZero }: Digest): boolean {
  const { ledger, rows, flowing } = screen;
  const { columns, at, count } = block;
  const { by } = ledger;
  let terms = 0;
  for (let t = ledger.from[law]!; t < ledger.from[law + 1]!; t++) if (isZero[ledger.at[t]!] === 0) flowing[terms++] = t;
  const end = ledger.storeFrom[law + 1]!;
  let store = ledger.storeFrom[law]!;
  if (terms === 0 && store === end) return true;
  rows.value.fill(0, 0, count);
  rows.scale.fill(0, 0, count);
  let n = 0;
  for (; n + 1 < terms; n += 2) {
    const one = flowing[n]!;
    const other = flowing[n + 1]!;
    addPair(rows, columns[ledger.at[one]!]!, columns[ledger.at[other]!]!, at, count, by[one]!, by[other]!);
  }
  if (n < terms) addTerm(rows, columns[ledger.at[flowing[n]!]!]!, at, count, by[flowing[n]!]!);
  for (; store < end; store++) addStore(screen, store, block);
  return rowsHold(screen, law, count);
}

function rowsHold({ ledger, record, rows: { value, scale } }: Screen, law: number, count: number): boolean {
  const k = ledger.component[law]!;
  const rounding = OF_RATING * record.lawRating[law]!;
  let largest = record.lawRating[law]!;
  let most = record.component[k]!;
  let holds = true;
  for (let r = 0; r < count; r++) {
    const size = value[r]! < 0 ? -value[r]! : value[r]!;
    if (scale[r]! > largest) largest = scale[r]!;
    if (!(size <= RELATIVE * scale[r]! || size <= rounding)) holds = false;
    if (size > most) most = size;
  }
  record.lawRating[law] = largest;
  record.componentRating[k] = Math.max(record.componentRating[k]!, largest);
  record.component[k] = most;
  return holds;
}

function signsHold({ ledger, record }: Screen, { highest, lowest }: Digest): boolean {
  const { loss, lossBy, lossComponent, port, wrongSign } = ledger;
  for (let t = 0; t < loss.length; t++) {
    // Before the laws of this block: against the rating of the steps before.
    const rounding = OF_RATING * record.componentRating[lossComponent[t]!]!;
    const by = -lossBy[t]!;
    if ((by > 0 ? highest : lowest)[loss[t]!]! * by > rounding) return false;
  }
  for (let t = 0; t < port.length; t++) {
    const by = wrongSign[t]!;
    if ((by > 0 ? highest : lowest)[port[t]!]! * by > AGAINST) return false;
  }
  return true;
}

/**
 * Makes the look over a block. It keeps the largest residuals and flows as the audit of single steps does, and says yes
 * only where every step holds by its own flows or by the largest met before the block.
 */
export function screenOf(
  ledger: Ledger,
  record: Worst,
  notes: Notes,
  meeting: Meetings,
  perHour: number,
): (block: Block) => boolean {
  const buses = record.bus.length;
  const screen: Screen = {
    ledger,
    record,
    notes,
    perHour,
    rows: { value: new Float64Array(SHOWN_ROWS), scale: new Float64Array(SHOWN_ROWS) },
    portsOf: Array.from({ length: buses }, (_, b) => meeting.at.filter((_at, k) => meeting.bus[k] === b)),
    flowing: new Int32Array(ledger.at.length),
  };
  return (block) => {
    const { digest } = block;
    if (digest === undefined || !allFinite(digest.sum) || !signsHold(screen, digest)) return false;
    for (let b = 0; b < buses; b++) if (!busHolds(screen, b, block, digest)) return false;
    for (let law = 0; law < ledger.component.length; law++) if (!lawHolds(screen, law, block, digest)) return false;
    return true;
  };
}
