import type { ZoneRules } from '../../core/zone.ts';
import type { Books } from '../books/books.ts';
import type { Entry } from '../books/replay.ts';
import { byText, plus } from '../ledger/exact.ts';
import type { Reading } from '../ledger/register.ts';
import { localDay } from '../ledger/slots.ts';
import type { Transaction, TransactionKind } from '../ledger/transaction.ts';

/** One thing that was booked to a party. */
export interface StatementLine {
  /** Line of the journal that booked it, from 1. */
  readonly place: number;
  /** When it was booked, ms UTC. */
  readonly at_ms: number;
  readonly market: string;
  /** The day it counts for: start of the slot, or of the period. */
  readonly slot_ms: number;
  readonly kind: TransactionKind | 'sale' | 'purchase';
  readonly key: string;
  readonly revision: number;
  /** Set where it takes back the one of this revision. */
  readonly reverses?: number;
  /** Sold and injected above 0, bought and taken below; of a deviation metered less traded. Quanta. */
  readonly quanta: number;
  /** Micro-money per thousand quanta. */
  readonly price?: number;
  /** What the party gets; below 0 where it pays. Micro-money. */
  readonly money: number;
  /** Network fee that is in it, micro-money. */
  readonly fee: number;
  /** Its own order. */
  readonly order?: string;
  /** Of its own meters. */
  readonly readings: readonly Reading[];
  readonly tariff?: string;
  readonly isEstimated: boolean;
  readonly text?: string;
}

/** All of one party in one period. Money is whole micro-money, energy whole quanta. */
export interface Statement {
  readonly site: string;
  readonly party: string;
  readonly label: string;
  readonly currency: string;
  readonly from_ms: number;
  readonly to_ms: number;
  readonly zone: ZoneRules;
  /** Whether it was issued; what is booked later stands on the next one. */
  readonly isFinal: boolean;
  readonly opening: number;
  /** Booked since the statement before, for days of earlier periods. */
  readonly earlier: readonly StatementLine[];
  /** Of the period, by day, slot, market and place. */
  readonly lines: readonly StatementLine[];
  readonly closing: number;
  /** Unit of each market's thousand quanta. */
  readonly units: Readonly<Record<string, 'kWh' | 'kg'>>;
  /** The journal as it was: whoever keeps both proves later that nothing before was changed. */
  readonly proof: { readonly entries: number; readonly head: string };
}

export interface StatementRequest {
  readonly party: string;
  readonly from_ms: number;
  readonly to_ms: number;
  readonly zone: ZoneRules;
}

/** Gathers statements while a journal is read, or an exchange runs: give it every entry in turn. */
export interface StatementCollector {
  take(entry: Entry, books: Books): void;
  /** @throws RangeError where no entry was given */
  done(): Statement;
}

function lineOf(
  party: string,
  { place, record }: Entry,
  transaction: Transaction,
  isOwn: (meter: string) => boolean,
): StatementLine | undefined {
  const { market, slot_ms, kind, key, revision, reverses, lines, refs } = transaction;
  let [money, quanta, fee] = [0, 0, 0];
  let isParty = false;
  for (const line of lines) {
    if (line.account === party) {
      isParty = true;
      money = plus(money, line.money);
      quanta = plus(quanta, line.quanta);
    } else if (kind === 'trade' && line.quanta === 0) fee = plus(fee, line.money);
  }
  if (!isParty) return undefined;
  const isSale = kind === 'trade' && quanta < 0 !== (reverses !== undefined);
  const order = refs.orders?.[isSale ? 0 : 1];
  return {
    place,
    at_ms: record.at_ms,
    market,
    slot_ms,
    kind: kind === 'trade' ? (isSale ? 'sale' : 'purchase') : kind,
    key,
    revision,
    ...(reverses === undefined ? {} : { reverses }),
    // What is sold or settled leaves the party's energy account; what meters count comes to it.
    quanta: kind === 'metering' || quanta === 0 ? quanta : -quanta,
    ...(refs.price === undefined ? {} : { price: refs.price }),
    money,
    fee: kind === 'trade' && !isSale ? fee : 0,
    ...(order === undefined ? {} : { order: order.slice(order.indexOf('/') + 1) }),
    readings: (refs.readings ?? []).filter(({ meter }) => isOwn(meter)),
    ...(refs.tariff === undefined ? {} : { tariff: refs.tariff }),
    isEstimated: refs.estimated?.includes(party) === true,
    ...(refs.text === undefined ? {} : { text: refs.text }),
  };
}

const sumOf = (lines: readonly StatementLine[]): number => lines.reduce((sum, { money }) => plus(sum, money), 0);

/**
 * A statement holds what counts for the days of its period and was booked until it was issued. What is booked later for
 * such a day stands on the next one as a correction of an earlier period, so that opening and closing balances join and no
 * statement that went out ever changes. Where none was issued before, it opens with what was booked until its period began.
 */
export function statementCollector({ party, from_ms, to_ms, zone }: StatementRequest): StatementCollector {
  let opening = 0;
  let earlier: StatementLine[] = [];
  const lines: StatementLine[] = [];
  let [isFinal, hasIssued] = [false, false];
  let last: { readonly entry: Entry; readonly books: Books } | undefined;
  let proof = { entries: 0, head: '' };
  return {
    take(entry, books) {
      last = { entry, books };
      if (isFinal) return;
      const { record, transactions } = entry;
      proof = { entries: entry.place, head: entry.head };
      if (record.kind === 'issued') {
        if (record.from_ms === from_ms && record.to_ms === to_ms) isFinal = true;
        else if (record.to_ms <= from_ms) {
          hasIssued = true;
          opening = plus(opening, sumOf(earlier));
          earlier = [];
        }
        return;
      }
      for (const transaction of transactions) {
        if (transaction.slot_ms >= to_ms) continue;
        const line = lineOf(party, entry, transaction, (meter) => books.meters.get(meter)?.account === party);
        if (line === undefined) continue;
        if (line.slot_ms >= from_ms) lines.push(line);
        else if (!hasIssued && record.at_ms <= from_ms) opening = plus(opening, line.money);
        else if (line.money !== 0) earlier.push(line);
      }
    },
    done() {
      if (last === undefined) throw new RangeError(`no entry was read, so that "${party}" has no statement`);
      const { books } = last;
      lines.sort((a, b) => a.slot_ms - b.slot_ms || byText(a.market, b.market) || a.place - b.place);
      const units = [...books.markets.values()].map(({ id, unit }) => [id, unit === 'g' ? 'kg' : 'kWh'] as const);
      return {
        site: books.site,
        party,
        label: books.parties.get(party)?.label ?? party,
        currency: books.currency,
        from_ms,
        to_ms,
        zone,
        isFinal,
        opening,
        earlier,
        lines,
        closing: plus(plus(opening, sumOf(earlier)), sumOf(lines)),
        units: Object.fromEntries(units),
        proof,
      };
    },
  };
}

/** The lines of each local day of a statement, by date (days since 1970-01-01). */
export function statementDays({ lines, zone }: Statement): Map<number, StatementLine[]> {
  const days = new Map<number, StatementLine[]>();
  for (const line of lines) {
    const day = localDay(zone, line.slot_ms);
    const list = days.get(day);
    if (list === undefined) days.set(day, [line]);
    else list.push(line);
  }
  return days;
}
