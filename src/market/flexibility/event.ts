import type { Transaction } from '../ledger/transaction.ts';
import { moneyOf, wholeOf } from '../quanta.ts';
import {
  type Activation,
  activate,
  type FlexibilityOffer,
  flexibilityAccount,
  flexibilityTransaction,
  type Performance,
  type ProgrammeTerms,
  perform,
} from './programme.ts';

/** An event whose offers are chosen: what is kept of it until its last slot is reported. */
export interface EventCall {
  readonly programme: ProgrammeTerms;
  readonly event: string;
  /** When it was told, ms UTC. */
  readonly told_ms: number;
  /** Start of each slot, ms UTC. */
  readonly slots: readonly number[];
  /** By slot: what is needed of all together, whole quanta. */
  readonly needed: readonly number[];
  readonly offers: readonly FlexibilityOffer[];
  /** By slot. */
  readonly activated: readonly (readonly Activation[])[];
}

/** What a party did in a slot of an event, against what it would have done. */
export interface ReportLine {
  readonly party: string;
  /** Net take that its meters of like days say it would have had, whole quanta; null where it has no like day. */
  readonly baseline: number | null;
  /** Days that the baseline is the mean of (since 1970-01-01, local), and what their mean was multiplied by. */
  readonly days: readonly number[];
  readonly adjustment: number;
  /** Net take, whole quanta. */
  readonly metered: number;
  /** Micro-money. */
  readonly payment: number;
  readonly penalty: number;
}

/** Chooses offers slot by slot: those within the price that the programme pays at most, cheapest first. */
export const selectOffers = (
  { most }: Pick<ProgrammeTerms, 'most'>,
  needed: readonly number[],
  offers: readonly FlexibilityOffer[],
): Activation[][] => {
  const within = offers.filter(({ price }) => price <= most);
  return needed.map((quanta) => [...activate(within, quanta, 0).activated]);
};

/** What of a slot was activated of a party in all, and its price. */
export function activatedOf(
  { activated }: Pick<EventCall, 'activated'>,
  k: number,
  party: string,
): Pick<Activation, 'quantity' | 'price'> {
  let [quantity, price] = [0, 0];
  for (const one of activated[k] ?? []) {
    if (one.party !== party) continue;
    quantity += one.quantity;
    price = one.price;
  }
  return { quantity, price };
}

/** Who has something activated in a slot. */
export const partiesOf = ({ activated }: Pick<EventCall, 'activated'>, k: number): string[] => [
  ...new Set((activated[k] ?? []).map(({ party }) => party)),
];

/**
 * Judges a slot of a party: by `perform`, with the sign of the product, so that taking more is what is delivered by a turn-up.
 * Without a baseline nothing is paid, and nothing charged.
 */
export function performanceOf(
  call: Pick<EventCall, 'activated' | 'programme'>,
  k: number,
  { party, baseline, metered }: Pick<ReportLine, 'party' | 'baseline' | 'metered'>,
): Performance {
  const { programme } = call;
  const asked = activatedOf(call, k, party);
  if (baseline === null) return { performed: 0, delivered: 0, shortfall: 0, payment: 0, penalty: 0 };
  return programme.product === 'turnUp'
    ? perform(asked, metered, baseline, programme)
    : perform(asked, baseline, metered, programme);
}

/** What parties delivered of what was activated, in the slots that are reported. */
export interface Progress {
  readonly reported: readonly number[];
  /** By party: whole quanta, and the highest that was activated in a slot. */
  readonly sums: Readonly<
    Record<string, { readonly delivered: number; readonly activated: number; readonly highest: number }>
  >;
}

export const noProgress: Progress = { reported: [], sums: {} };

/**
 * Books a reported slot: what each party gets or pays, and with the last slot what availability it is paid:
 *   availability x highest activated power x delivered / activated
 * @param slot_h length of a slot
 * @returns what is booked, and the progress after it
 */
export function reportTransactions(
  call: EventCall,
  progress: Progress,
  slot_ms: number,
  lines: readonly ReportLine[],
  slot_h: number,
): { readonly made: readonly Transaction[]; readonly after: Progress } {
  const { programme, event } = call;
  const k = call.slots.indexOf(slot_ms);
  const made: Transaction[] = [];
  const sums = { ...progress.sums };
  for (const line of lines) {
    const performance = performanceOf(call, k, line);
    const entry = flexibilityTransaction(programme, { id: event }, slot_ms, line.party, performance);
    if (entry !== undefined) made.push(entry);
    if (line.baseline === null) continue;
    const { quantity } = activatedOf(call, k, line.party);
    const { delivered, activated, highest } = sums[line.party] ?? { delivered: 0, activated: 0, highest: 0 };
    sums[line.party] = {
      delivered: delivered + performance.delivered,
      activated: activated + quantity,
      highest: Math.max(highest, quantity),
    };
  }
  const after: Progress = { reported: [...progress.reported, slot_ms], sums };
  if (after.reported.length < call.slots.length || programme.availability === 0) return { made, after };
  for (const [party, { delivered, activated, highest }] of Object.entries(sums)) {
    if (activated === 0) continue;
    const full = moneyOf(highest, wholeOf(programme.availability / slot_h));
    const money = wholeOf((full * delivered) / activated);
    if (money === 0) continue;
    made.push({
      kind: 'flexibility',
      market: programme.market,
      slot_ms,
      key: `availability ${event} ${party}`,
      revision: 0,
      lines: [
        { account: programme.account ?? flexibilityAccount(programme.id), money: 0 - money, quanta: 0 },
        { account: party, money, quanta: 0 },
      ],
      refs: {
        text: `event "${event}" of "${programme.id}": availability of ${(highest / 1000 / slot_h).toFixed(3)} units of power, ${((100 * delivered) / activated).toFixed(1)} % delivered`,
      },
    });
  }
  return { made, after };
}
