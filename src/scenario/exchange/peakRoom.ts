import { type Kept, keptOf } from '../../core/kept.ts';
import type { Run } from '../../core/run.ts';
import type { Market } from './markets.ts';
import type { Probe } from './probe.ts';
import type { Standing } from './standing.ts';

/**
 * How much stores of a market may take without raising what its connection is billed for: the highest mean of the month. All
 * share that charge, so whoever fills a store in a cheap hour must not set it. A public figure, as load forecasts are.
 */
export interface PeakRoom {
  /** kW that stores may take in the slot that begins with step i, together. */
  room_kW(i: number): number;
  /** Notes what the connection gave in the step that was just taken. */
  note(i: number): void;
  readonly kept: Kept;
}

/** Days whose worst surprise stores keep clear of. ASSUMED today and yesterday: more costs more energy than it saves demand. */
const MEMORY_d = 2;
/** Share of the highest demand that stores keep clear beside, as of equals the last decides. ASSUMED */
const CLEAR = 0.02;

/** Where nothing is billed by its highest mean, nothing bounds the stores. */
const NO_BOUND: PeakRoom = { room_kW: () => Number.POSITIVE_INFINITY, note: () => undefined, kept: keptOf() };

/**
 * The highest that demand reaches in a day, or what this month has been billed for already, less what demand takes in the slot,
 * and less the most by which demand was underestimated yesterday and today: a store that fills to the brim would set the highest
 * demand whenever demand comes higher than expected. Demand without stores is expected as a day ago; on the first day what
 * series say of it alone, so that stores are careful then.
 */
export function makePeakRoom(run: Run, market: Market, standings: readonly Standing[], probe: Probe): PeakRoom {
  const { retailer, places } = market;
  const c = retailer === undefined ? undefined : run.components[retailer.component]!;
  const meters = c?.kind.meters?.(c.q) ?? [];
  if (retailer === undefined || c === undefined || meters.length === 0) return NO_BOUND;
  const counts = (i: number): boolean => meters.some((meter) => meter.counts?.[i] !== 0);
  const perDay = Math.max(1, Math.round(86_400 / run.grid.step_s));
  const given = places.filter(({ component }) => standings[component]!.part === 'given');
  const stores = places.filter(({ component }) => standings[component]!.part === 'store');
  const demand = new Float64Array(perDay);
  const above = new Float64Array(MEMORY_d);
  for (let k = 0; k < Math.min(perDay, run.grid.length); k++)
    for (const { component, port } of given) demand[k]! -= probe.atRest(component, k)[port]!;
  const billed = { month: -1, highest_kW: 0 };
  return {
    kept: keptOf({ demand, above }, billed),
    room_kW(i) {
      if (!counts(i)) return Number.POSITIVE_INFINITY;
      let highest = billed.month === run.monthOf[i]! ? billed.highest_kW : 0;
      let unforeseen = 0;
      for (const kW of demand) if (kW > highest) highest = kW;
      for (const kW of above) if (kW > unforeseen) unforeseen = kW;
      let taken = 0;
      for (let k = i; k < i + market.slotSteps; k++) taken = Math.max(taken, demand[k % perDay]!);
      return Math.max(0, (1 - CLEAR) * highest - taken - unforeseen);
    },
    note(i) {
      const drawn = c.y[retailer.port]!;
      let stored = 0;
      for (const { component, port } of stores) stored += run.components[component]!.y[port]!;
      const met = drawn + stored;
      // What series alone said of the first day is no forecast to learn from.
      const day = Math.floor(i / perDay) % MEMORY_d;
      if (i % perDay === 0) above[day] = 0;
      if (i >= perDay && counts(i)) above[day] = Math.max(above[day]!, met - demand[i % perDay]!);
      demand[i % perDay] = met;
      if (run.monthOf[i] !== billed.month) {
        billed.month = run.monthOf[i]!;
        billed.highest_kW = 0;
      }
      if (counts(i) && drawn > billed.highest_kW) billed.highest_kW = drawn;
    },
  };
}
