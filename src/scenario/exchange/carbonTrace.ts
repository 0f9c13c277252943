import { type Kept, keptList, keptOf, keptTogether } from '../../core/kept.ts';
import type { Attribution, SourceLot } from '../../market/certificates/attribute.ts';
import { isParty } from '../../market/ledger/accounts.ts';
import type { Compiled } from '../compile.ts';
import { carbonParts, carbonWeights, levelOf, SCOPES } from './carbonFlow.ts';
import type { Market } from './markets.ts';
import type { SourceMeter } from './sources.ts';

/** Carbon of scope 1 and scope 2 (by location), kg. */
export type Carbon = readonly [scope1_kg: number, scope2_kg: number];

/** What an account took in a slot, and the carbon that came with it. */
export interface TakenCarbon {
  readonly quanta: number;
  readonly carbon: Carbon;
}

/** A slot of a market, by what its meters and trades say. */
export interface SlotFlows {
  readonly lots: readonly (SourceLot & { readonly part: number })[];
  readonly attribution: Attribution;
  /** By part and by account, whole quanta. */
  readonly takenBy: ArrayLike<number>;
  readonly taken: ReadonlyMap<string, number>;
}

/**
 * Follows carbon through a site, slot by slot: from where it is emitted, or drawn with power from outside, to who uses the
 * energy in the end. Nothing is lost on the way: what was emitted is with users, was fed out of the site, or waits in
 * machines, stores and pools.
 */
export interface CarbonTrace {
  /** Takes the step that the run has just made, after its meters. */
  step(dt_h: number): void;
  /** Carbon of each lot of a slot, kg: what its component had to hand on. Once a slot, before `close`. */
  lots(m: number, flows: Pick<SlotFlows, 'lots'>): Carbon[];
  /** Gives every account the carbon of what it took, and hands on what its machines and stores took. */
  close(m: number, flows: SlotFlows, carbon: readonly Carbon[]): Map<string, TakenCarbon>;
  /** By component: what ended there. */
  readonly final: readonly Float64Array[];
  /** Fed into public networks. */
  readonly exported: Float64Array;
  /** All that was emitted so far. */
  readonly emitted: Float64Array;
  /** What waits in machines, stores and pools. */
  waiting(): Carbon;
  readonly kept: Kept;
}

const pair = (): Float64Array => new Float64Array(SCOPES);

const isLine = (account: string): boolean => account.startsWith('congestion:');

/** Takes the share of quanta that arrive off what is on the way. */
function arrive(way: Float64Array, quantity: number): Carbon {
  const share = way[SCOPES]! > quantity ? quantity / way[SCOPES]! : 1;
  const carbon: Carbon = [way[0]! * share, way[1]! * share];
  for (let k = 0; k <= SCOPES; k++) way[k]! *= 1 - share;
  return carbon;
}

export function traceCarbon(
  compiled: Compiled,
  markets: readonly Market[],
  meters: readonly SourceMeter[],
): CarbonTrace {
  const { run } = compiled;
  const parts = carbonParts(compiled, meters);
  const weights = carbonWeights(compiled, markets, meters);
  const dueOf = meters.map((meter) => meter.parts.map(pair));
  /** Weighed output since the beginning, by market and part, and what it was when the takes of a market were last handed on. */
  const weighed = meters.map((meter) => new Float64Array(meter.parts.length));
  const seen = meters.map((meter) =>
    meter.parts.map(({ component }) => new Float64Array(parts[component]!.outs.length)),
  );
  const levels = meters.map((meter) =>
    meter.parts.map(({ component, ports }) => {
      const c = run.components[component]!;
      const giving = ports.find((port) => c.ports[port]!.flow !== 'in');
      return parts[component]!.isStore && giving !== undefined ? levelOf(c, giving) : undefined;
    }),
  );
  const carry = markets.map(pair);
  /** By account that trades for lines: carbon, kg, and quanta that it has taken at one end and not given at another yet. */
  const onTheWay = new Map(
    meters.flatMap(({ parts: all }) =>
      all.flatMap(({ account }): [string, Float64Array][] =>
        isLine(account) ? [[account, new Float64Array(SCOPES + 1)]] : [],
      ),
    ),
  );
  const final = run.components.map(pair);
  const exported = pair();
  const emitted = pair();
  const marketOf = (component: number): number =>
    meters.findIndex((meter) => meter.parts.some((p) => p.component === component));
  const closerAt = run.components.map((c, k) => (c.kind.role === 'closer' ? marketOf(k) : -1));
  const busAt = run.components.map((c, k) =>
    c.kind.role === 'closer' ? markets.findIndex(({ places }) => places.some((p) => p.component === k)) : -1,
  );
  const emitting = parts.flatMap(({ own }, k) => (own.length > 0 ? [k] : []));

  /** Hands carbon to what a component gave, by weight; keeps it where it gave nothing. */
  const pass = (k: number, amount: ArrayLike<number>, outputs: readonly number[]): void => {
    const { held, outs } = parts[k]!;
    let total = 0;
    for (let j = 0; j < outs.length; j++) total += outputs[j]!;
    for (let s = 0; s < SCOPES; s++) {
      const all = held[s]! + amount[s]!;
      held[s] = total > 0 ? 0 : all;
      if (total > 0)
        for (let j = 0; j < outs.length; j++) dueOf[outs[j]!.m]![outs[j]!.k]![s]! += (all * outputs[j]!) / total;
    }
  };
  const own = pair();
  const emit = (k: number, dt_h: number): void => {
    const { y } = run.components[k]!;
    own.fill(0);
    for (const { at, scope, by } of parts[k]!.own) own[scope]! += y[at]! * by * dt_h;
    if (own[0] === 0 && own[1] === 0) return;
    const { passes, isStore, outs, held } = parts[k]!;
    for (let s = 0; s < SCOPES; s++) emitted[s]! += own[s]!;
    let into: Float64Array;
    if (closerAt[k]! >= 0)
      into = dueOf[closerAt[k]!]![meters[closerAt[k]!]!.parts.findIndex((p) => p.component === k)]!;
    else if (busAt[k]! >= 0) into = carry[busAt[k]!]!;
    else if (isStore && passes) into = held;
    else if (passes) {
      pass(
        k,
        own,
        outs.map((at) => Math.max(0, meters[at.m]!.flow[at.k]!) * weights[at.m]![at.k]!),
      );
      return;
    } else into = final[k]!;
    for (let s = 0; s < SCOPES; s++) into[s]! += own[s]!;
  };

  /** Hands on what a part took. */
  const hand = (m: number, k: number, amount: ArrayLike<number>): void => {
    const { component } = meters[m]!.parts[k]!;
    const { passes, isStore, held, outs } = parts[component]!;
    if (!passes || isStore) {
      const into = passes ? held : final[component]!;
      for (let s = 0; s < SCOPES; s++) into[s]! += amount[s]!;
      return;
    }
    const last = seen[m]![k]!;
    const gave = outs.map((at, j) => weighed[at.m]![at.k]! - last[j]!);
    outs.forEach((at, j) => {
      last[j] = weighed[at.m]![at.k]!;
    });
    pass(component, amount, gave);
  };

  const held = parts.map((part) => part.held);
  return {
    final,
    exported,
    emitted,
    kept: keptTogether({
      sums: keptOf({ held, dueOf, weighed, seen, carry, onTheWay, final, exported, emitted }),
      levels: keptList(levels.flat().flatMap((level) => (level === undefined ? [] : [level.kept]))),
    }),
    step(dt_h) {
      meters.forEach(({ flow }, m) => {
        for (let k = 0; k < flow.length; k++) if (flow[k]! > 0) weighed[m]![k]! += flow[k]! * dt_h * weights[m]![k]!;
      });
      for (const k of emitting) emit(k, dt_h);
    },
    lots(m, { lots }) {
      const left = levels[m]!.map((level) => level?.above());
      return lots.map(({ part, quantity }): Carbon => {
        const { component, account } = meters[m]!.parts[part]!;
        const way = onTheWay.get(account);
        if (way !== undefined) return arrive(way, quantity);
        const due = dueOf[m]![part]!;
        const level = left[part];
        const from = level === undefined ? due : parts[component]!.held;
        const out_kWh = quantity / markets[m]!.perUnit;
        const share = level === undefined ? 1 : out_kWh / (out_kWh + level);
        const carbon: Carbon = [from[0]! * share, from[1]! * share];
        for (let s = 0; s < SCOPES; s++) from[s]! -= carbon[s]!;
        return carbon;
      });
    },
    close(m, { lots, attribution, takenBy, taken }, carbon) {
      const { used, pooled, short } = attribution;
      const got = new Map<string, [number, number]>();
      for (const account of taken.keys()) got.set(account, [0, 0]);
      const pool = carry[m]!;
      const give = (account: string, from: ArrayLike<number>, share: number): void => {
        const to = got.get(account)!;
        for (let s = 0; s < SCOPES; s++) to[s]! += from[s]! * share;
      };
      for (const { lot, account, quantity } of used) give(account, carbon[lot]!, quantity / lots[lot]!.quantity);
      for (let lot = 0; lot < pooled.length; lot++)
        for (let s = 0; s < SCOPES; s++) pool[s]! += (carbon[lot]![s]! * pooled[lot]!) / lots[lot]!.quantity;
      let lacking = 0;
      for (const quanta of short.values()) lacking += quanta;
      if (lacking > 0) {
        for (const [account, quanta] of short) give(account, pool, quanta / lacking);
        pool.fill(0);
      }
      // What networks lose is borne by those who use them.
      let users = 0;
      const lost = [0, 0];
      for (const [account, quanta] of taken)
        if (isParty(account)) users += quanta;
        else if (account.startsWith('losses:')) for (let s = 0; s < SCOPES; s++) lost[s]! += got.get(account)![s]!;
      if (users === 0) for (let s = 0; s < SCOPES; s++) pool[s]! += lost[s]!;
      const result = new Map<string, TakenCarbon>();
      for (const [account, quanta] of taken) {
        if (account.startsWith('losses:')) continue;
        if (isParty(account)) give(account, lost, quanta / users);
        else if (isLine(account)) {
          const way = onTheWay.get(account)!;
          way[SCOPES]! += quanta;
          for (let s = 0; s < SCOPES; s++) way[s]! += got.get(account)![s]!;
        } else for (let s = 0; s < SCOPES; s++) exported[s]! += got.get(account)![s]!;
        const [scope1, scope2] = got.get(account)!;
        result.set(account, { quanta, carbon: [scope1, scope2] });
      }
      meters[m]!.parts.forEach(({ account }, k) => {
        const quanta = takenBy[k]!;
        const mine = result.get(account);
        if (quanta === 0 || mine === undefined || !isParty(account)) return;
        const share = quanta / mine.quanta;
        hand(m, k, [mine.carbon[0] * share, mine.carbon[1] * share]);
      });
      return result;
    },
    waiting() {
      const sum: [number, number] = [0, 0];
      const add = (from: ArrayLike<number>): void => {
        sum[0] += from[0]!;
        sum[1] += from[1]!;
      };
      for (const { held } of parts) add(held);
      for (const dues of dueOf) dues.forEach(add);
      carry.forEach(add);
      for (const way of onTheWay.values()) add(way);
      return sum;
    },
  };
}
