import { busOutOfBalance, negativeLoss, notFinite, outOfBalance, wrongDirection } from './auditErrors.ts';
import type { Totals } from './component.ts';
import type { Run } from './run.ts';
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
    readonly residual_kWh: number;
    readonly throughput_kWh: number;
  };
}

/** Relative bound of every audit, and the part of the largest flow met so far below which a residual is rounding. */
const RELATIVE = 1e-6;
const OF_RATING = 1e-9;
/** kW (or kg/h) that every bus and component is rated at least: whatever came before, less than 1e-9 of it is rounding. */
const LEAST_RATING = 1;
/** Rounding of an amount held, as a part of it: a store that is full may hardly flow. */
const OF_HELD = 1e-14;
/** kW (or kg/h) by which a port may flow against its direction through rounding. */
const AGAINST = 1e-6;

export interface Auditor {
  /** Audits buses and components after a step. @throws SimulationError */
  check(i: number): void;
  /** `totals` of the same run give its sums. */
  report(totals: readonly Totals[]): AuditReport;
}

/** All laws of a run as flat lists of terms, so that an audit is one walk over numbers. */
interface Ledger {
  readonly component: Int32Array;
  /** Terms of law k stand from `from[k]` to `from[k + 1]`. */
  readonly from: Int32Array;
  readonly at: Int32Array;
  readonly by: Float64Array;
  /** Terms of stores: place in the frame and in the states. */
  readonly storeFrom: Int32Array;
  readonly storeNext: Int32Array;
  readonly storeWas: Int32Array;
  readonly storeBy: Float64Array;
  /** Losses, each of which may not be negative. */
  readonly loss: Int32Array;
  readonly lossBy: Float64Array;
  readonly lossComponent: Int32Array;
  /** Ports of one direction: place, and the sign of what would be wrong. */
  readonly port: Int32Array;
  readonly wrongSign: Float64Array;
  readonly portComponent: Int32Array;
}

function ledgerOf(run: Run): Ledger {
  const laws = run.components.flatMap((c, k) => c.laws.map((law) => ({ k, law, at: run.frameAt[k]! })));
  const starts = (sizes: readonly number[]): Int32Array => {
    const out = new Int32Array(sizes.length + 1);
    sizes.forEach((size, n) => {
      out[n + 1] = out[n]! + size;
    });
    return out;
  };
  const losses = laws.flatMap(({ k, law, at }) =>
    law.quantity === 'energy' ? [...law.lossAt].map((s, n) => ({ k, at: at + s, by: law.lossBy[n]! })) : [],
  );
  const ports = run.components.flatMap((c, k) =>
    c.ports.flatMap((port, p) =>
      port.flow === 'both' ? [] : [{ k, at: run.frameAt[k]! + p, sign: port.flow === 'out' ? -1 : 1 }],
    ),
  );
  return {
    component: Int32Array.from(laws, ({ k }) => k),
    from: starts(laws.map(({ law }) => law.outputAt.length)),
    at: Int32Array.from(laws.flatMap(({ law, at }) => [...law.outputAt].map((s) => at + s))),
    by: Float64Array.from(laws.flatMap(({ law }) => [...law.outputBy])),
    storeFrom: starts(laws.map(({ law }) => law.stateAt.length)),
    storeNext: Int32Array.from(
      laws.flatMap(({ k, law, at }) => [...law.stateAt].map((s) => at + run.components[k]!.outputs.length + s)),
    ),
    storeWas: Int32Array.from(laws.flatMap(({ k, law }) => [...law.stateAt].map((s) => run.stateAt[k]! + s))),
    storeBy: Float64Array.from(laws.flatMap(({ law }) => [...law.stateBy])),
    loss: Int32Array.from(losses, (l) => l.at),
    lossBy: Float64Array.from(losses, (l) => l.by),
    lossComponent: Int32Array.from(losses, (l) => l.k),
    port: Int32Array.from(ports, (p) => p.at),
    wrongSign: Float64Array.from(ports, (p) => p.sign),
    portComponent: Int32Array.from(ports, (p) => p.k),
  };
}

/** The largest residuals and flows met so far. */
interface Worst {
  readonly bus: Float64Array;
  readonly busRating: Float64Array;
  readonly component: Float64Array;
  readonly componentRating: Float64Array;
  readonly lawRating: Float64Array;
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

/** True where every number is finite: one sum tells, and four at once, as each addition waits for the one before. */
function allFinite(frame: Float64Array): boolean {
  let a = 0;
  let b = 0;
  let c = 0;
  let d = 0;
  const last = frame.length - 3;
  let k = 0;
  for (; k < last; k += 4) {
    a += frame[k]! - frame[k]!;
    b += frame[k + 1]! - frame[k + 1]!;
    c += frame[k + 2]! - frame[k + 2]!;
    d += frame[k + 3]! - frame[k + 3]!;
  }
  for (; k < frame.length; k++) a += frame[k]! - frame[k]!;
  return a + b + c + d === 0;
}

/** The three audits of a run: (a) buses, (b) components, (c) the run as a whole. `net` is the sum of ports of each bus. */
export function auditor(run: Run, net: Float64Array, throughput: Float64Array): Auditor {
  const perHour = 1 / hoursOf(run.grid);
  const ledger = ledgerOf(run);
  const record: Worst = {
    bus: new Float64Array(run.buses.length),
    busRating: new Float64Array(run.buses.length).fill(LEAST_RATING),
    component: new Float64Array(run.components.length),
    componentRating: new Float64Array(run.components.length).fill(LEAST_RATING),
    lawRating: new Float64Array(ledger.component.length).fill(LEAST_RATING),
  };
  return {
    check(i) {
      if (!allFinite(run.frame)) throw notFinite(run, i);
      checkBuses(run, record, net, throughput, i);
      checkLaws(run, ledger, record, perHour, i);
      checkSigns(run, ledger, record, i);
    },
    report: (totals) => ({
      buses: Object.fromEntries(run.buses.map((bus, b) => [bus.id, record.bus[b]!])),
      components: Object.fromEntries(run.components.map((c, k) => [c.id, record.component[k]!])),
      run: runSums(run, totals),
    }),
  };
}

/** What crossed the boundary, was lost and stayed, over the whole run. */
function runSums(run: Run, totals: readonly Totals[]): AuditReport['run'] {
  let boundary_kWh = 0;
  let loss_kWh = 0;
  let stored_kWh = 0;
  let throughput_kWh = 0;
  run.components.forEach((c, k) => {
    const t = totals[k]!;
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
  return { boundary_kWh, loss_kWh, stored_kWh, residual_kWh: boundary_kWh - loss_kWh - stored_kWh, throughput_kWh };
}
