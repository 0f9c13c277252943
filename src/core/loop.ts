import { type AuditReport, auditor } from './audit.ts';
import { fillInputs, stepInstance } from './instance.ts';
import { clamp } from './math.ts';
import type { Run } from './run.ts';
import { hoursOf } from './timeGrid.ts';

/**
 * Decides the set points of a step. It steps every component that is not a closer, possibly several times, and keeps
 * `net`, the sum of ports of each bus, in agreement with the components' outputs.
 */
export interface Dispatcher {
  dispatch(i: number): void;
  /** Passes of the last step. */
  readonly passes: number;
  /** What it remembers between steps. */
  readonly memory: Float64Array;
}
export type MakeDispatcher = (run: Run, net: Float64Array) => Dispatcher;

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
  audit(): AuditReport;
  save(): RunState;
  restore(state: RunState): void;
}

/** Assembles the loop of a run. Nothing is allocated per step. */
export function makeLoop(run: Run, makeDispatcher: MakeDispatcher): Loop {
  const { components, buses, networks } = run;
  const dt_h = hoursOf(run.grid);
  const net = new Float64Array(buses.length);
  const throughput = new Float64Array(buses.length);
  const dispatcher = makeDispatcher(run, net);
  const audit = auditor(run, net, throughput);
  const limits = new Float64Array(3 * Math.max(1, ...components.map((c) => c.leads.length)));
  const injections = networks.map((n) => new Float64Array(n.nodes.length));
  let index = 0;

  const runNetworks = (): void => {
    for (let n = 0; n < networks.length; n++) {
      const network = networks[n]!;
      const injection = injections[n]!;
      for (let k = 0; k < network.nodes.length; k++) injection[k] = net[network.nodes[k]!]!;
      network.step(injection, network.x, network.next, network.flows);
      for (let k = 0; k < network.nodes.length; k++) net[network.nodes[k]!]! += network.flows[k]!;
    }
  };

  /** Closers take what their bus has left, in order; a closer's port is its first lead. */
  const close = (): void => {
    for (let b = 0; b < buses.length; b++) {
      const { closers } = buses[b]!;
      for (let k = 0; k < closers.length; k++) {
        const c = components[closers[k]!]!;
        c.kind.limits(c.q, c.x, c.w, dt_h, limits);
        const target = clamp(-net[b]!, limits[0]!, limits[1]!);
        c.kind.invert(c.q, c.x, c.w, 0, target, dt_h, c.u);
        stepInstance(c, dt_h);
        net[b]! += c.y[c.leads[0]!]!;
      }
    }
  };

  const measure = (): void => {
    throughput.fill(0);
    for (let k = 0; k < components.length; k++) {
      const { ports, y } = components[k]!;
      for (let p = 0; p < ports.length; p++) {
        const b = ports[p]!.bus;
        if (b >= 0) throughput[b]! += Math.abs(y[p]!);
      }
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
        if (index > 0) for (let s = 0; s < c.x.length; s++) c.x[s] = c.next[s]!;
        fillInputs(c, index);
      }
      for (let n = 0; n < networks.length; n++) networks[n]!.x.set(networks[n]!.next);
      net.fill(0);
      dispatcher.dispatch(index);
      runNetworks();
      close();
      measure();
      audit.check(index);
      index++;
    },
    audit: () => audit.report(),
    save: () => ({
      index,
      states: Float64Array.from([
        ...components.flatMap((c) => [...(index > 0 ? c.next : c.x)]),
        ...networks.flatMap((n) => [...n.next]),
      ]),
      control: Float64Array.from(dispatcher.memory),
    }),
    restore(state) {
      index = state.index;
      let at = 0;
      for (const c of components) {
        for (let s = 0; s < c.x.length; s++) {
          c.x[s] = state.states[at]!;
          c.next[s] = state.states[at++]!;
        }
      }
      for (const n of networks) for (let s = 0; s < n.next.length; s++) n.next[s] = state.states[at++]!;
      dispatcher.memory.set(state.control);
    },
  };
}
