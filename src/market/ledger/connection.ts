import { sharedAccount, utilityAccount } from './accounts.ts';
import { apportion } from './apportion.ts';
import { minus, plus } from './exact.ts';
import { shapley, type Takes } from './shapley.ts';
import type { Transaction } from './transaction.ts';

/**
 * How parties share the fixed and demand charge of a connection:
 * - `coincidentPeak`: by what each takes in the slot in which all together take most
 * - `ownPeak`: by the most that each takes in any slot
 * - `energy`: by all that each takes
 * - `shapley`: by what each adds to the peak, over all orders in which they may come
 */
export type ChargeMethod = 'coincidentPeak' | 'ownPeak' | 'energy' | 'shapley';

/** A part of a demand charge that counts some slots alone. */
export interface ChargeWindow {
  /** Whole micro-money. */
  readonly demand: number;
  /** Numbers of the slots that count, from the start of the period on. */
  readonly slots: readonly number[];
}

export interface ConnectionCharge {
  /** The component whose connection all share. */
  readonly component: string;
  /** Start of the period that is billed. */
  readonly from_ms: number;
  readonly revision: number;
  /** Of the utility's bill, whole micro-money. */
  readonly demand: number;
  /** Parts of it that count some slots alone; the rest counts all. */
  readonly windows?: readonly ChargeWindow[];
  /** Of the utility's bill, whatever is taken; whole micro-money. */
  readonly fixed: number;
  /** Of the utility's bill, on all of it for the power factor: less than 0 where it is a bonus. Shared by energy taken. */
  readonly adjustment?: number;
  readonly method: ChargeMethod;
  /** Of the chance that samples orders where parties are many. */
  readonly seed: number;
  readonly parties: readonly string[];
  /** By party, then by slot of the period: whole quanta taken from the bus of the connection, injected ones below 0. */
  readonly takes: Takes;
  /** Period of the tariff, as its bill names it. */
  readonly tariff?: string;
}

const up = (v: number): number => (v > 0 ? v : 0);

/** The shares of the parties in the demand charge, summing to 1. All alike where nobody takes anything. */
export function chargeShares(method: ChargeMethod, takes: Takes, seed: number): number[] {
  const shares = sharesBy(method, takes, seed);
  const sum = shares.reduce((a, b) => a + b, 0);
  return shares.map((share) => (sum > 0 ? share / sum : 1 / takes.length));
}

/**
 * Shares in the fixed charge. A coalition owes it as soon as one of its members takes anything, so that by Shapley's value
 * all who do bear it alike; by the other methods it goes the way of the demand charge.
 */
function fixedShares(method: ChargeMethod, takes: Takes, demand: readonly number[]): readonly number[] {
  if (method !== 'shapley') return demand;
  const users = takes.map((take) => take.some((v) => v > 0));
  const count = users.filter(Boolean).length;
  return count === 0 ? demand : users.map((isUser) => (isUser ? 1 / count : 0));
}

function sharesBy(method: ChargeMethod, takes: Takes, seed: number): number[] {
  switch (method) {
    case 'coincidentPeak':
      return coincident(takes);
    case 'ownPeak':
      return takes.map((take) => take.reduce((most, v) => Math.max(most, v), 0));
    case 'energy':
      return takes.map((take) => take.reduce((sum, v) => sum + up(v), 0));
    case 'shapley':
      return shapley(takes, seed);
  }
}

/** What each takes in the slot of the highest joint take; in all of them where several are as high. */
function coincident(takes: Takes): number[] {
  const slots = takes[0]?.length ?? 0;
  let peak = 0;
  const joint: number[] = [];
  for (let t = 0; t < slots; t++) {
    let sum = 0;
    for (const take of takes) sum += take[t]!;
    joint.push(sum);
    peak = Math.max(peak, sum);
  }
  return takes.map((take) => (peak === 0 ? 0 : take.reduce((sum, v, t) => sum + (joint[t] === peak ? up(v) : 0), 0)));
}

/** What each party pays of all charges together: sums to the bill to the micro-money. */
export function chargeParts(charge: ConnectionCharge): number[] {
  const { demand, windows = [], fixed, adjustment = 0, method, takes, seed } = charge;
  const parts = takes.map(() => 0);
  if (takes.length === 0) return parts;
  const add = (bill: number, shares: readonly number[]): void => {
    if (bill !== 0) for (const [k, part] of apportion(bill, shares).entries()) parts[k] = plus(parts[k]!, part);
  };
  if (demand !== 0 || fixed !== 0) {
    const shares = chargeShares(method, takes, seed);
    const ofFixed = fixedShares(method, takes, shares);
    const inWindows = windows.map(({ slots }) =>
      chargeShares(
        method,
        takes.map((take) => slots.map((slot) => take[slot] ?? 0)),
        seed,
      ),
    );
    const rest = windows.reduce((sum, window) => plus(sum, minus(window.demand)), demand);
    add(
      plus(demand, fixed),
      shares.map((share, k) =>
        windows.reduce((sum, window, w) => sum + window.demand * inWindows[w]![k]!, rest * share + fixed * ofFixed[k]!),
      ),
    );
  }
  if (adjustment !== 0) add(adjustment, chargeShares('energy', takes, seed));
  return parts;
}

/** Books the bill of the utility, and what each party pays of it; the shared account ends at 0. */
export function chargeTransactions(charge: ConnectionCharge): Transaction[] {
  const { component, from_ms, revision, demand, fixed, adjustment = 0, method, parties, tariff } = charge;
  const shared = sharedAccount(component);
  const bill = plus(plus(demand, fixed), adjustment);
  if (demand === 0 && fixed === 0 && adjustment === 0) return [];
  const head = { kind: 'connection', market: shared, slot_ms: from_ms, revision } as const;
  const refs = {
    ...(tariff === undefined ? {} : { tariff }),
    text: `fixed and demand charge, shared by ${method}${adjustment === 0 ? '' : '; adjustment for the power factor, by energy'}`,
  };
  const parts = chargeParts(charge);
  return [
    {
      ...head,
      key: 'bill',
      lines: [
        { account: utilityAccount(component), money: bill, quanta: 0 },
        { account: shared, money: minus(bill), quanta: 0 },
      ],
      refs,
    },
    ...parties.flatMap((account, k): Transaction[] =>
      parts[k] === 0
        ? []
        : [
            {
              ...head,
              key: `share ${account}`,
              lines: [
                { account, money: minus(parts[k]!), quanta: 0 },
                { account: shared, money: parts[k]!, quanta: 0 },
              ],
              refs,
            },
          ],
    ),
  ];
}
