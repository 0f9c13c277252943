import { type TimeGrid, timeAt } from '../../../core/timeGrid.ts';
import { MICRO } from '../../../market/quanta.ts';
import type { FlexibilityKeeper } from '../../../scenario/exchange/flexibility/keeper.ts';
import type { EventTold } from './marketMessages.ts';

/** Payload of an event, by its product, as OpenADR 3 names it. */
const TYPES = {
  capacityLimit: 'IMPORT_CAPACITY_LIMIT',
  loadReduction: 'DISPATCH_SETPOINT_RELATIVE',
  turnUp: 'DISPATCH_SETPOINT_RELATIVE',
} as const;

/** Events of a live exchange in the words of OpenADR 3, the last first. @param party whose reports are shown; undefined: all */
export function eventsTold(
  grid: TimeGrid,
  { events, planOf }: Pick<FlexibilityKeeper, 'events' | 'planOf'>,
  party: string | undefined,
): EventTold[] {
  return events
    .map((told): EventTold => {
      const { event, call } = told;
      const { terms, market } = planOf(told);
      const step_ms = 1000 * grid.step_s;
      const value = terms.product === 'loadReduction' ? 0 - event.level_kW : event.level_kW;
      return {
        programID: told.programme,
        eventName: event.id,
        market: market.id,
        calledBy: told.by,
        createdDateTime_ms: told.told_ms,
        intervalPeriod: { start_ms: timeAt(grid, event.first), duration_s: (event.steps * step_ms) / 1000 },
        intervals: [{ id: 0, payloads: [{ type: TYPES[terms.product], values: [value] }] }],
        mostPrice_money_per_kWh: terms.most / MICRO,
        state: call === undefined ? 'told' : told.reports.length < call.slots.length ? 'active' : 'completed',
        reports: told.reports.flatMap((lines, k) =>
          lines.flatMap((line) =>
            party !== undefined && line.party !== party
              ? []
              : [
                  {
                    resourceName: line.party,
                    slot_ms: call!.slots[k]!,
                    ...(line.baseline === null ? {} : { BASELINE: line.baseline }),
                    USAGE: line.metered,
                    payment_money: line.payment / MICRO,
                    penalty_money: line.penalty / MICRO,
                  },
                ],
          ),
        ),
      };
    })
    .reverse();
}
