import type { Resilience, WithoutOne } from '../scenario/resilience.ts';

/** What a run without one component, or one part of it, lacks beyond what the whole site lacks too. */
export type More = Pick<WithoutOne, 'unserved_kWh' | 'total_kWh' | 'hours_h'>;

/** kWh of a carrier over a run below which one run lacks no more than another. */
const NOTHING_kWh = 1e-3;

/** What a run lacks beyond the undisturbed one, by carrier; a carrier of which it lacks less does not make up for another. */
export function moreThan(whole: Resilience['whole'], run: More): More {
  const unserved_kWh = Object.fromEntries(
    Object.entries(run.unserved_kWh).flatMap(([carrier, lacking]) => {
      const more = lacking - (whole.unserved_kWh[carrier] ?? 0);
      return more > NOTHING_kWh ? [[carrier, more]] : [];
    }),
  );
  const total_kWh = Object.values(unserved_kWh).reduce((sum, more) => sum + more, 0);
  return { unserved_kWh, total_kWh, hours_h: Math.max(0, run.hours_h - whole.hours_h) };
}

/** Whether losing it is felt: more is lacking than with everything in service, or the run cannot go on. */
export const isMissed = (whole: Resilience['whole'], run: WithoutOne): boolean =>
  run.stopped !== undefined || moreThan(whole, run).total_kWh > 0;
