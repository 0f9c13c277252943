import { type TimeGrid, timeAt } from '../../../core/timeGrid.ts';
import type { FlexibilityOffer } from '../../../market/flexibility/programme.ts';
import type { Rejection } from '../../../market/order.ts';
import { isCount, priceOf } from '../../../market/quanta.ts';
import type { FlexibilityKeeper } from './keeper.ts';
import type { FlexibilitySent } from './message.ts';
import { perKW } from './told.ts';

/**
 * Takes in what an operator calls or a party offers before step i, or with `isTrial` says what would come of it.
 * @returns why it cannot be
 */
export function takeFlexibility(
  keeper: FlexibilityKeeper | undefined,
  grid: TimeGrid,
  sent: FlexibilitySent,
  by: string,
  i: number,
  isTrial: boolean,
): Rejection | undefined {
  const dt_h = grid.step_s / 3600;
  const id = 'event' in sent ? sent.event.id : sent.offer.event;
  const refuse = (reason: string): Rejection => ({ party: by, order: id, code: 'malformed', reason });
  if (keeper === undefined) return refuse('the scenario has no programme of flexibility');
  if ('event' in sent) {
    const { programme, start_ms, duration_s, level_kW, product } = sent.event;
    const plan = keeper.plans.find(({ spec }) => spec.id === programme);
    if (product !== undefined && plan !== undefined && product !== plan.terms.product)
      return refuse(`its payload is one of ${product}; programme "${programme}" is of ${plan.terms.product}`);
    const first = (start_ms - timeAt(grid, 0)) / (1000 * grid.step_s);
    const steps = duration_s === undefined ? undefined : duration_s / grid.step_s;
    if (!Number.isInteger(first) || (steps !== undefined && !Number.isInteger(steps)))
      return refuse(`event "${id}" starts or ends within a step of ${grid.step_s} s`);
    const event = {
      id,
      first,
      ...(steps === undefined ? {} : { steps }),
      ...(level_kW === undefined ? {} : { level_kW }),
    };
    const wrong = keeper.tell(programme, event, by, i, isTrial);
    return wrong === undefined ? undefined : refuse(wrong);
  }
  const { quantity_kW, price_money_per_kWh } = sent.offer;
  const told = keeper.events.find(({ event }) => event.id === id);
  const quantity = told === undefined ? 0 : Math.floor(quantity_kW * perKW({ dt_h }, keeper.planOf(told).market));
  const price = priceOf(price_money_per_kWh);
  if (!isCount(quantity) || !isCount(price) || !isCount(quantity * price))
    return refuse(`${quantity_kW} kW at ${price_money_per_kWh} are past what sums keep exact`);
  const offers: FlexibilityOffer[] = quantity > 0 ? [{ party: by, quantity, price }] : [];
  const wrong = keeper.offer(id, by, offers, i, isTrial);
  return wrong === undefined ? undefined : refuse(wrong);
}
