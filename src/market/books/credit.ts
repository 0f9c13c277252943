import { balanceOf } from '../ledger/balances.ts';
import { type Credit, creditRefusal } from '../ledger/credit.ts';
import type { Order } from '../order.ts';
import { type Books, marketOf } from './books.ts';

/** What a party has, may owe, and has tied up in open orders; micro-money. */
export const creditOf = (books: Books, party: string): Credit => ({
  balance: balanceOf(books.balances, party),
  limit: books.parties.get(party)?.limit ?? 0,
  reserved: books.reserved.get(party) ?? 0,
});

/** Why an order is past the credit of its party, if it is: what the desk asks where orders come in. */
export const creditReason = (books: Books, order: Order): string | undefined =>
  creditRefusal(order, creditOf(books, order.party), marketOf(books, order.market).bounds)?.reason;
