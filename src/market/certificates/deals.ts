import {
  type CertificateRegister,
  checkGiven,
  checkIssue,
  checkOpen,
  closedTo,
  type Issue,
  totalsOf,
} from './register.ts';

/** All that is done with the certificates of one slot: made, handed on, used; what is left expires. */
export interface SlotDeals {
  readonly market: string;
  readonly slot_ms: number;
  readonly issued: readonly Omit<Issue, 'market' | 'slot_ms'>[];
  readonly moved: readonly {
    readonly source: string;
    readonly from: string;
    readonly to: string;
    readonly quantity: number;
  }[];
  readonly used: readonly { readonly source: string; readonly by: string; readonly quantity: number }[];
}

/** Certificates of one source in the slot: how many there are, were used, and are held, by owner. */
interface Counted {
  readonly issued: number;
  used: number;
  readonly by: Map<string, number>;
}

/**
 * Brings the deals of a slot into a register and closes the slot: all of them, or none. They are counted by lot, without the
 * numbers of single certificates, which are nobody's once the slot is closed.
 * @returns how many expired
 * @throws CertificateError where one cannot be
 */
export function applyDeals(register: CertificateRegister, { market, slot_ms, issued, moved, used }: SlotDeals): number {
  const lots = new Map<string, Counted>();
  const closed_ms = closedTo(register, market);
  let { next } = register;
  for (const one of issued) {
    const { source, owner, quantity } = one;
    checkIssue({ market, slot_ms, source }, one, { closed_ms, isThere: lots.has(source), next });
    lots.set(source, { issued: quantity, used: 0, by: new Map([[owner, quantity]]) });
    next += quantity;
  }
  const take = (source: string, quantity: number, owner: string): Counted => {
    const lot = lots.get(source);
    const holds = lot?.by.get(owner) ?? 0;
    checkGiven({ market, slot_ms, source }, quantity, owner, holds);
    lot!.by.set(owner, holds - quantity);
    return lot!;
  };
  for (const { source, from, to, quantity } of moved) {
    const { by } = take(source, quantity, from);
    by.set(to, (by.get(to) ?? 0) + quantity);
  }
  for (const { source, by, quantity } of used) take(source, quantity, by).used += quantity;
  checkOpen(register, market, slot_ms);
  register.next = next;
  register.closed.set(market, slot_ms);
  let expired = 0;
  for (const [source, lot] of lots) {
    const totals = totalsOf(register, market, source);
    totals.issued += lot.issued;
    totals.cancelled += lot.used;
    totals.expired += lot.issued - lot.used;
    expired += lot.issued - lot.used;
  }
  return expired;
}
