import { ConfigError, type ConfigIssue } from '../../core/errors.ts';
import { type Kept, keptOf } from '../../core/kept.ts';
import type { Run } from '../../core/run.ts';
import { hoursOf } from '../../core/timeGrid.ts';
import { type Contract, contractTransaction } from '../../market/contracts/contracts.ts';
import {
  type Lease,
  leaseFault,
  leaseTransaction,
  rentTransaction,
  storeEarnings,
} from '../../market/contracts/lease.ts';
import type { Transaction } from '../../market/ledger/transaction.ts';
import { priceOf, wholeOf } from '../../market/quanta.ts';
import type { Trade } from '../../market/trade.ts';
import type { Compiled } from '../compile.ts';
import type { ContractSpec } from '../contractSpec.ts';
import type { Market } from './markets.ts';
import { componentOf, type SlotTold } from './rights.ts';

/** Settles contracts by the meters and prices of each slot. */
export interface ContractKeeper {
  /** What was sold in a slot, and what one more unit was worth there, micro-money per thousand quanta. */
  cleared(m: number, trades: readonly Trade[], price: number): void;
  /** Entries of a slot that is metered; `i` is its first step. */
  settle(slot: SlotTold, i: number): readonly Transaction[];
  /** Months whose rent is paid, and what is not settled yet. */
  readonly kept: Kept;
}

type Placed =
  | { readonly m: number; readonly source: string | undefined; readonly contract: Contract }
  | { readonly m: number; readonly store: string; readonly lease: Lease };

/** @throws ConfigError where a contract names what is not there, is not its seller's, or lends a store more than once */
export function keepContracts(
  { run, cluster }: Compiled,
  specs: readonly ContractSpec[],
  markets: readonly Market[],
): ContractKeeper {
  const issues: ConfigIssue[] = [];
  const fault = (k: number, path: string, message: string): void => {
    issues.push({ file: cluster.file, path: `exchange.contracts.${k}.${path}`, message });
  };
  const parties = Object.keys(cluster.spec.participants);
  const check = (k: number, path: string, party: string | undefined): void => {
    if (party !== undefined && !parties.includes(party))
      fault(k, path, `"${party}" is no participant; expected one of ${parties.join(', ')}`);
  };
  const placed = specs.flatMap((spec, k): Placed[] => {
    if (specs.findIndex(({ id }) => id === spec.id) < k)
      fault(k, 'id', `"${spec.id}" is there twice; expected a name of its own`);
    const m = markets.findIndex(({ id }) => id === spec.market);
    const traded = markets.filter((one) => one.isTraded).map(({ id }) => id);
    if (m < 0 || !markets[m]!.isTraded) {
      fault(k, 'market', `"${spec.market}" is no market; expected one of ${traded.join(', ')}`);
      return [];
    }
    const market = markets[m]!;
    const ownerOf = (path: string, component: string): string => {
      const owner = run.components.find(({ id }) => id === component)?.owner;
      const isThere = market.places.some((place) => run.components[place.component]!.id === component);
      if (owner === undefined || !isThere) fault(k, path, `"${component}" is no component at "${spec.market}"`);
      else if (owner === '') fault(k, path, `"${component}" has no owner, who could be a party; give it one`);
      return owner ?? '';
    };
    if (spec.kind === 'lease') {
      check(k, 'lessee', spec.lessee);
      const { id, lessee, share } = spec;
      return [
        {
          m,
          store: spec.store,
          lease: { id, lessee, share, lessor: ownerOf('store', spec.store), rent: priceOf(spec.rent_money_per_month) },
        },
      ];
    }
    check(k, 'buyer', spec.buyer);
    const { id, kind } = spec;
    const strike = priceOf(spec.strike_money_per_kWh);
    const buyer = spec.buyer ?? `support:${spec.market}`;
    if (spec.kind !== 'swing') {
      const seller = ownerOf('source', spec.source);
      const isTraded = 'isTraded' in spec ? spec.isTraded : true;
      return [{ m, source: spec.source, contract: { id, kind, seller, buyer, strike, isTraded } }];
    }
    check(k, 'seller', spec.seller);
    const { seller, isTraded } = spec;
    const agreed = wholeOf(spec.agreed_kW * market.slotSteps * hoursOf(run.grid) * market.perUnit);
    return [{ m, source: undefined, contract: { id, kind, seller, buyer, strike, isTraded, agreed } }];
  });
  for (const one of placed) {
    const [seller, buyer] =
      'lease' in one ? [one.lease.lessor, one.lease.lessee] : [one.contract.seller, one.contract.buyer];
    const k = specs.findIndex(({ id }) => id === ('lease' in one ? one.lease.id : one.contract.id));
    if (seller === buyer)
      fault(k, 'lease' in one ? 'lessee' : 'buyer', `"${buyer}" has this contract with itself; expected two parties`);
  }
  checkLeases(specs, fault);
  if (issues.length > 0) throw new ConfigError(issues);
  return keeper(run, placed, markets);
}

function checkLeases(specs: readonly ContractSpec[], fault: (k: number, path: string, message: string) => void): void {
  const shares = new Map<string, number[]>();
  specs.forEach((spec, k) => {
    if (spec.kind !== 'lease') return;
    const all = [...(shares.get(spec.store) ?? []), spec.share];
    shares.set(spec.store, all);
    const wrong = leaseFault(all);
    if (wrong !== undefined) fault(k, 'share', `of "${spec.store}": ${wrong}`);
  });
}

function keeper(run: Run, placed: readonly Placed[], markets: readonly Market[]): ContractKeeper {
  const cleared = markets.map((): { trades: readonly Trade[]; price: number } => ({ trades: [], price: 0 }));
  const rented = new Map<string, number>();
  const byMarket = markets.map((_, m) => placed.filter((one) => one.m === m));
  return {
    kept: keptOf({ cleared, rented }),
    cleared(m, trades, price) {
      cleared[m] = { trades, price };
    },
    settle({ m, slot_ms, meter, injected, flows: { takenBy } }, i) {
      const { trades, price } = cleared[m]!;
      const market = markets[m]!.id;
      const where = { market, slot_ms };
      const sumOf = (of: (part: { readonly id: string; readonly account: string }) => boolean): [number, number] => {
        let [gave, took] = [0, 0];
        meter.parts.forEach((part, k) => {
          if (!of(part)) return;
          gave += injected[k]!;
          took += takenBy[k]!;
        });
        return [gave, took];
      };
      return byMarket[m]!.flatMap((one) => {
        const made: (Transaction | undefined)[] = [];
        if ('contract' in one) {
          const { contract, source } = one;
          const [generation] = sumOf(({ id }) => id === source);
          const [gave, took] = sumOf(({ account }) => account === contract.buyer);
          const demand = Math.max(0, took - gave);
          made.push(contractTransaction(contract, { ...where, generation, demand, price }));
        } else {
          const { lease, store } = one;
          const [gave, took] = sumOf(({ id }) => id === store);
          const mine = (party: string, order: string): boolean =>
            party === lease.lessor && componentOf(order) === store;
          const sales = trades.filter((t) => mine(t.seller, t.sellOrder));
          const purchases = trades.filter((t) => mine(t.buyer, t.buyOrder));
          made.push(leaseTransaction(lease, where, storeEarnings(sales, purchases, gave - took, price)));
          const month = run.monthOf[i]!;
          if (rented.get(lease.id) !== month) {
            rented.set(lease.id, month);
            const { covered_h, hours_h } = run.months[month]!;
            made.push(rentTransaction(lease, where, covered_h / hours_h));
          }
        }
        return made.filter((entry) => entry !== undefined);
      });
    },
  };
}
