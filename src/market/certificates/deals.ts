import {
  type CertificateRegister,
  cancel,
  closeSlot,
  type Issue,
  issue,
  openRegister,
  type Some,
  transfer,
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

/**
 * Brings the deals of a slot into a register and closes the slot: all of them, or none.
 * @returns how many expired
 * @throws CertificateError where one cannot be
 */
export function applyDeals(register: CertificateRegister, deals: SlotDeals): number {
  const { market, slot_ms, issued, moved, used } = deals;
  // On the side, so that a deal that cannot be leaves everything as it was.
  const aside: CertificateRegister = { ...openRegister(), next: register.next, closed: new Map(register.closed) };
  const of = (source: string, quantity: number): Some => ({ market, slot_ms, source, quantity });
  for (const one of issued) issue(aside, { market, slot_ms, ...one });
  for (const { source, from, to, quantity } of moved) transfer(aside, of(source, quantity), from, to);
  for (const { source, by, quantity } of used) cancel(aside, of(source, quantity), by);
  const expired = closeSlot(aside, market, slot_ms);
  register.next = aside.next;
  register.closed.set(market, slot_ms);
  for (const [key, add] of aside.totals) {
    const sum = register.totals.get(key) ?? { issued: 0, cancelled: 0, expired: 0 };
    sum.issued += add.issued;
    sum.cancelled += add.cancelled;
    sum.expired += add.expired;
    register.totals.set(key, sum);
  }
  return expired;
}
