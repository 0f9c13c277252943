import type { Run } from '../core/run.ts';
import type { Table } from '../core/table.ts';
import { hoursOf } from '../core/timeGrid.ts';
import { type Observer, slotOf } from '../core/totals.ts';
import { type Flow, type Places, placesOf } from './places.ts';
import { makeTracer, type Tracer } from './tracer.ts';
import { heatPlan, jointHeat, originPlan } from './traces.ts';

/** What sums over single columns cannot tell: directions of ports that go both ways, what goes at once, where from. */
export interface Tally extends Observer {
  readonly places: Places;
  /** Integrals over a month of what a flow that goes both ways gave to its bus and took from it, as magnitudes. */
  given(flow: Flow, month: number): number;
  taken(flow: Flow, month: number): number;
  /** Highest power bought at once, on all electricity buses together. */
  readonly peakPurchase_kW: number;
  /** Hours in which any demand was not served. */
  readonly unserved_h: number;
  /** Electricity by `ORIGINS`. */
  readonly origins: Tracer;
  /** Components whose heat comes with electricity or hydrogen, and the way of that heat, in their order. */
  readonly joint: readonly number[];
  readonly heat: Tracer;
}

const NOTHING = 1e-9;

/** Runs along the loop as an observer of its steps. */
export const tallyOf = (run: Run): Tally => makeTally(run, hoursOf(run.grid), (i) => run.monthOf[i]!);

/** Made afterwards of the columns of a run, where no observer ran along; of hourly means where only these were kept. */
export function tallyOfTable(run: Run, table: Table, steps: number): Tally {
  const every = table.grid.step_s / run.grid.step_s;
  const tally = makeTally(run, hoursOf(table.grid), (row) => run.monthOf[row * every]!);
  const used = [...usedBy(run, tally.places)];
  const columns = used.map((at) => table.columns[at]!);
  const frame = new Float64Array(run.frame.length);
  const rows = Math.ceil(steps / every);
  for (let row = 0; row < rows; row++) {
    for (let k = 0; k < used.length; k++) frame[used[k]!] = columns[k]![row]!;
    tally.observe(row, frame);
  }
  return tally;
}

/** Places in the frame that a tally reads. */
function usedBy(run: Run, places: Places): Set<number> {
  return new Set([
    ...places.flows.map((f) => f.at),
    ...unservedAt(run),
    ...run.components.flatMap((c, k) => c.states.map((_, s) => run.frameAt[k]! + c.outputs.length + s)),
  ]);
}

const unservedAt = (run: Run): number[] =>
  run.components.flatMap((c, k) => (c.kind.accounts?.unserved ?? []).map((name) => run.frameAt[k]! + slotOf(c, name)));

function makeTally(run: Run, dt_h: number, monthOf: (i: number) => number): Tally {
  const places = placesOf(run);
  const joint = jointHeat(places);
  const origins = makeTracer(run, places, originPlan(run, places));
  const heat = makeTracer(run, places, heatPlan(run, places, joint));
  const both = places.flows.filter((f) => f.direction === 'both');
  const bothAt = Int32Array.from(both, (f) => f.at);
  const slotOfFlow = new Map(both.map((f, k) => [f, k]));
  const given = new Float64Array(both.length * Math.max(1, run.months.length));
  const taken = new Float64Array(given.length);
  const boughtAt = Int32Array.from(
    places.flows.filter((f) => f.into === 'purchase' && f.carrier === 'electricity' && f.direction !== 'in'),
    (f) => f.at,
  );
  const lackingAt = Int32Array.from(unservedAt(run));
  let peakPurchase_kW = 0;
  let unserved_h = 0;
  return {
    places,
    joint,
    origins,
    heat,
    get peakPurchase_kW() {
      return peakPurchase_kW;
    },
    get unserved_h() {
      return unserved_h;
    },
    given: (flow, month) => given[month * both.length + slotOfFlow.get(flow)!]!,
    taken: (flow, month) => taken[month * both.length + slotOfFlow.get(flow)!]!,
    observe(i, frame) {
      const base = monthOf(i) * both.length;
      for (let k = 0; k < bothAt.length; k++) {
        const flow = frame[bothAt[k]!]!;
        if (flow > 0) given[base + k]! += flow * dt_h;
        else taken[base + k]! -= flow * dt_h;
      }
      let bought = 0;
      for (let k = 0; k < boughtAt.length; k++) bought += Math.max(0, frame[boughtAt[k]!]!);
      if (bought > peakPurchase_kW) peakPurchase_kW = bought;
      for (let k = 0; k < lackingAt.length; k++)
        if (frame[lackingAt[k]!]! > NOTHING) {
          unserved_h += dt_h;
          break;
        }
      origins.take(frame, dt_h);
      heat.take(frame, dt_h);
    },
  };
}
