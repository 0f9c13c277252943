import { shareOut } from '../quanta.ts';
import { isParty, lossesAccount } from './accounts.ts';
import { minus, plus, sorted } from './exact.ts';
import { type MeterHistory, passedBetween } from './history.ts';
import type { Reading } from './register.ts';

/**
 * What stands in where no reading says what an account did in a slot, until one comes:
 * - `asTraded`: what it traded
 * - `asBefore`: what it was settled at in the slot before
 * - `zero`: nothing
 * Whatever of the bus is then unaccounted for goes to the accounts that are estimated.
 */
export type MissingPolicy = 'asTraded' | 'asBefore' | 'zero';

/** What every account of a market was metered at in a slot; sums to 0. */
export interface Metered {
  readonly quanta: Readonly<Record<string, number>>;
  readonly readings: ReadonlyMap<string, readonly Reading[]>;
  /** Accounts without a reading at one end of the slot. */
  readonly estimated: readonly string[];
  /** Quanta beyond rounding that no meter accounts for, booked as losses. */
  readonly unaccounted: number;
}

export interface MeteringInput {
  readonly market: string;
  readonly from_ms: number;
  readonly to_ms: number;
  /** Meters of the market by id, with the account that each counts for. */
  readonly meters: readonly { readonly id: string; readonly account: string }[];
  readonly historyOf: (meter: string) => MeterHistory;
  readonly missing: MissingPolicy;
  /** What an account sold less what it bought. */
  readonly tradedOf: (account: string) => number;
  /** What an account was metered at in the slot before. */
  readonly beforeOf: (account: string) => number;
}

/** Reads all meters of a market for a slot and makes them sum to the bus. */
export function meteredOf(input: MeteringInput): Metered {
  const { from_ms, to_ms, meters, historyOf, missing, tradedOf, beforeOf } = input;
  const raw = new Map<string, number>();
  const readings = new Map<string, readonly Reading[]>();
  const estimated = new Set<string>();
  const unknown = new Set<string>();
  for (const { id, account } of meters) {
    const passed = passedBetween(historyOf(id), from_ms, to_ms);
    raw.set(account, plus(raw.get(account) ?? 0, passed?.net ?? 0));
    if (passed === undefined) unknown.add(account);
    else {
      const others = readings.get(account);
      readings.set(account, others === undefined ? passed.readings : [...others, ...passed.readings]);
    }
    if (passed?.isEstimated !== false) estimated.add(account);
  }
  for (const account of unknown)
    raw.set(account, missing === 'asTraded' ? tradedOf(account) : missing === 'asBefore' ? beforeOf(account) : 0);
  const guessed = sorted([...estimated]);
  const { quanta, unaccounted } = reconcile(input.market, raw, guessed, meters.length);
  return { quanta, readings, estimated: guessed, unaccounted };
}

/**
 * Makes metered quanta sum to 0. What rounding leaves (less than one quantum for each register) goes to the parties by
 * what they moved, by largest remainder; what is more goes to accounts that are estimated where there are some, and to
 * the losses of the market where there are none. It looks at this slot alone, so that a late reading moves no other slot.
 * @param raw quanta by account, into the bus positive; losses below 0
 */
export function reconcile(
  market: string,
  raw: ReadonlyMap<string, number>,
  estimated: readonly string[],
  meters: number,
): { readonly quanta: Record<string, number>; readonly unaccounted: number } {
  const accounts = sorted([...raw.keys()]);
  const quanta: Record<string, number> = {};
  let off = 0;
  for (const account of accounts) {
    const own = raw.get(account)!;
    quanta[account] = own;
    off = plus(off, own);
  }
  const give = (to: readonly string[]): void => {
    const parts = shareOut(
      minus(off),
      to.map((account) => Math.abs(quanta[account]!)),
    );
    for (const [k, account] of to.entries()) quanta[account] = plus(quanta[account]!, parts[k]!);
  };
  if (off === 0) return { quanta, unaccounted: 0 };
  const parties = accounts.filter(isParty);
  if (estimated.length > 0) give(estimated);
  // Each meter has two registers, and the difference of two rounded states is off by less than one.
  else if (parties.length > 0 && Math.abs(off) < 2 * meters) give(parties);
  else {
    const losses = lossesAccount(market);
    quanta[losses] = plus(quanta[losses] ?? 0, minus(off));
    return { quanta, unaccounted: off };
  }
  return { quanta, unaccounted: 0 };
}
