import { slotKey } from '../ledger/balances.ts';
import { isCount } from '../quanta.ts';

/** What a source gave in a slot, and the certificates for it: one for every quantum, with a number of its own. */
export interface Issue {
  readonly market: string;
  readonly slot_ms: number;
  /** The component that was metered. */
  readonly source: string;
  /** What it is, such as `pv`. */
  readonly kind: string;
  /** Whose it is: the first holder. */
  readonly owner: string;
  /** Quanta that its meter counted in the slot. */
  readonly metered: number;
  /** Quanta that certificates are issued for; never more. */
  readonly quantity: number;
  /** Carbon that they carry, whole mg per thousand quanta: scope 1 and 2 of making them. */
  readonly carbon: number;
}

/** Certificates in a row of numbers, and who holds them. */
export interface Span {
  readonly owner: string;
  readonly first: number;
  readonly count: number;
}

export interface Lot extends Issue {
  /** Number of its first certificate; the others follow. */
  readonly first: number;
}

interface OpenLot {
  readonly lot: Lot;
  held: readonly Span[];
}

/** Quanta of certificates of one source since the register began. */
export interface CertificateTotals {
  issued: number;
  cancelled: number;
  expired: number;
}

/**
 * All certificates of an exchange. One is valid in its own slot alone, so only slots that are open are held one by one; of
 * those before, totals by source stay. Plain data.
 */
export interface CertificateRegister {
  /** Number of the next certificate. */
  next: number;
  /** By market and slot, then by source. */
  readonly open: Map<string, Map<string, OpenLot>>;
  /** By `market/source`. */
  readonly totals: Map<string, CertificateTotals>;
  /** By market: the last slot that was closed. */
  readonly closed: Map<string, number>;
}

export class CertificateError extends Error {
  override readonly name = 'CertificateError';
}

export const openRegister = (): CertificateRegister => ({
  next: 1,
  open: new Map(),
  totals: new Map(),
  closed: new Map(),
});

/** A source in a slot of a market. */
type Place = Pick<Issue, 'market' | 'slot_ms' | 'source'>;

const nameOf = ({ market, slot_ms, source }: Place): string => `${slotKey(market, slot_ms)}/${source}`;

/** The totals of a source, made where there are none. */
export function totalsOf({ totals }: CertificateRegister, market: string, source: string): CertificateTotals {
  const key = `${market}/${source}`;
  let found = totals.get(key);
  if (found === undefined) {
    found = { issued: 0, cancelled: 0, expired: 0 };
    totals.set(key, found);
  }
  return found;
}

function checkCount(of: Place, quantity: number): void {
  if (!isCount(quantity) || quantity <= 0)
    throw new CertificateError(`${nameOf(of)}: ${quantity} certificates; expected a whole number above 0`);
}

/**
 * Whether certificates can be made for what a source gave in a slot.
 * @param next number of the first of them
 * @throws CertificateError where more than was metered, a second time, or for a slot that is closed
 */
export function checkIssue(
  of: Place,
  { metered, quantity, carbon }: Pick<Issue, 'metered' | 'quantity' | 'carbon'>,
  { closed_ms, isThere, next }: { readonly closed_ms: number; readonly isThere: boolean; readonly next: number },
): void {
  checkCount(of, quantity);
  const refuse = (why: string): never => {
    throw new CertificateError(`${nameOf(of)}: ${why}`);
  };
  if (!isCount(metered) || quantity > metered)
    refuse(`${quantity} certificates for ${metered} quanta metered; expected no more`);
  if (!isCount(carbon)) refuse(`carbon of ${carbon} mg; expected a whole number`);
  if (of.slot_ms <= closed_ms) refuse('the slot is closed; certificates are issued before');
  if (!isCount(next + quantity)) refuse('numbers of certificates are past 2^53');
  if (isThere) refuse('was issued already; a quantum has one certificate');
}

/** @throws CertificateError where an owner gives none, or more than it holds */
export function checkGiven(of: Place, quantity: number, owner: string, holds: number): void {
  checkCount(of, quantity);
  if (holds < quantity)
    throw new CertificateError(`${nameOf(of)}: "${owner}" gives ${quantity} certificates and holds ${holds}`);
}

/** The last slot of a market that is closed; -Infinity where none is. */
export const closedTo = ({ closed }: CertificateRegister, market: string): number =>
  closed.get(market) ?? Number.NEGATIVE_INFINITY;

/** @throws CertificateError where a slot is closed already */
export function checkOpen(register: CertificateRegister, market: string, slot_ms: number): void {
  if (slot_ms <= closedTo(register, market))
    throw new CertificateError(`${slotKey(market, slot_ms)}: is closed already`);
}

/** Makes certificates for what a source gave in a slot. @throws CertificateError where it cannot */
export function issue(register: CertificateRegister, issued: Issue): Lot {
  const { market, slot_ms, source, quantity, owner } = issued;
  const key = slotKey(market, slot_ms);
  const slot = register.open.get(key) ?? new Map<string, OpenLot>();
  checkIssue(issued, issued, {
    closed_ms: closedTo(register, market),
    isThere: slot.has(source),
    next: register.next,
  });
  const lot: Lot = { ...issued, first: register.next };
  register.open.set(key, slot);
  slot.set(source, { lot, held: [{ owner, first: lot.first, count: quantity }] });
  register.next += quantity;
  totalsOf(register, market, source).issued += quantity;
  return lot;
}

/** Some certificates of one source and slot. */
export interface Some {
  readonly market: string;
  readonly slot_ms: number;
  readonly source: string;
  readonly quantity: number;
}

/** Takes certificates from a holder, lowest numbers first. @throws CertificateError where it holds fewer */
function take(register: CertificateRegister, some: Some, owner: string): { readonly open: OpenLot; taken: Span[] } {
  const lot = register.open.get(slotKey(some.market, some.slot_ms))?.get(some.source);
  const own = lot?.held.filter((span) => span.owner === owner) ?? [];
  checkGiven(
    some,
    some.quantity,
    owner,
    own.reduce((sum, { count }) => sum + count, 0),
  );
  // Who holds some has a lot to hold them of.
  const open = lot!;
  const taken: Span[] = [];
  const left: Span[] = [];
  let missing = some.quantity;
  for (const span of open.held) {
    const count = span.owner === owner ? Math.min(missing, span.count) : 0;
    missing -= count;
    if (count > 0) taken.push({ ...span, count });
    if (count < span.count) left.push({ ...span, first: span.first + count, count: span.count - count });
  }
  open.held = left;
  return { open, taken };
}

/** Hands certificates on. @throws CertificateError where the giver does not hold them */
export function transfer(register: CertificateRegister, some: Some, from: string, to: string): void {
  const { open, taken } = take(register, some, from);
  open.held = [...open.held, ...taken.map((span) => ({ ...span, owner: to }))];
}

/** Cancels certificates for what their holder used in their slot. @throws CertificateError where it does not hold them */
export function cancel(register: CertificateRegister, some: Some, owner: string): readonly Span[] {
  const { taken } = take(register, some, owner);
  totalsOf(register, some.market, some.source).cancelled += some.quantity;
  return taken;
}

/** Closes a slot: what is still held then was used by nobody in its own time, and expires. @returns how many did */
export function closeSlot(register: CertificateRegister, market: string, slot_ms: number): number {
  checkOpen(register, market, slot_ms);
  let sum = 0;
  const key = slotKey(market, slot_ms);
  for (const [source, { held }] of register.open.get(key) ?? []) {
    const count = held.reduce((all, span) => all + span.count, 0);
    totalsOf(register, market, source).expired += count;
    sum += count;
  }
  register.open.delete(key);
  register.closed.set(market, slot_ms);
  return sum;
}

/** Certificates that are held, by owner. */
export function holdings({ open }: CertificateRegister): Map<string, number> {
  const sums = new Map<string, number>();
  for (const slot of open.values())
    for (const { held } of slot.values())
      for (const { owner, count } of held) sums.set(owner, (sums.get(owner) ?? 0) + count);
  return sums;
}

/**
 * Proves the register: of every source as many are issued as are held, cancelled and expired, and no number is held twice.
 * @throws CertificateError where not
 */
export function prove({ open, totals, next }: CertificateRegister): void {
  const held = new Map<string, number>();
  const spans: Span[] = [];
  for (const slot of open.values())
    for (const { lot, held: some } of slot.values()) {
      const key = `${lot.market}/${lot.source}`;
      held.set(key, (held.get(key) ?? 0) + some.reduce((sum, { count }) => sum + count, 0));
      spans.push(...some);
    }
  for (const [key, { issued, cancelled, expired }] of totals)
    if (issued !== (held.get(key) ?? 0) + cancelled + expired)
      throw new CertificateError(
        `${key}: issued ${issued}, but held ${held.get(key) ?? 0}, cancelled ${cancelled} and expired ${expired}`,
      );
  let last = 0;
  for (const { first, count, owner } of spans.sort((a, b) => a.first - b.first)) {
    if (first <= last || first + count > next)
      throw new CertificateError(`certificates ${first} to ${first + count - 1} of "${owner}" are held twice`);
    last = first + count - 1;
  }
}
