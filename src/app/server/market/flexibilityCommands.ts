import type { z } from 'zod';
import type { COMMANDS } from '../../../io/mqttPayloads.ts';
import type { FlexibilitySent } from '../../../scenario/exchange/flexibility/message.ts';

/** Seconds of a duration such as `PT1H30M`. */
function secondsOf(duration: string): number {
  const [, hours = '0', minutes = '0'] = /^PT(?:(\d+)H)?(?:(\d+)M)?$/.exec(duration) ?? [];
  return 3600 * Number(hours) + 60 * Number(minutes);
}

/** An event as an operator calls it, in the words of OpenADR 3, as the exchange takes it in. */
export function eventSent({
  programID,
  eventName,
  intervalPeriod: { start, duration },
  intervals,
}: z.infer<(typeof COMMANDS)['flexibility/event']>): FlexibilitySent {
  const payload = intervals?.[0]?.payloads[0];
  const value = payload?.values[0];
  return {
    event: {
      programme: programID,
      id: eventName,
      start_ms: typeof start === 'number' ? start : Date.parse(start),
      ...(duration === undefined ? {} : { duration_s: secondsOf(duration) }),
      ...(payload === undefined || value === undefined
        ? {}
        : {
            level_kW: Math.abs(value),
            product:
              payload.type === 'IMPORT_CAPACITY_LIMIT' ? 'capacityLimit' : value < 0 ? 'loadReduction' : 'turnUp',
          }),
    },
  };
}

export const offerSent = ({
  eventName,
  quantity_kW,
  price_money_per_kWh,
}: z.infer<(typeof COMMANDS)['flexibility/offer']>): FlexibilitySent => ({
  offer: { event: eventName, quantity_kW, price_money_per_kWh },
});
