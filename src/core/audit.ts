import { SimulationError } from './errors.ts';
import type { Instance } from './instance.ts';
import { type CompiledLaw, type Residual, residualOf } from './law.ts';
import type { Run } from './run.ts';
import { formatUtc, hoursOf, timeAt } from './timeGrid.ts';

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

export interface Auditor {
  /** Audits buses and components after a step. @throws SimulationError */
  check(i: number): void;
  report(): AuditReport;
}

/** The three audits of a run: (a) buses, (b) components, (c) the run as a whole. `net` is the sum of ports of each bus. */
export function auditor(run: Run, net: Float64Array, throughput: Float64Array): Auditor {
  const dt_h = hoursOf(run.grid);
  const worstBus = new Float64Array(run.buses.length);
  const busRating = new Float64Array(run.buses.length);
  const worst = new Float64Array(run.components.length);
  const laws = run.components.flatMap((c, k) => c.laws.map((law) => ({ c, k, law })));
  const rating = new Float64Array(laws.length);
  const out: Residual = { value: 0, scale: 0 };
  let boundary_kWh = 0;
  let loss_kWh = 0;
  let throughput_kWh = 0;
  let stored_kWh = 0;

  const component = (at: number, i: number): void => {
    const { c, k, law } = laws[at]!;
    residualOf(law, c.y, c.x, c.next, dt_h, out);
    const size = Math.abs(out.value);
    rating[at] = Math.max(rating[at]!, out.scale);
    if (!(size <= Math.max(RELATIVE * out.scale, OF_RATING * rating[at]!)))
      throw outOfBalance(run, c, law, out.value, i);
    if (size > worst[k]!) worst[k] = size;
    if (law.quantity !== 'energy') return;
    for (let t = 0; t < law.boundaryAt.length; t++) {
      const flow = law.boundaryBy[t]! * c.y[law.boundaryAt[t]!]!;
      boundary_kWh += flow * dt_h;
      throughput_kWh += Math.abs(flow) * dt_h;
    }
    for (let t = 0; t < law.lossAt.length; t++) {
      const lost = law.lossBy[t]! * c.y[law.lossAt[t]!]!;
      if (lost < -RELATIVE * out.scale - OF_RATING * rating[at]!) throw negativeLoss(run, c, law.lossAt[t]!, i);
      loss_kWh += lost * dt_h;
    }
    for (let t = 0; t < law.stateAt.length; t++) {
      const s = law.stateAt[t]!;
      stored_kWh += law.stateBy[t]! * (c.next[s]! - c.x[s]!);
    }
  };

  return {
    check(i) {
      for (let b = 0; b < net.length; b++) {
        const size = Math.abs(net[b]!);
        busRating[b] = Math.max(busRating[b]!, throughput[b]!);
        if (!(size <= Math.max(RELATIVE * throughput[b]!, OF_RATING * busRating[b]!)))
          throw busOutOfBalance(run, b, net[b]!, i);
        if (size > worstBus[b]!) worstBus[b] = size;
      }
      for (let k = 0; k < run.components.length; k++) finite(run, run.components[k]!, i);
      for (let at = 0; at < laws.length; at++) component(at, i);
    },
    report: () => ({
      buses: Object.fromEntries(run.buses.map((bus, b) => [bus.id, worstBus[b]!])),
      components: Object.fromEntries(run.components.map((c, k) => [c.id, worst[k]!])),
      run: {
        boundary_kWh,
        loss_kWh,
        stored_kWh,
        residual_kWh: boundary_kWh - loss_kWh - stored_kWh,
        throughput_kWh,
      },
    }),
  };
}

const when = (run: Run, i: number): string => `at ${formatUtc(timeAt(run.grid, i))} (step ${i})`;
const signed = (v: number): string => `${v > 0 ? '+' : ''}${Number(v.toPrecision(6))}`;

/** @throws SimulationError where an output or state is not a finite number, or a port flows against its direction. */
function finite(run: Run, c: Instance, i: number): void {
  const { y, next, ports } = c;
  for (let k = 0; k < y.length; k++)
    if (y[k]! - y[k]! !== 0)
      throw new SimulationError(`component "${c.id}" gave ${c.outputs[k]} = ${y[k]} ${when(run, i)}`);
  for (let k = 0; k < next.length; k++)
    if (next[k]! - next[k]! !== 0)
      throw new SimulationError(`component "${c.id}" gave state ${c.kind.states[k]} = ${next[k]} ${when(run, i)}`);
  for (let k = 0; k < ports.length; k++) {
    const flow = ports[k]!.flow;
    if (flow === 'both') continue;
    const against = flow === 'out' ? -y[k]! : y[k]!;
    if (against > 1e-6)
      throw new SimulationError(
        `component "${c.id}" port ${ports[k]!.signal} = ${signed(y[k]!)} flows against its direction "${flow}" ${when(run, i)}`,
      );
  }
}

function outOfBalance(run: Run, c: Instance, law: CompiledLaw, value: number, i: number): SimulationError {
  const terms = law.terms.map(({ name, role, coefficient }) => {
    if (role !== 'store') return `${role} ${name} ${signed(coefficient * c.y[c.outputs.indexOf(name)]!)}`;
    const s = c.kind.states.indexOf(name);
    return `change of ${name} ${signed((coefficient * (c.next[s]! - c.x[s]!)) / hoursOf(run.grid))}`;
  });
  const unit = law.quantity === 'energy' ? 'kW' : 'kg/h';
  return new SimulationError(
    `component "${c.id}" out of ${law.quantity} balance by ${signed(value)} ${unit} ${when(run, i)}: ${terms.join(', ')}`,
  );
}

function negativeLoss(run: Run, c: Instance, at: number, i: number): SimulationError {
  return new SimulationError(`component "${c.id}" has a negative loss ${c.outputs[at]} = ${c.y[at]} ${when(run, i)}`);
}

function busOutOfBalance(run: Run, b: number, value: number, i: number): SimulationError {
  const bus = run.buses[b]!;
  const flows = run.components.flatMap((c) =>
    c.ports.flatMap((port, k) => (port.bus === b && c.y[k] !== 0 ? [`${c.id} ${signed(c.y[k]!)}`] : [])),
  );
  return new SimulationError(
    `bus "${bus.id}" out of balance by ${signed(value)} ${when(run, i)}: ${flows.join(', ')}; ` +
      `none of its closers can take that: name an unserved, dump or curtailment component among the bus's closers`,
  );
}
