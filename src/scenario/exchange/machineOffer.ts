import type { ConverterOrder } from '../../market/coupled/orders.ts';
import type { Order } from '../../market/order.ts';
import { priceOf } from '../../market/quanta.ts';
import { machineBlocks } from './machine.ts';
import type { Market } from './markets.ts';
import type { Standing } from './standing.ts';
import type { Known } from './views.ts';

/** What a party that lets by-products go unused bids for them. */
const SPILL = 'spill';
const EPS = 1e-6;

/** A converter's order, and what its machine gives or takes at its main market whatever comes. */
export interface Offered {
  readonly component: string;
  readonly order: ConverterOrder;
  /** Its main market. */
  readonly m: number;
  readonly base: number;
}

/** A single order that goes with a machine. */
export interface Beside extends Pick<Order, 'party' | 'id' | 'side' | 'quantity'> {
  readonly m: number;
  readonly limit: number;
}

/** What a machine asks for where all markets clear together. */
export interface MachineOffer {
  readonly offer: Offered | undefined;
  /** What it must give and take whatever comes. */
  readonly base: readonly Beside[];
  /** What may go unused of that which it is offered for. */
  readonly spill: readonly Beside[];
}

/** Quanta in a slot for each kW. */
export const perKW = ({ dt_h }: Known, { slotSteps, perUnit }: Market): number => slotSteps * dt_h * perUnit;

/**
 * A machine as one order on every market that it touches, at what it costs beside energy.
 * @param isOwn by market: whether its owner sends orders of its own there. What the machine takes and gives there is then the
 *   owner's affair, and counts at what is expected to be paid; a machine that is led there is not offered at all
 */
export function machineOffer(
  known: Known,
  { component, part, owner, leads }: Standing,
  i: number,
  slot_ms: number,
  isOwn: (m: number) => boolean,
): MachineOffer | undefined {
  const { run, markets, probe, beside: costs, marketOfBus } = known;
  const lead = leads[0];
  if (part !== 'machine' || lead === undefined) return undefined;
  const c = run.components[component]!;
  const main = marketOfBus[c.ports[lead.port]!.bus]!;
  if (isOwn(main)) return undefined;
  const x = probe.up(component, lead.index, i);
  const { lowest, highest } = probe.reach(component, lead.index, i, x);
  const base_kW = Math.max(0, lowest);
  const base: Beside[] = [];
  const spill: Beside[] = [];
  const quantaOf = (m: number, kW: number): number => Math.round(kW * perKW(known, markets[m]!));
  if (base_kW > EPS) {
    const y = probe.led(component, lead.index, base_kW, i, x);
    c.ports.forEach(({ bus }, p) => {
      const m = bus < 0 ? -1 : marketOfBus[bus]!;
      if (m < 0 || isOwn(m) || Math.abs(y[p]!) <= EPS) return;
      const { ceiling, floor } = known.prices.bounds(m, i);
      const side = y[p]! > 0 ? 'sell' : 'buy';
      const limit = priceOf(side === 'sell' ? floor : ceiling);
      base.push({ m, party: owner, id: `${c.id}.base.${p}`, side, quantity: quantaOf(m, Math.abs(y[p]!)), limit });
    });
  }
  const from = base_kW > EPS ? Float64Array.from(probe.led(component, lead.index, base_kW, i, x)) : undefined;
  const least = quantaOf(main, base_kW);
  const none = { offer: undefined, base, spill };
  if (highest - base_kW <= EPS) return none;
  const y = probe.led(component, lead.index, highest, i, x);
  const flowOf = (p: number): number => y[p]! - (from?.[p] ?? 0);
  const span = flowOf(lead.port);
  if (span <= EPS) return none;
  const perMain = perKW(known, markets[main]!);
  // By market, as several ports may stand on one (a pump of the network that it feeds).
  const per = new Map<number, number>();
  c.ports.forEach(({ bus }, p) => {
    const m = bus < 0 ? -1 : marketOfBus[bus]!;
    if (m < 0 || isOwn(m) || p === lead.port || Math.abs(flowOf(p)) <= EPS) return;
    per.set(m, (per.get(m) ?? 0) + (flowOf(p) * perKW(known, markets[m]!)) / (span * perMain));
  });
  const quantity = quantaOf(main, highest) - least;
  if (quantity <= 0) return none;
  // What nobody wants is let go, so that no price falls below 0 for it.
  for (const [m, share] of new Map([...per, [main, 1]]))
    if (share > 0 && markets[m]!.retailer === undefined)
      spill.push({
        m,
        party: owner,
        id: `${SPILL}.${c.id}.${m}`,
        side: 'buy',
        quantity: Math.ceil(share * quantity),
        limit: 0,
      });
  // At no worth of what comes with it: inputs and by-products are orders of their own, but where the owner trades itself.
  const worth = (bus: number, flow: number): number => (isOwn(marketOfBus[bus]!) ? known.worth(bus, flow) : 0);
  const cost = machineBlocks(run, probe, lead, i, worth, costs).at(-1)?.cost_money_per_kWh ?? 0;
  const order: ConverterOrder = {
    id: c.id,
    party: owner,
    slot_ms,
    market: markets[main]!.id,
    side: 'sell',
    quantity,
    others: [...per].flatMap(([m, share]) => (m === main ? [] : [{ market: markets[m]!.id, per: share }])),
    cost: Number.isFinite(cost) ? priceOf((cost * 1000) / markets[main]!.perUnit) : 0,
    source: c.kind.kind,
  };
  return { offer: { component: c.id, order, m: main, base: least }, base, spill };
}
