import { type Kept, keptOf } from '../../core/kept.ts';
import type { Run } from '../../core/run.ts';
import { lossesAccount } from '../../market/ledger/accounts.ts';
import { registerOf } from '../../market/ledger/register.ts';
import { type CarrierFlow, isCarriedBy } from './lines.ts';
import type { Market } from './markets.ts';

/** A component on a market: all its ports there are one. */
export interface SourcePart {
  readonly component: number;
  readonly id: string;
  readonly account: string;
  readonly ports: readonly number[];
  /** -1 where they count the other way: what a network moves elsewhere, at its home. */
  readonly sign: 1 | -1;
}

/** Meters of every component on a market, behind those of the parties. */
export interface SourceMeter {
  readonly parts: readonly SourcePart[];
  /** By part: flow of the last step into the buses, as far as it was taken or given. */
  readonly flow: Float64Array;
  /** Adds the step that the run has just taken. */
  add(dt_h: number): void;
  /** Quanta by part since this was last asked: differences of rounded registers. Valid until it is asked again. */
  slot(): { readonly injected: Float64Array; readonly taken: Float64Array };
  readonly kept: Kept;
}

/**
 * Meters what each component gave and took. What nobody took is taken off those whose party gave more than it used, and what
 * nobody gave off those whose party took more than it made, as the meters of the parties have it.
 */
export function sourceMeter(run: Run, market: Market, carriers: readonly CarrierFlow[] = []): SourceMeter {
  const byComponent = new Map<number, number[]>();
  for (const { component, port } of market.places)
    if (!isCarriedBy(run, carriers, component, port))
      byComponent.set(component, [...(byComponent.get(component) ?? []), port]);
  const parts: SourcePart[] = [];
  const closing: { readonly y: Float64Array; readonly ports: readonly number[] }[] = [];
  for (const [component, ports] of byComponent) {
    const c = run.components[component]!;
    const isRetailer = market.retailer?.component === component;
    if (c.kind.role === 'closer' && !isRetailer) closing.push({ y: c.y, ports });
    else {
      const isLoss = c.kind.role === 'network' || c.owner === '';
      const account = isRetailer ? market.retailer.account : isLoss ? lossesAccount(market.id) : c.owner;
      parts.push({ component, id: c.id, account, ports, sign: 1 });
    }
  }
  for (const flow of carriers) parts.push({ ...flow, id: run.components[flow.component]!.id });
  const y = parts.map(({ component }) => run.components[component]!.y);
  const parties = market.parties;
  const partyOf = Int32Array.from(parts, ({ account }) => parties.indexOf(account));
  const n = parts.length;
  const flow = new Float64Array(n);
  const net = new Float64Array(parties.length);
  const gave = new Float64Array(parties.length);
  const took = new Float64Array(parties.length);
  const sums = { injected: new Float64Array(n), taken: new Float64Array(n) };
  const shown = { injected: new Float64Array(n), taken: new Float64Array(n) };
  const slot = { injected: new Float64Array(n), taken: new Float64Array(n) };
  const perUnit = market.perUnit / 1000;

  /** Cuts what parties gave (or took) by what was left over (or lacking). */
  const cut = (amount: number, side: 1 | -1): void => {
    let all = 0;
    for (const v of net) all += Math.max(0, side * v);
    if (amount <= 0 || all <= 0) return;
    const share = Math.min(1, amount / all);
    for (let k = 0; k < n; k++) {
      const p = partyOf[k]!;
      if (p < 0 || side * net[p]! <= 0 || side * flow[k]! <= 0) continue;
      flow[k]! *= 1 - (share * side * net[p]!) / (side > 0 ? gave[p]! : took[p]!);
    }
  };

  return {
    parts,
    flow,
    kept: keptOf(sums, shown),
    add(dt_h) {
      let left = 0;
      let lacking = 0;
      for (const one of closing)
        for (const port of one.ports) {
          left += Math.max(0, -one.y[port]!);
          lacking += Math.max(0, one.y[port]!);
        }
      net.fill(0);
      gave.fill(0);
      took.fill(0);
      for (let k = 0; k < n; k++) {
        let sum = 0;
        for (const port of parts[k]!.ports) sum += y[k]![port]!;
        sum *= parts[k]!.sign;
        flow[k] = sum;
        const p = partyOf[k]!;
        if (p < 0) continue;
        net[p]! += sum;
        if (sum > 0) gave[p]! += sum;
        else took[p]! -= sum;
      }
      cut(left, 1);
      cut(lacking, -1);
      for (let k = 0; k < n; k++) {
        const energy = flow[k]! * dt_h * perUnit;
        if (energy > 0) sums.injected[k]! += energy;
        else sums.taken[k]! -= energy;
      }
    },
    slot() {
      for (const side of ['injected', 'taken'] as const)
        for (let k = 0; k < n; k++) {
          const now = registerOf(sums[side][k]!);
          slot[side][k] = now - shown[side][k]!;
          shown[side][k] = now;
        }
      return slot;
    },
  };
}
