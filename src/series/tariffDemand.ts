import type { DemandCharge } from '../core/demandCharge.ts';
import type { TimeGrid } from '../core/timeGrid.ts';
import type { Calendar, LocalDays } from './calendar.ts';
import { type DemandSpec, lookBacksOf } from './demandSpec.ts';
import { shareOfSteps } from './selectedSteps.ts';
import { periodNames } from './tariffRules.ts';
import type { TariffSpec } from './tariffSpec.ts';

/**
 * The demand charges of a tariff on a grid, that of `fixed` first. A step counts in a window that takes in half of it or
 * more; a month's days are those of the local calendar.
 * @param period of energy, by step
 */
export function layDemand(
  spec: TariffSpec,
  grid: TimeGrid,
  calendar: Calendar,
  local: LocalDays,
  period: Uint8Array,
): readonly DemandCharge[] {
  const metering = ({ metering_min, intraHourFactor }: Pick<DemandSpec, 'metering_min' | 'intraHourFactor'>) => {
    const isLowerBound = grid.step_s > metering_min * 60;
    return { metering_s: metering_min * 60, isLowerBound, raise: isLowerBound ? intraHourFactor : 1 };
  };
  const { fixed } = spec;
  const one: readonly DemandCharge[] =
    fixed?.by === 'demand' ? [{ name: '', ...metering(fixed), least_kW: 0, lookBack: [] }] : [];
  return [
    ...one,
    ...Object.entries(spec.demand).map(([name, charge]): DemandCharge => {
      const counts = countsOf(spec, charge, grid, calendar, local, period);
      return {
        name,
        ...metering(charge),
        ...(counts === undefined ? {} : { counts }),
        ...(charge.months === undefined ? {} : { months: charge.months }),
        least_kW: charge.least_kW,
        lookBack: lookBacksOf(charge),
      };
    }),
  ];
}

/** By step: 1 where it counts; undefined where all do. */
function countsOf(
  spec: TariffSpec,
  charge: DemandSpec,
  grid: TimeGrid,
  calendar: Calendar,
  local: LocalDays,
  period: Uint8Array,
): Uint8Array | undefined {
  const { months, days, hours, periods } = charge;
  if (months === undefined && days === undefined && hours === undefined && periods === undefined) return undefined;
  const part = shareOfSteps(charge, grid, calendar, local);
  const names = periodNames(spec);
  const isOf = names.map((name) => periods?.includes(name) !== false);
  return Uint8Array.from(part, (v, i) => (v >= 0.5 && isOf[period[i]!] === true ? 1 : 0));
}
