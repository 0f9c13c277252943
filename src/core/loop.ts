import { type AuditReport, auditor, type Violation } from './audit.ts';
import type { Totals } from './component.ts';
import { stepInstance, varyingInputs } from './instance.ts';
import { clamp } from './math.ts';
import { type Network, runNetwork } from './network.ts';
import { type Run, toBegin } from './run.ts';
import { makeSenses } from './senses.ts';
import type { Block } from './table.ts';
import { hoursOf } from './timeGrid.ts';

/**
 * Decides the set points of a step. It steps every component that is not a closer, possibly several times, and keeps
 * `net`, the sum of ports of each bus, in agreement with the components' outputs.
 */
export interface Dispatcher {
  dispatch(i: number): void;
  /** Called once a network has run that may not have carried all that its nodes lacked. */
  relieve?(network: Network): void;
  /** Called once the closers have taken what was left. */
  closed?(): void;
  /** Passes of the last step. */
  readonly passes: number;
  /** What it remembers between steps. */
  readonly memory: Float64Array;
}
/** `fresh` says by component whether any of its inputs differs from the step before. */
export type MakeDispatcher = (run: Run, net: Float64Array, fresh: Uint8Array) => Dispatcher;

/** State of a run between two steps, as plain data. */
export interface RunState {
  readonly index: number;
  readonly states: Float64Array;
  readonly control: Float64Array;
}

export interface Loop {
  readonly run: Run;
  /** Index of the next step. */
  readonly index: number;
  /**
   * Takes one step; `run.frame` then holds its outputs and end states. It is audited at once, unless the caller says that
   * `violationIn` will be asked for it. @throws SimulationError
   */
  step(auditLater?: boolean): void;
  /** Audits the steps of a block, the last taken: the first that breaks a law. */
  violationIn(block: Block): Violation | undefined;
  /** Passes that the rules needed in the last step. */
  readonly passes: number;
  /** What the audits found so far; `totals` are those of the same steps. */
  audit(totals: readonly Totals[]): AuditReport;
  save(): RunState;
  restore(state: RunState): void;
  /**
   * Sets a state that the next step begins with, as somebody measured it. The step's own balance begins there; what this
   * adds to the state is kept in `corrected`, and the audit of the run counts it.
   */
  correct(component: number, state: number, value: number): void;
  /** What corrections added to each state of `Run.states`, since the beginning. */
  readonly corrected: Float64Array;
}

/** Assembles the loop of a run. Nothing is allocated per step. */
export function makeLoop(run: Run, makeDispatcher: MakeDispatcher): Loop {
  const { components, buses, networks } = run;
  const dt_h = hoursOf(run.grid);
  toBegin(run);
  const net = new Float64Array(buses.length);
  const fresh = new Uint8Array(components.length);
  const dispatcher = makeDispatcher(run, net, fresh);
  const audit = auditor(run, net);
  const inputs = inputsOf(run);
  const held = heldStates(run);
  const limits = new Float64Array(3 * Math.max(1, ...components.map((c) => c.leads.length)));
  // A closer without inputs and states answers to its set point alone: asked the same twice, it is not asked again.
  const isConstant = Uint8Array.from(components, (c) => (c.inputs.length + c.states.length === 0 ? 1 : 0));
  const answered = new Float64Array(components.length).fill(Number.NaN);
  const senses = makeSenses(components, networks, buses.length);
  let index = 0;
  // Whether what was learnt in the step before may be built on: not in the first, nor after a restore.
  let begun = false;
  const corrected = new Float64Array(run.states.length);

  const runNetworks = (): void => {
    for (let n = 0; n < networks.length; n++) {
      const network = networks[n]!;
      runNetwork(run, network, dt_h, net, senses.reactive, index);
      if (network.component < 0) continue;
      senses.add(network.component);
      dispatcher.relieve?.(network);
    }
  };

  /** Closers take what their bus has left, in order; a closer's port is its first lead. */
  const close = (): void => {
    for (let b = 0; b < buses.length; b++) {
      const { closers } = buses[b]!;
      for (let k = 0; k < closers.length; k++) {
        const closer = closers[k]!;
        const known = answered[closer]!;
        if (known === 0 && net[b] === 0) continue;
        const c = components[closer]!;
        senses.tell(closer);
        c.limits(c.q, c.x, c.w, dt_h, limits);
        const target = clamp(-net[b]!, limits[0]!, limits[1]!);
        if (isConstant[closer] === 1) answered[closer] = target;
        if (known === target && target === 0) continue;
        c.invert(c.q, c.x, c.w, 0, target, dt_h, c.u);
        stepInstance(c, dt_h);
        net[b]! += c.y[c.leads[0]!]!;
        senses.settle(closer);
      }
    }
  };

  /** Lays the inputs of the step out, and marks in `fresh` what differs from the step before. */
  const layInputs = (): void => {
    const { at, columns, component } = inputs;
    fresh.fill(begun ? 0 : 1);
    for (let n = 0; n < columns.length; n++) {
      const v = columns[n]![index]!;
      if (run.inputs[at[n]!] === v) continue;
      run.inputs[at[n]!] = v;
      fresh[component[n]!] = 1;
    }
  };

  return {
    run,
    get index() {
      return index;
    },
    get passes() {
      return dispatcher.passes;
    },
    step(auditLater = false) {
      for (let s = 0; s < held.length; s++) run.states[s] = run.frame[held[s]!]!;
      layInputs();
      begun = true;
      senses.sense(fresh);
      net.fill(0);
      dispatcher.dispatch(index);
      senses.gather();
      runNetworks();
      close();
      dispatcher.closed?.();
      audit.note(index);
      if (!auditLater) audit.check(index);
      index++;
    },
    violationIn: (block) => audit.violationIn(block),
    audit: (totals) => audit.report(totals, corrected),
    save: () => ({
      index,
      states: Float64Array.from(components.flatMap((c) => [...c.next])),
      control: Float64Array.from(dispatcher.memory),
    }),
    restore(state) {
      index = state.index;
      begun = false;
      let at = 0;
      for (const c of components) {
        for (let s = 0; s < c.x.length; s++) {
          c.x[s] = state.states[at]!;
          c.next[s] = state.states[at++]!;
        }
      }
      dispatcher.memory.set(state.control);
    },
    corrected,
    correct(component, state, value) {
      const { next } = components[component]!;
      corrected[run.stateAt[component]! + state]! += value - next[state]!;
      next[state] = value;
      // What was learnt of this component in the step before no longer holds.
      begun = false;
    },
  };
}

/** Where in the frame the state stands that each state of `Run.states` takes over. */
const heldStates = ({ components, frameAt }: Run): Int32Array =>
  Int32Array.from(components.flatMap((c, k) => c.states.map((_, s) => frameAt[k]! + c.outputs.length + s)));

/** The inputs that vary: their places in `Run.inputs`, columns and components. */
function inputsOf(run: Run): {
  readonly at: Int32Array;
  readonly columns: readonly Float64Array[];
  readonly component: Int32Array;
} {
  let from = 0;
  const varying = run.components.flatMap((c, component) => {
    const { slots, columns } = varyingInputs(c);
    const first = from;
    from += c.w.length;
    return columns.map((column, n) => ({ at: first + slots[n]!, column, component }));
  });
  return {
    at: Int32Array.from(varying, (v) => v.at),
    columns: varying.map((v) => v.column),
    component: Int32Array.from(varying, (v) => v.component),
  };
}
