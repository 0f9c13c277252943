import { z } from 'zod';
import { didYouMean } from '../core/nearest.ts';
import { microOf } from './decimal.ts';
import type { Attributes, Order, Rejection, RejectionCode } from './order.ts';
import { MICRO } from './quanta.ts';

const Name = z.string().regex(/^[a-z][a-zA-Z0-9-]{0,63}$/);
const OrderId = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._:-]{0,63}$/);
const Money = z.union([z.number(), z.string()]);

/** An order as it comes in by MQTT or HTTP. Names carry units: Wh and money per kWh, or g and money per kg. */
export const OrderPayload = z.strictObject({
  /** Never used before by its party for a slot that is still open. */
  id: OrderId,
  /** Its sender, if it says so. */
  party: Name.optional(),
  market: Name,
  /** Start of the slot, ms UTC. */
  slot_ms: z.int(),
  side: z.enum(['buy', 'sell']),
  quantity_Wh: z.number().optional(),
  quantity_g: z.number().optional(),
  /** Left out: at any price. A text such as "0.4321" or a number; exact to the sixth decimal. */
  limit_money_per_kWh: Money.optional(),
  limit_money_per_kg: Money.optional(),
  /** Most that is paid for a wanted partner or source. */
  preferredLimit_money_per_kWh: Money.optional(),
  preferredLimit_money_per_kg: Money.optional(),
  partner: Name.optional(),
  /** Of a sale its one source, of a purchase those that it wants, first choice first. */
  sources: z.array(Name).max(8).optional(),
  immediate: z.boolean().optional(),
});
export type OrderPayload = z.infer<typeof OrderPayload>;

/** A wish to take an order back. */
export const CancelPayload = z.strictObject({ cancel: OrderId, party: Name.optional() });

export interface Ranges {
  /** Largest limit either way, micro-money per thousand quanta. */
  readonly maxPrice: number;
  /** Largest quantity of an order, quanta. */
  readonly maxQuantity: number;
}

/** A refusal without its address. */
export type Fault = Pick<Rejection, 'code' | 'reason'>;
export const isFault = (value: object): value is Fault => 'code' in value;
const fault = (code: RejectionCode, reason: string): Fault => ({ code, reason });

/** What is wrong with a payload that its schema refuses. */
export function schemaFault(issues: readonly z.core.$ZodIssue[], known: readonly string[]): Fault {
  const told = issues.map((issue) => {
    if (issue.code === 'unrecognized_keys')
      return issue.keys.map((key) => `unknown "${key.slice(0, 64)}"${didYouMean(key.slice(0, 64), known)}`).join('; ');
    const where = issue.path.join('.');
    return `${where === '' ? 'payload' : where}: ${issue.message}`;
  });
  return fault('malformed', told.slice(0, 4).join('; '));
}

/** What an order counts: its whole quanta, limits in whole micro-money, attributes; or the first thing that is wrong. */
export type Counted = Pick<Order, 'quantity' | 'limit' | 'attributes'>;

/** Turns outside units into quanta and micro-money for a market that counts in `unit`. */
export function countOf(payload: OrderPayload, unit: 'Wh' | 'g', ranges: Ranges): Counted | Fault {
  const [here, there] = unit === 'Wh' ? (['kWh', 'kg'] as const) : (['kg', 'kWh'] as const);
  for (const name of [
    `quantity_${unit === 'Wh' ? 'g' : 'Wh'}`,
    `limit_money_per_${there}`,
    `preferredLimit_money_per_${there}`,
  ] as const)
    if (payload[name] !== undefined)
      return fault(
        'malformed',
        `"${name}" on a market that counts in ${unit}; give quantity_${unit} and money per ${here}`,
      );
  const quantity = payload[`quantity_${unit}`];
  if (quantity === undefined) return fault('malformed', `quantity_${unit} is missing`);
  if (!Number.isInteger(quantity))
    return fault('notWhole', `quantity_${unit} is ${quantity}; expected a whole number of ${unit}`);
  if (quantity <= 0 || quantity > ranges.maxQuantity)
    return fault('outOfRange', `quantity_${unit} is ${quantity}; expected 1 to ${ranges.maxQuantity}`);
  const limit = priceOf(payload, `limit_money_per_${here}`, ranges);
  if (typeof limit === 'object') return limit;
  const preferredLimit = priceOf(payload, `preferredLimit_money_per_${here}`, ranges);
  if (typeof preferredLimit === 'object') return preferredLimit;
  const { side, partner, sources } = payload;
  if (side === 'sell' && preferredLimit !== undefined)
    return fault('malformed', 'a sale with a preferred limit; only purchases prefer, leave it out');
  if (side === 'sell' && (sources?.length ?? 0) > 1)
    return fault('malformed', `a sale of ${sources!.length} sources; offer each in an order of its own`);
  const attributes: Attributes = {
    ...(partner === undefined ? {} : { partner }),
    ...(sources === undefined ? {} : { sources }),
    ...(preferredLimit === undefined ? {} : { preferredLimit }),
  };
  return {
    quantity,
    ...(limit === undefined ? {} : { limit }),
    ...(Object.keys(attributes).length === 0 ? {} : { attributes }),
  };
}

type PriceName = `${'limit' | 'preferredLimit'}_money_per_${'kWh' | 'kg'}`;
function priceOf(payload: OrderPayload, name: PriceName, { maxPrice }: Ranges): number | undefined | Fault {
  const given = payload[name];
  if (given === undefined) return undefined;
  const told = `${name} is ${String(given).slice(0, 64)}`;
  const micro = microOf(given);
  if (micro === 'malformed') return fault('malformed', `${told}; expected a decimal such as "0.4321"`);
  if (micro === 'notWhole') return fault('notWhole', `${told}; expected at most six decimals`);
  if (micro === 'outOfRange' || Math.abs(micro) > maxPrice)
    return fault('outOfRange', `${told}; expected ${-maxPrice / MICRO} to ${maxPrice / MICRO}`);
  return micro;
}
