import { type Calendar, calendarOf } from './calendar.ts';
import { demandFaults } from './demandFaults.ts';
import { type DayKind, DaySelector, daySorts, fillDay, MINUTES_PER_DAY, takesIn, type Windows } from './tariffHours.ts';
import type { PeriodSpec, SeasonSpec, TariffSpec } from './tariffSpec.ts';

/** What is wrong with a tariff, by the path inside it. */
export interface Fault {
  readonly path: readonly (string | number)[];
  readonly message: string;
}

/** Names of the periods in the order of the results: as declared, then those that only exceptions bring. */
export const periodNames = (spec: TariffSpec): readonly string[] => [
  ...new Set([
    ...(spec.energy.periods ? Object.keys(spec.energy.periods) : ['all']),
    ...spec.energy.exceptions.map((exception) => exception.period),
  ]),
];

const seasonName = (season: SeasonSpec): string => season.label ?? `months ${season.months.join(', ')}`;

/** The hours that a season has on a day, by period, from its `hours` or from every selector of `days` that takes the day in. */
export function hoursOn(season: SeasonSpec, day: DayKind, calendar: Calendar): readonly (readonly [string, Windows])[] {
  if (season.hours) return Object.entries(season.hours);
  return Object.entries(season.days ?? {}).flatMap(([selector, hours]) =>
    takesIn(selector, day, calendar) ? Object.entries(hours) : [],
  );
}

/**
 * Everything a schema cannot see: months, sorts of days and hours covered exactly once, names that exist, one way of
 * stating each price. A calendar of the scenario's own may bring further faults when the tariff is laid out.
 */
export function faultsOf(spec: TariffSpec, calendar: Calendar = calendarOf(spec.calendar ?? 'none')): readonly Fault[] {
  return [
    ...unitFaults(spec),
    ...wayFaults(spec),
    ...periodFaults(spec),
    ...monthFaults(spec),
    ...hourFaults(spec, calendar),
    ...exceptionFaults(spec),
    ...demandFaults(spec, periodNames(spec)),
  ];
}

function* unitFaults(spec: TariffSpec): Generator<Fault> {
  const { carrier, basis, energy } = spec;
  if (basis !== 'lhv' && carrier !== 'gas' && !(basis === 'hhv' && carrier === 'hydrogen'))
    yield { path: ['basis'], message: `"${basis}" needs a fuel, "${carrier}" is none` };
  if (carrier !== 'electricity' && spec.powerFactor !== 'none')
    yield { path: ['powerFactor'], message: `only electricity has a power factor, not "${carrier}"` };
  if (carrier !== 'electricity' && spec.fixed?.by === 'capacity')
    yield { path: ['fixed', 'by'], message: `only electricity has a capacity in kVA, not "${carrier}"; use "demand"` };
  const wrong = basis === 'm3' ? '_money_per_kWh' : '_money_per_m3';
  const right = basis === 'm3' ? '_money_per_m3' : '_money_per_kWh';
  const places: (readonly [readonly (string | number)[], object])[] = [
    [['energy'], energy],
    ...periodPlaces(spec).map(([path, period]) => [path, period] as const),
    ...energy.exceptions.map((exception, k) => [['energy', 'exceptions', k], exception] as const),
    [['feedIn'], spec.feedIn ?? {}],
  ];
  for (const [path, part] of places)
    for (const name of Object.keys(part))
      if (name.endsWith(wrong))
        yield {
          path: [...path, name],
          message: `with basis "${basis}" a price is per ${basis === 'm3' ? 'm3' : 'kWh'}; write "${name.replace(wrong, right)}"`,
        };
}

const has = (part: object, word: string): boolean =>
  Object.entries(part).some(([name, value]) => value !== undefined && name.startsWith(`${word}_`));

const periodPlaces = (spec: TariffSpec): (readonly [readonly (string | number)[], PeriodSpec, string])[] => [
  ...Object.entries(spec.energy.periods ?? {}).map(
    ([name, period]) => [['energy', 'periods', name], period, name] as const,
  ),
  ...(spec.energy.seasons ?? []).flatMap((season, k) =>
    Object.entries(season.periods).map(
      ([name, period]) => [['energy', 'seasons', k, 'periods', name], period, name] as const,
    ),
  ),
];

function* wayFaults({ energy, feedIn }: TariffSpec): Generator<Fault> {
  const flat = has(energy, 'price');
  const floating = has(energy, 'floating');
  const timed = energy.periods !== undefined;
  const path = ['energy'];
  if (flat && (floating || has(energy, 'nonFloating') || timed))
    yield { path, message: 'a "price" stands alone; with "floating", "nonFloating" or "periods" leave it out' };
  if (!flat && !floating && !timed)
    yield { path, message: 'states no price; give "price_money_per_kWh", "floating_money_per_kWh" or "periods"' };
  if (timed && energy.seasons === undefined)
    yield { path, message: 'has "periods" and no "seasons" that say when they hold' };
  if (!timed && energy.seasons !== undefined) yield { path, message: 'has "seasons" and no "periods" with prices' };
  if (feedIn !== undefined && !has(feedIn, 'price')) yield { path: ['feedIn'], message: 'states no price' };
}

function* periodFaults(spec: TariffSpec): Generator<Fault> {
  const declared = Object.keys(spec.energy.periods ?? {});
  for (const [path, period, name] of periodPlaces(spec)) {
    const priced = has(period, 'price');
    if (priced === (period.factor !== undefined))
      yield { path, message: `period "${name}" needs either a price or a factor` };
    if (period.factor !== undefined && !has(spec.energy, 'floating'))
      yield {
        path,
        message: `period "${name}" has a factor, but energy has no "floating" part that it could multiply`,
      };
    if (!declared.includes(name)) yield { path, message: unknownPeriod(name, declared) };
  }
}

const unknownPeriod = (name: string, declared: readonly string[]): string =>
  `unknown period "${name}"; declared are ${declared.length > 0 ? declared.join(', ') : 'none'}`;

function* monthFaults({ energy: { seasons } }: TariffSpec): Generator<Fault> {
  if (seasons === undefined) return;
  for (let month = 1; month <= 12; month++) {
    const holders = seasons.flatMap((season) => season.months.filter((m) => m === month).map(() => seasonName(season)));
    const path = ['energy', 'seasons'];
    if (holders.length === 0) yield { path, message: `no season has month ${month}; every month needs exactly one` };
    if (holders.length > 1)
      yield {
        path,
        message: `month ${month} is in ${holders.map((h) => `"${h}"`).join(' and in ')}; every month needs exactly one season`,
      };
  }
}

function* hourFaults(spec: TariffSpec, calendar: Calendar): Generator<Fault> {
  const { seasons = [], periods = {} } = spec.energy;
  const names = Object.keys(periods);
  const program = new Uint8Array(MINUTES_PER_DAY);
  for (const [k, season] of seasons.entries()) {
    const path = ['energy', 'seasons', k];
    const where = `season "${seasonName(season)}"`;
    if ((season.hours === undefined) === (season.days === undefined)) {
      yield { path, message: `${where} needs either "hours" (the same on all days) or "days"` };
      continue;
    }
    const unknown = Object.keys({ ...season.hours, ...Object.assign({}, ...Object.values(season.days ?? {})) }).find(
      (name) => !names.includes(name),
    );
    if (unknown !== undefined) {
      yield { path, message: `${where}: ${unknownPeriod(unknown, names)}` };
      continue;
    }
    for (const sort of daySorts(calendar)) {
      const fault = fillDay(program, hoursOn(season, sort, calendar), names);
      if (fault === undefined) continue;
      const label = season.hours ? 'all days' : sort.label;
      yield { path, message: `${where}, ${label}: ${fault}; every hour needs exactly one period` };
      break;
    }
  }
}

function* exceptionFaults({ energy }: TariffSpec): Generator<Fault> {
  const declared = Object.keys(energy.periods ?? {});
  for (const [k, exception] of energy.exceptions.entries()) {
    const path = ['energy', 'exceptions', k];
    const priced = has(exception, 'price');
    const scaled = exception.factor !== undefined;
    if (exception.of !== undefined && !declared.includes(exception.of))
      yield { path: [...path, 'of'], message: unknownPeriod(exception.of, declared) };
    if (scaled !== (exception.of !== undefined))
      yield { path, message: '"factor" and "of" (the period that it multiplies) belong together' };
    else if (priced && scaled) yield { path, message: 'needs either a price or a factor, not both' };
    else if (!priced && !scaled && !declared.includes(exception.period))
      yield {
        path,
        message: `"${exception.period}" is no declared period; give it a price, or a factor "of" a period`,
      };
  }
}

/** Names of holidays that exceptions and demand charges ask for and the calendar does not have. */
export function* holidayFaults({ energy, demand }: TariffSpec, calendar: Calendar): Generator<Fault> {
  const known: readonly string[] = [...DaySelector.options, ...calendar.names];
  const places: (readonly [readonly (string | number)[], string | readonly string[]])[] = [
    ...energy.exceptions.map(({ days }, k) => [['energy', 'exceptions', k, 'days'], days] as const),
    ...Object.entries(demand).map(([name, { days }]) => [['demand', name, 'days'], days ?? []] as const),
  ];
  for (const [path, days] of places)
    for (const name of [days].flat())
      if (!known.includes(name))
        yield {
          path,
          message: `unknown sort of day "${name}"; known are ${known.join(', ')} (calendar "${calendar.label}")`,
        };
}
