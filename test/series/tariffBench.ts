import { parse } from 'yaml';
import type { TariffSeries } from '../../src/core/environment.ts';
import { type TimeGrid, utcMs } from '../../src/core/timeGrid.ts';
import { fixedZone, type ZoneRules } from '../../src/core/zone.ts';
import type { CalendarSpec } from '../../src/series/calendar.ts';
import { layTariff } from '../../src/series/tariff.ts';
import { TariffSpec } from '../../src/series/tariffSpec.ts';

export const shanghai = fixedZone('Asia/Shanghai', 480);

/** A tariff of two periods with the given hours, `peak` at 1 and `valley` at 0.2 money/kWh. */
export const timed = (hours: string, rest = ''): string => `
energy:
  periods: { peak: { price_money_per_kWh: 1 }, valley: { price_money_per_kWh: 0.2 } }
  seasons: [{ label: year, months: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12], ${hours} }]
${rest}`;

export interface Laying {
  readonly zone?: ZoneRules;
  /** Local date of the first interval in a fixed zone, `[2023, 1, 1]` unless said. */
  readonly start_ms?: number;
  readonly step_s?: number;
  readonly length?: number;
  readonly columns?: Record<string, Float64Array>;
  readonly ambient?: Float64Array;
  readonly calendar?: CalendarSpec;
}

export const specOf = (tariff: string | object): TariffSpec =>
  TariffSpec.parse(typeof tariff === 'string' ? parse(tariff) : tariff);

/** Lays a tariff, given as YAML or as an object, on 24 hours of 1 January 2023 in Shanghai unless said. */
export function lay(tariff: string | object, laying: Laying = {}): TariffSeries {
  const grid: TimeGrid = {
    start_ms: laying.start_ms ?? utcMs(2022, 12, 31, 16),
    step_s: laying.step_s ?? 3600,
    length: laying.length ?? 24,
  };
  const { ambient } = laying;
  return layTariff('power', specOf(tariff), {
    grid,
    zone: laying.zone ?? shanghai,
    series: (ref) => (typeof ref === 'number' ? new Float64Array(grid.length).fill(ref) : laying.columns![ref]!),
    ...(ambient ? { ambient: () => ambient } : {}),
    calendar: laying.calendar,
  });
}

/** The faults of a tariff that does not parse, one text each. */
export function faults(tariff: string | object): string[] {
  const result = TariffSpec.safeParse(typeof tariff === 'string' ? parse(tariff) : tariff);
  return (result.error?.issues ?? []).map((issue) => `${issue.path.join('.')}: ${issue.message}`);
}
