import { AGAINST, type Ledger, type Meetings, OF_RATING, RELATIVE, type Worst } from './auditLedger.ts';
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

/** Adds flows without sign. */
function addFlow(sum: Float64Array, column: Float64Array, at: number, count: number): void {
  for (let r = 0; r < count; r++) {
    const flow = column[at + r]!;
    sum[r]! += flow < 0 ? -flow : flow;
  }
}

/** Whether any value times `by` is more than `most`. */
function exceeds(column: Float64Array, at: number, count: number, by: number, most: number): boolean {
  for (let r = at; r < at + count; r++) if (column[r]! * by > most) return true;
  return false;
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
  const rows: Rows = { value: new Float64Array(SHOWN_ROWS), scale: new Float64Array(SHOWN_ROWS) };
  const { value, scale } = rows;
  const buses = record.bus.length;
  const held = notes.states.length / SHOWN_ROWS;
  const portsOf = Array.from({ length: buses }, (_, b) => meeting.at.filter((_at, k) => meeting.bus[k] === b));

  const busHolds = (b: number, { columns, at, first, count, isZero }: Block): boolean => {
    const ports = portsOf[b]!;
    scale.fill(0, 0, count);
    for (let p = 0; p < ports.length; p++)
      if (isZero?.[ports[p]!] !== 1) addFlow(scale, columns[ports[p]!]!, at, count);
    let rating = record.busRating[b]!;
    const rounding = OF_RATING * rating;
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
  };

  /** Adds the terms of stores: their content at the end of a step against that at its start. */
  const addStore = (t: number, { columns, at, first, count }: Block): void => {
    const by = ledger.storeBy[t]!;
    const next = columns[ledger.storeNext[t]!]!;
    const state = ledger.storeWas[t]!;
    for (let r = 0, from = first % SHOWN_ROWS; r < count; r++, from = from + 1 === SHOWN_ROWS ? 0 : from + 1) {
      const term = by * (next[at + r]! - notes.states[from * held + state]!) * perHour;
      value[r]! += term;
      scale[r]! += term < 0 ? -term : term;
    }
  };

  const lawHolds = (law: number, block: Block): boolean => {
    const { columns, at, count, isZero } = block;
    value.fill(0, 0, count);
    scale.fill(0, 0, count);
    let flows = false;
    for (let t = ledger.from[law]!; t < ledger.from[law + 1]!; t++) {
      const place = ledger.at[t]!;
      if (isZero?.[place] === 1) continue;
      addTerm(rows, columns[place]!, at, count, ledger.by[t]!);
      flows = true;
    }
    for (let t = ledger.storeFrom[law]!; t < ledger.storeFrom[law + 1]!; t++) {
      addStore(t, block);
      flows = true;
    }
    return !flows || rowsHold(law, count);
  };

  const rowsHold = (law: number, count: number): boolean => {
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
  };

  const signsHold = ({ columns, at, count, isZero }: Block): boolean => {
    const { loss, lossBy, lossComponent, port, wrongSign } = ledger;
    for (let t = 0; t < loss.length; t++) {
      const place = loss[t]!;
      if (isZero?.[place] === 1) continue;
      // Before the laws of this block: against the rating of the steps before.
      const rounding = OF_RATING * record.componentRating[lossComponent[t]!]!;
      if (exceeds(columns[place]!, at, count, -lossBy[t]!, rounding)) return false;
    }
    for (let t = 0; t < port.length; t++)
      if (isZero?.[port[t]!] !== 1 && exceeds(columns[port[t]!]!, at, count, wrongSign[t]!, AGAINST)) return false;
    return true;
  };

  return (block) => {
    if (block.isFinite !== true || !signsHold(block)) return false;
    for (let b = 0; b < buses; b++) if (!busHolds(b, block)) return false;
    for (let law = 0; law < ledger.component.length; law++) if (!lawHolds(law, block)) return false;
    return true;
  };
}
