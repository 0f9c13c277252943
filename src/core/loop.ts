import { type AuditReport, auditor } from './audit.ts';
import type { Totals } from './component.ts';
import { stepInstance, varyingInputs } from './instance.ts';
import { clamp } from './math.ts';
import { type Network, runNetwork } from './network.ts';
import type { Run } from './run.ts';
import { makeSenses } from './senses.ts';
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
  /** Takes one step; `run.frame` then holds its outputs and end states. @throws SimulationError */
  step(): void;
  /** Passes that the rules needed in the last step. */
  readonly passes: number;
  /** What the audits found so far; `totals` are those of the same steps. */
  audit(totals: readonly Totals[]): AuditReport;
  save(): RunState;
  restore(state: RunState): void;
}

/** Assembles the loop of a run. Nothing is allocated per step. */
export function makeLoop(run: Run, makeDispatcher: MakeDispatcher): Loop {
  const { components, buses, networks } = run;
  const dt_h = hoursOf(run.grid);
  const net = new Float64Array(buses.length);
  const throughput = new Float64Array(buses.length);
  const fresh = new Uint8Array(components.length);
  const dispatcher = makeDispatcher(run, net, fresh);
  const audit = auditor(run, net, throughput);
  const inputs = components.map(varyingInputs);
  const meeting = meetingsOf(run);
  const limits = new Float64Array(3 * Math.max(1, ...components.map((c) => c.leads.length)));
  // A closer without inputs and states answers to its set point alone: asked the same twice, it is not asked again.
  const answered: (number | undefined)[] = components.map((c) =>
    c.inputs.length + c.states.length === 0 ? Number.NaN : undefined,
  );
  const senses = makeSenses(components, networks, buses.length);
  let index = 0;
  // Whether what was learnt in the step before may be built on: not in the first, nor after a restore.
  let begun = false;

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
        const c = components[closers[k]!]!;
        const known = answered[closers[k]!];
        if (known === 0 && net[b] === 0) continue;
        senses.tell(closers[k]!);
        c.limits(c.q, c.x, c.w, dt_h, limits);
        const target = clamp(-net[b]!, limits[0]!, limits[1]!);
        if (known !== undefined) answered[closers[k]!] = target;
        if (known === target && target === 0) continue;
        c.invert(c.q, c.x, c.w, 0, target, dt_h, c.u);
        stepInstance(c, dt_h);
        net[b]! += c.y[c.leads[0]!]!;
        senses.settle(closers[k]!);
      }
    }
  };

  const measure = (): void => {
    throughput.fill(0);
    const { at, bus } = meeting;
    for (let k = 0; k < at.length; k++) {
      const flow = run.frame[at[k]!]!;
      throughput[bus[k]!]! += flow < 0 ? -flow : flow;
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
    step() {
      for (let k = 0; k < components.length; k++) {
        const c = components[k]!;
        for (let s = 0; s < c.x.length; s++) c.x[s] = c.next[s]!;
        const { slots, columns } = inputs[k]!;
        let changes = begun ? 0 : 1;
        for (let n = 0; n < slots.length; n++) {
          const v = columns[n]![index]!;
          if (c.w[slots[n]!] !== v) changes = 1;
          c.w[slots[n]!] = v;
        }
        fresh[k] = changes;
      }
      begun = true;
      senses.sense(fresh);
      net.fill(0);
      dispatcher.dispatch(index);
      senses.gather();
      runNetworks();
      close();
      dispatcher.closed?.();
      measure();
      audit.check(index);
      index++;
    },
    audit: (totals) => audit.report(totals),
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
  };
}

/** Where in the frame each connected port stands, and its bus. */
function meetingsOf(run: Run): { readonly at: Int32Array; readonly bus: Int32Array } {
  const met = run.components.flatMap((c, k) =>
    c.ports.flatMap((port, p) => (port.bus < 0 ? [] : [{ at: run.frameAt[k]! + p, bus: port.bus }])),
  );
  return { at: Int32Array.from(met, (m) => m.at), bus: Int32Array.from(met, (m) => m.bus) };
}
