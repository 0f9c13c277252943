import { type Kept, keptList, keptOf, keptTogether } from '../../core/kept.ts';
import { hoursOf, timeAt } from '../../core/timeGrid.ts';
import { attribute, type SourceTrade } from '../../market/certificates/attribute.ts';
import type { SlotDeals } from '../../market/certificates/deals.ts';
import { addSlot, type Matching, noMatching } from '../../market/certificates/matching.ts';
import type { AccountCarbon, CertificatesRecord } from '../../market/journal/record.ts';
import { isParty } from '../../market/ledger/accounts.ts';
import { wholeOf } from '../../market/quanta.ts';
import type { Trade } from '../../market/trade.ts';
import type { Compiled } from '../compile.ts';
import { type Carbon, type CarbonTrace, type SlotFlows, traceCarbon } from './carbonTrace.ts';
import type { CarrierFlow } from './lines.ts';
import type { Market } from './markets.ts';
import { type SourceMeter, sourceMeter } from './sources.ts';

/** What a party took on a market over a run, and what came with it. Whole quanta; carbon kg. */
export interface MarketUse {
  taken: number;
  scope1_kg: number;
  scope2_kg: number;
  /** Clean energy used, against all that was taken. */
  readonly matching: Matching;
}

/** Power (or heat) from outside whose carbon nobody says. */
export interface CarbonGap {
  readonly market: string;
  readonly component: string;
  /** Whole quanta. */
  quantity: number;
}

/** Where the energy of a run came from, by party; what it emitted, by who used it. */
export interface RightsOutcome {
  /** By market, then by party. */
  readonly uses: readonly ReadonlyMap<string, MarketUse>[];
  /** By market: all parties together, against all clean energy that was made and not fed out. */
  readonly matching: readonly Matching[];
  /** By component: carbon that ended there, kg. */
  readonly final: readonly Carbon[];
  readonly exported: Carbon;
  readonly waiting: Carbon;
  readonly emitted: Carbon;
  readonly gaps: readonly CarbonGap[];
  /** By component: tonnes that it made; 0 where it makes nothing that is weighed. */
  readonly product_t: Float64Array;
}

/** A slot of a market whose energy has been told apart. */
export interface SlotTold {
  readonly m: number;
  readonly slot_ms: number;
  /** Its last step. */
  readonly last: number;
  readonly flows: SlotFlows;
  readonly meter: SourceMeter;
  /** By part, whole quanta. */
  readonly injected: ArrayLike<number>;
}

export interface Rights {
  readonly meters: readonly SourceMeter[];
  cleared(m: number, trades: readonly Trade[]): void;
  /** Takes the step i, and the slots that end with it. */
  step(i: number): void;
  outcome(): RightsOutcome;
  readonly kept: Kept;
}

export interface RightsOutside {
  readonly onRecord: (record: CertificatesRecord) => void;
  readonly onSlot?: (slot: SlotTold) => void;
}

/** Carriers whose supplier has a carbon factor; that of fuels is counted where they burn. */
const BOUGHT_CLEAN_OR_NOT: readonly string[] = ['electricity', 'heat', 'steam', 'cooling'];
/** Signal of what a plant makes. */
const PRODUCT = 'production_t_per_h';

/** The component that an order is of: what its id begins with. */
export function componentOf(order: string): string {
  for (let k = 0; k < order.length; k++) if (order[k] === '.' || order[k] === ':') return order.slice(0, k);
  return order;
}

/** Follows energy and its carbon from sources to users through an exchange, and keeps certificates of it. */
export function keepRights(
  compiled: Compiled,
  markets: readonly Market[],
  lines: readonly (readonly CarrierFlow[])[],
  outside: RightsOutside,
): Rights {
  const { run } = compiled;
  const dt_h = hoursOf(run.grid);
  const meters = markets.map((market, m) => sourceMeter(run, market, lines[m]));
  const trace: CarbonTrace = traceCarbon(compiled, markets, meters);
  const trades: (readonly Trade[])[] = markets.map(() => []);
  const uses = markets.map(() => new Map<string, MarketUse>());
  const matching = markets.map(noMatching);
  const gaps = new Map<string, CarbonGap>();
  const product_t = new Float64Array(run.components.length);
  const products = run.components.flatMap(({ outputs }, k) => {
    const at = outputs.indexOf(PRODUCT);
    return at < 0 ? [] : [{ k, at }];
  });

  /** By market: the part of each component, and the lot of each part in the slot that is told. */
  const partsOf = meters.map(({ parts }) => new Map(parts.map(({ id }, part) => [id, part])));
  const lotsOf = meters.map(({ parts }) => new Int32Array(parts.length));
  const flowsOf = (m: number): SlotFlows & { readonly injected: ArrayLike<number> } => {
    const { parts } = meters[m]!;
    const { injected, taken: takenBy } = meters[m]!.slot();
    const lots: SlotFlows['lots'][number][] = [];
    const lotOf = lotsOf[m]!;
    const taken = new Map<string, number>();
    for (let part = 0; part < parts.length; part++) {
      const { id, account } = parts[part]!;
      const quantity = injected[part]!;
      lotOf[part] = quantity > 0 ? lots.length : -1;
      if (quantity > 0) lots.push({ source: id, owner: account, quantity, part });
      const took = takenBy[part]!;
      if (took > 0) taken.set(account, (taken.get(account) ?? 0) + took);
    }
    const sales: SourceTrade[] = [];
    for (const { seller, sellOrder, buyer, quantity } of trades[m]!) {
      let lot: number;
      if (isParty(seller)) {
        const part = partsOf[m]!.get(componentOf(sellOrder));
        lot = part !== undefined && parts[part]!.account === seller ? lotOf[part]! : -1;
      } else lot = lots.findIndex((one) => one.owner === seller);
      if (lot >= 0) sales.push({ lot, buyer, quantity });
    }
    trades[m] = [];
    return { lots, attribution: attribute(lots, sales, taken), takenBy, taken, injected };
  };

  /** Power from outside whose supplier states no factor is told, never counted as clean. */
  const tellGaps = (m: number, { lots }: SlotFlows): void => {
    const { retailer, carrier, id } = markets[m]!;
    if (retailer === undefined || !BOUGHT_CLEAN_OR_NOT.includes(carrier)) return;
    const c = run.components[retailer.component]!;
    if ((c.kind.emissions?.scope2Location ?? []).length > 0) return;
    const lot = lots.find(({ owner }) => owner === retailer.account);
    if (lot === undefined) return;
    const gap = gaps.get(id) ?? { market: id, component: c.id, quantity: 0 };
    gap.quantity += lot.quantity;
    gaps.set(id, gap);
  };

  /** Whole mg of carbon on a thousand quanta. */
  const intensityOf = (carbon: Carbon, quantity: number): number =>
    Math.max(0, wholeOf(((carbon[0] + carbon[1]) * 1e9) / quantity));
  /** By market and part: whether certificates are made for what it gives. */
  const certified = meters.map(({ parts }) =>
    parts.map(({ component, account }) => isParty(account) && run.components[component]!.kind.role !== 'store'),
  );

  const certify = (
    m: number,
    slot_ms: number,
    { lots, attribution }: SlotFlows,
    carbon: readonly Carbon[],
  ): SlotDeals => {
    const issued: SlotDeals['issued'][number][] = [];
    const moved: SlotDeals['moved'][number][] = [];
    const used: SlotDeals['used'][number][] = [];
    for (let lot = 0; lot < lots.length; lot++) {
      const { source, owner, quantity, part } = lots[lot]!;
      if (!certified[m]![part]!) continue;
      const { kind } = run.components[meters[m]!.parts[part]!.component]!.kind;
      issued.push({
        source,
        kind,
        owner,
        metered: quantity,
        quantity,
        carbon: intensityOf(carbon[lot]!, quantity),
      });
    }
    for (const { lot, account: to, quantity } of attribution.moved) {
      const { source, owner: from, part } = lots[lot]!;
      if (certified[m]![part]!) moved.push({ source, from, to, quantity });
    }
    for (const { lot, account: by, quantity } of attribution.used) {
      const { source, part } = lots[lot]!;
      if (certified[m]![part]!) used.push({ source, by, quantity });
    }
    return { market: markets[m]!.id, slot_ms, issued, moved, used };
  };

  const match = (m: number, { lots, attribution, taken }: SlotFlows, carbon: readonly Carbon[]): void => {
    const isClean = lots.map(
      ({ part, quantity }, lot) => certified[m]![part]! && intensityOf(carbon[lot]!, quantity) === 0,
    );
    const clean = new Map<string, number>();
    let all = 0;
    const add = (account: string, quanta: number): void => {
      clean.set(account, (clean.get(account) ?? 0) + quanta);
    };
    lots.forEach(({ owner, quantity }, lot) => {
      if (!isClean[lot]) return;
      all += quantity;
      add(owner, quantity);
    });
    for (const { lot, account, quantity } of attribution.moved) {
      if (!isClean[lot]) continue;
      add(lots[lot]!.owner, -quantity);
      add(account, quantity);
      if (!isParty(account)) all -= quantity;
    }
    let load = 0;
    for (const party of markets[m]!.parties) {
      const use = taken.get(party) ?? 0;
      load += use;
      addSlot(useOf(m, party).matching, use, clean.get(party) ?? 0);
    }
    addSlot(matching[m]!, load, all);
  };

  const useOf = (m: number, party: string): MarketUse => {
    let use = uses[m]!.get(party);
    if (use === undefined) {
      use = { taken: 0, scope1_kg: 0, scope2_kg: 0, matching: noMatching() };
      uses[m]!.set(party, use);
    }
    return use;
  };

  const close = (m: number, i: number): void => {
    const market = markets[m]!;
    const slot_ms = timeAt(run.grid, i + 1 - market.slotSteps);
    const flows = flowsOf(m);
    const carbon = trace.lots(m, flows);
    tellGaps(m, flows);
    match(m, flows, carbon);
    const got = trace.close(m, flows, carbon);
    for (const [account, { quanta, carbon: came }] of got) {
      if (!isParty(account)) continue;
      const use = useOf(m, account);
      use.taken += quanta;
      use.scope1_kg += came[0];
      use.scope2_kg += came[1];
    }
    if (!market.isTraded) return;
    const deals = certify(m, slot_ms, flows, carbon);
    const { issued, moved, used } = deals;
    let expired = 0;
    for (const { quantity } of issued) expired += quantity;
    for (const { quantity } of used) expired -= quantity;
    const taken: AccountCarbon[] = [];
    for (const [account, { quanta, carbon: came }] of got)
      taken.push({ account, quanta, scope1_g: wholeOf(came[0] * 1000), scope2_g: wholeOf(came[1] * 1000) });
    if (taken.length > 0 || issued.length > 0)
      outside.onRecord({
        kind: 'certificates',
        at_ms: timeAt(run.grid, i + 1),
        market: market.id,
        slot_ms,
        issued,
        moved,
        used,
        expired,
        taken,
      });
    outside.onSlot?.({ m, slot_ms, last: i, flows, meter: meters[m]!, injected: flows.injected });
  };

  const carbonOf = (from: ArrayLike<number>): Carbon => [from[0]!, from[1]!];
  return {
    meters,
    kept: keptTogether({
      sums: keptOf({ trades, uses, matching, gaps, product_t }),
      meters: keptList(meters.map((meter) => meter.kept)),
      trace: trace.kept,
    }),
    cleared(m, made) {
      trades[m] = made;
    },
    step(i) {
      for (const meter of meters) meter.add(dt_h);
      trace.step(dt_h);
      for (const { k, at } of products) product_t[k]! += run.components[k]!.y[at]! * dt_h;
      // From sources to users, so that what a machine takes is known before what it makes.
      for (let m = markets.length - 1; m >= 0; m--) if ((i + 1) % markets[m]!.slotSteps === 0) close(m, i);
    },
    outcome: () => ({
      uses,
      matching,
      final: trace.final.map(carbonOf),
      exported: carbonOf(trace.exported),
      waiting: trace.waiting(),
      emitted: carbonOf(trace.emitted),
      gaps: [...gaps.values()],
      product_t,
    }),
  };
}
