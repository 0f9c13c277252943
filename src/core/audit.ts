import { type Notes, notesOf, screenOf } from './auditBlock.ts';
import { busOutOfBalance, negativeLoss, notFinite, outOfBalance, wrongDirection } from './auditErrors.ts';
import {
  AGAINST,
  keep,
  type Ledger,
  ledgerOf,
  type Meetings,
  meetingsOf,
  OF_HELD,
  OF_RATING,
  RELATIVE,
  type Worst,
  worstOf,
} from './auditLedger.ts';
import type { Totals } from './component.ts';
import { SimulationError } from './errors.ts';
import { allFinite } from './finite.ts';
import type { Run } from './run.ts';
import type { Block } from './table.ts';
import { hoursOf } from './timeGrid.ts';

/** What the audits found over a run: the largest residuals, and the run's own sums. */
export interface AuditReport {
  /** Largest |sum of ports| of a bus, in its unit. */
  readonly buses: Readonly<Record<string, number>>;
  /** Largest |residual| of any law of a component, in the law's unit. */
  readonly components: Readonly<Record<string, number>>;
  /** Enthalpy over the whole run, kWh: what crossed the boundary inwards, was lost, and stayed in stores. */
  readonly run: {
    readonly boundary_kWh: number;
    readonly loss_kWh: number;
    readonly stored_kWh: number;
    /** Put into stores (or taken from them) by corrections of states between steps; left out where there was none. */
    readonly corrected_kWh?: number;
    readonly residual_kWh: number;
    readonly throughput_kWh: number;
  };
}

export interface Auditor {
  /** Audits buses and components after a step. @throws SimulationError */
  check(i: number): void;
  /** Keeps of a step what its frame does not hold, for `violationIn`. */
  note(i: number): void;
  /** Audits noted steps side by side: the first of them that breaks a law. Up to `NOTED_ROWS`, the last taken. */
  violationIn(block: Block): Violation | undefined;
  /** `totals` of the same run give its sums; `corrected` what was added to each of its states between steps. */
  report(totals: readonly Totals[], corrected?: Float64Array): AuditReport;
}

export interface Violation {
  readonly step: number;
  readonly error: SimulationError;
}

function checkBuses(run: Run, record: Worst, net: Float64Array, throughput: Float64Array, i: number): void {
  for (let b = 0; b < net.length; b++) {
    const size = Math.abs(net[b]!);
    if (throughput[b]! > record.busRating[b]!) record.busRating[b] = throughput[b]!;
    if (!(size <= RELATIVE * throughput[b]! || size <= OF_RATING * record.busRating[b]!))
      throw busOutOfBalance(run, b, net[b]!, i);
    if (size > record.bus[b]!) record.bus[b] = size;
  }
}

function checkLaws(run: Run, ledger: Ledger, record: Worst, perHour: number, i: number): void {
  const { frame, states } = run;
  const { component, from, at, by, storeFrom, storeNext, storeWas, storeBy } = ledger;
  const { component: worst, componentRating: largest, lawRating: rating } = record;
  for (let law = 0; law < component.length; law++) {
    let value = 0;
    let scale = 0;
    for (let t = from[law]!; t < from[law + 1]!; t++) {
      const term = by[t]! * frame[at[t]!]!;
      value += term;
      scale += term < 0 ? -term : term;
    }
    for (let t = storeFrom[law]!; t < storeFrom[law + 1]!; t++) {
      const term = storeBy[t]! * (frame[storeNext[t]!]! - states[storeWas[t]!]!) * perHour;
      value += term;
      scale += term < 0 ? -term : term;
    }
    const size = value < 0 ? -value : value;
    const k = component[law]!;
    if (scale > rating[law]!) rating[law] = scale;
    if (scale > largest[k]!) largest[k] = scale;
    if (
      !(size <= RELATIVE * scale || size <= OF_RATING * rating[law]! || size <= roundingOf(run, ledger, law, perHour))
    )
      throw outOfBalance(run, k, law, value, i);
    if (size > worst[k]!) worst[k] = size;
  }
}

/** What rounding of the amounts that a component holds may make of its balance. */
function roundingOf(run: Run, { storeFrom, storeNext, storeBy }: Ledger, law: number, perHour: number): number {
  let held = 0;
  for (let t = storeFrom[law]!; t < storeFrom[law + 1]!; t++) held += Math.abs(storeBy[t]! * run.frame[storeNext[t]!]!);
  return OF_HELD * held * perHour;
}

function checkSigns(run: Run, ledger: Ledger, record: Worst, i: number): void {
  const { frame } = run;
  const { loss, lossBy, lossComponent, port, wrongSign, portComponent } = ledger;
  for (let t = 0; t < loss.length; t++) {
    const lost = lossBy[t]! * frame[loss[t]!]!;
    if (lost < 0 && lost < -OF_RATING * record.componentRating[lossComponent[t]!]!)
      throw negativeLoss(run, lossComponent[t]!, loss[t]!, i);
  }
  for (let t = 0; t < port.length; t++)
    if (frame[port[t]!]! * wrongSign[t]! > AGAINST) throw wrongDirection(run, portComponent[t]!, port[t]!, i);
}

/** Puts the numbers of a noted step back where they stood when it was taken. */
function recall(run: Run, notes: Notes, net: Float64Array, { columns, at, first }: Block, r: number): void {
  for (let k = 0; k < columns.length; k++) run.frame[k] = columns[k]![at + r]!;
  run.states.set(notes.statesAt(first + r));
  net.set(notes.netAt(first + r));
}

/** Sums what flows at each bus, without sign. */
function measure(frame: Float64Array, { at, bus }: Meetings, throughput: Float64Array): void {
  throughput.fill(0);
  for (let k = 0; k < at.length; k++) {
    const flow = frame[at[k]!]!;
    throughput[bus[k]!]! += flow < 0 ? -flow : flow;
  }
}

/** The three audits of a run: (a) buses, (b) components, (c) the run as a whole. `net` is the sum of ports of each bus. */
export function auditor(run: Run, net: Float64Array): Auditor {
  const throughput = new Float64Array(run.buses.length);
  const perHour = 1 / hoursOf(run.grid);
  const ledger = ledgerOf(run);
  const record = worstOf(run, ledger);
  const before = worstOf(run, ledger);
  const meeting = meetingsOf(run);
  const check = (i: number): void => {
    if (!allFinite(run.frame)) throw notFinite(run, i);
    measure(run.frame, meeting, throughput);
    checkBuses(run, record, net, throughput, i);
    checkLaws(run, ledger, record, perHour, i);
    checkSigns(run, ledger, record, i);
  };
  const notes = notesOf(run, net);
  const isSound = screenOf(ledger, record, notes, meeting, perHour);
  return {
    check,
    note: (i) => notes.take(i),
    violationIn(block) {
      keep(before, record);
      if (isSound(block)) return undefined;
      keep(record, before);
      // Something may be wrong: every step as it was, one by one.
      for (let r = 0; r < block.count; r++) {
        recall(run, notes, net, block, r);
        try {
          check(block.first + r);
        } catch (error) {
          if (error instanceof SimulationError) return { step: block.first + r, error };
          throw error;
        }
      }
      return undefined;
    },
    report: (totals, corrected) => ({
      buses: Object.fromEntries(run.buses.map((bus, b) => [bus.id, record.bus[b]!])),
      components: Object.fromEntries(run.components.map((c, k) => [c.id, record.component[k]!])),
      run: runSums(run, totals, corrected),
    }),
  };
}

/** Enthalpy that corrections of states put into a component; they are no flow of its, and no step's balance has them. */
export function correctionOf(run: Run, component: number, corrected: Float64Array): number {
  const c = run.components[component]!;
  let sum = 0;
  for (const { name, role, coefficient } of c.laws.find((law) => law.quantity === 'energy')?.terms ?? [])
    if (role === 'store') sum += coefficient * corrected[run.stateAt[component]! + c.states.indexOf(name)]!;
  return sum;
}

/** What crossed the boundary, was lost and stayed, over the whole run. */
function runSums(run: Run, totals: readonly Totals[], corrected?: Float64Array): AuditReport['run'] {
  let boundary_kWh = 0;
  let corrected_kWh = 0;
  let loss_kWh = 0;
  let stored_kWh = 0;
  let throughput_kWh = 0;
  run.components.forEach((c, k) => {
    const t = totals[k]!;
    if (corrected !== undefined) corrected_kWh += correctionOf(run, k, corrected);
    const energy = c.laws.find((law) => law.quantity === 'energy');
    for (const { name, role, coefficient } of energy?.terms ?? []) {
      if (role === 'boundary') {
        const crossed = coefficient * t.sum(name);
        boundary_kWh += crossed;
        throughput_kWh += Math.abs(crossed);
      } else if (role === 'loss') loss_kWh += coefficient * t.sum(name);
      else if (role === 'store') stored_kWh += coefficient * (t.last(name) - t.first(name));
    }
  });
  const residual_kWh = boundary_kWh + corrected_kWh - loss_kWh - stored_kWh;
  return {
    boundary_kWh,
    loss_kWh,
    stored_kWh,
    ...(corrected?.some((v) => v !== 0) === true ? { corrected_kWh } : {}),
    residual_kWh,
    throughput_kWh,
  };
}
