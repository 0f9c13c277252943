import { enthalpyOf } from '../core/carriers.ts';
import type { DemandCharge } from '../core/demandCharge.ts';
import type { SeriesRef, TariffSeries } from '../core/environment.ts';
import { ConfigError } from '../core/errors.ts';
import type { TimeGrid } from '../core/timeGrid.ts';
import type { ZoneRules } from '../core/zone.ts';
import { type Calendar, type CalendarSpec, calendarOf, type LocalDays, localDays, localHours } from './calendar.ts';
import { chargesOf } from './tariffCharges.ts';
import { layDemand } from './tariffDemand.ts';
import { fillDay, MINUTES_PER_DAY, takesIn, windowsOf } from './tariffHours.ts';
import { faultsOf, holidayFaults, hoursOn, periodNames } from './tariffRules.ts';
import { type PeriodSpec, stated, type TariffSpec } from './tariffSpec.ts';

/** What a tariff is laid on. */
export interface TariffSetting {
  readonly grid: TimeGrid;
  readonly zone: ZoneRules;
  /** A constant or a profile's column on the grid. @throws ConfigError naming what exists. */
  series(ref: SeriesRef, name: string): Float64Array;
  /** Ambient temperature in degC, for rules that hold on hot days only. */
  ambient?(): Float64Array;
  /** Calendar of the scenario, for a tariff that names none. */
  readonly calendar?: CalendarSpec | undefined;
}

/** What an hour costs: own + factor * floating + other * nonFloating. */
interface Slot {
  readonly period: number;
  readonly own: number;
  readonly factor: number;
  readonly other: number;
}

/**
 * Lays a tariff on a grid. Hours are of the local wall clock, so a day of 23 or 25 hours has the hours that its clock
 * shows; a step across a border between periods has the time-weighted mean of their prices and the period of its
 * longest part. Prices come out as paid: VAT included, per kWh of lower heating value.
 * @throws ConfigError on holidays or hours that the calendar of the scenario brings up, and on missing series
 */
export function layTariff(id: string, spec: TariffSpec, setting: TariffSetting): TariffSeries {
  const { grid, zone } = setting;
  const calendar = calendarOf(spec.calendar ?? setting.calendar ?? 'none');
  const faults = [...faultsOf(spec, calendar), ...holidayFaults(spec, calendar)];
  if (faults.length > 0)
    throw new ConfigError(
      faults.map(({ path, message }) => ({ file: '', path: ['tariffs', id, ...path].join('.'), message })),
    );
  const local = localDays(calendar, zone, grid);
  const laid = layPeriods(id, spec, setting, calendar, local);

  const column = (part: Readonly<Record<string, unknown>>, word: string): Float64Array | undefined => {
    const found = stated(part, word);
    return found && setting.series(found.ref, found.name);
  };
  const floating = column(spec.energy, 'floating') ?? column(spec.energy, 'price');
  const nonFloating = column(spec.energy, 'nonFloating');
  const perKWh =
    spec.basis === 'm3' ? 1 / spec.heatingValue_kWh_per_m3 : spec.basis === 'hhv' ? enthalpyOf(spec.carrier) : 1;
  const taxed = spec.vat.prices === 'excluded' ? 1 + spec.vat.rate : 1;
  const buy = laid.own;
  for (let i = 0; i < buy.length; i++) {
    const price = buy[i]! + laid.factor[i]! * (floating?.[i] ?? 0) + laid.other[i]! * (nonFloating?.[i] ?? 0);
    buy[i] = price * perKWh * taxed;
  }
  const vat = spec.feedIn?.vat ?? 'included';
  const kept = vat === 'excluded' ? 1 + spec.vat.rate : vat === 'passedOn' ? 1 / (1 + spec.vat.rate) : 1;
  const sell = column(spec.feedIn ?? {}, 'price') ?? new Float64Array(grid.length);
  const demand = layDemand(spec, grid, calendar, local, laid.period);
  return {
    id,
    carrier: spec.carrier,
    buy_money_per_kWh: buy,
    sell_money_per_kWh: sell.map((price) => price * perKWh * kept),
    periods: periodNames(spec),
    period: laid.period,
    demand,
    fixedBy: spec.fixed?.by ?? 'none',
    ...(spec.powerFactor === 'none' ? {} : { adjustsByPowerFactor: true }),
    monthlyCharges: chargesBy(spec, demand),
  };
}

interface Laid {
  readonly own: Float64Array;
  readonly factor: Float64Array;
  readonly other: Float64Array;
  readonly period: Uint8Array;
}

/** The weights of each step's price and its period, from the programs of the local days. */
function layPeriods(id: string, spec: TariffSpec, setting: TariffSetting, calendar: Calendar, local: LocalDays): Laid {
  const { grid } = setting;
  const laid: Laid = {
    own: new Float64Array(grid.length),
    factor: new Float64Array(grid.length),
    other: new Float64Array(grid.length),
    period: new Uint8Array(grid.length),
  };
  const longest = new Float64Array(grid.length);
  const step_ms = grid.step_s * 1000;
  const put = (slot: Slot, from_ms: number, to_ms: number): void => {
    const from = (from_ms - grid.start_ms) / step_ms;
    const to = (to_ms - grid.start_ms) / step_ms;
    for (let i = Math.floor(from); i < to; i++) {
      const part = Math.min(i + 1, to) - Math.max(i, from);
      laid.own[i]! += part * slot.own;
      laid.factor[i]! += part * slot.factor;
      laid.other[i]! += part * slot.other;
      if (part > longest[i]!) {
        longest[i] = part;
        laid.period[i] = slot.period;
      }
    }
  };
  const programOf = programs(id, spec, setting, calendar, local);
  for (const { day, from_ms, to_ms, wall_s } of local.stretches) {
    const end_s = wall_s + (to_ms - from_ms) / 1000;
    for (const piece of programOf(day)) {
      const from_s = Math.max(piece.from_s, wall_s);
      const to_s = Math.min(piece.to_s, end_s);
      if (from_s < to_s) put(piece.slot, from_ms + (from_s - wall_s) * 1000, from_ms + (to_s - wall_s) * 1000);
    }
  }
  return laid;
}

/** Hours of a day on the wall clock under one slot. */
interface Piece {
  readonly from_s: number;
  readonly to_s: number;
  readonly slot: Slot;
}

/** The pieces of a day, by the day's index. Days that the tariff cannot tell apart share them. */
function programs(id: string, spec: TariffSpec, setting: TariffSetting, calendar: Calendar, local: LocalDays) {
  const { energy } = spec;
  const declared = Object.keys(energy.periods ?? {});
  const names = periodNames(spec);
  const always: Slot = { period: 0, own: 0, factor: 1, other: 1 };
  const slotOf = (period: number, priced: PeriodSpec): Slot =>
    priced.factor === undefined
      ? { period, own: Number(stated(priced, 'price')?.ref ?? 0), factor: 0, other: 0 }
      : { period, own: 0, factor: priced.factor, other: 1 };
  const base = (energy.seasons ?? []).map((season) =>
    declared.map((name, period) => slotOf(period, season.periods[name] ?? energy.periods![name]!)),
  );
  const exceptional = energy.exceptions.map((exception) => {
    const period = names.indexOf(exception.period);
    const by = exception.factor ?? 1;
    return (energy.seasons ?? [undefined]).map((_, season): Slot => {
      if (stated(exception, 'price')) return slotOf(period, { ...exception, factor: undefined });
      const of = base[season]![declared.indexOf(exception.of ?? exception.period)]!;
      return { period, own: of.own * by, factor: of.factor * by, other: of.other };
    });
  });
  const hottest = energy.exceptions.some((e) => e.dayMax_degC !== undefined)
    ? hottestOf(id, setting, local)
    : new Float64Array();
  const made = new Map<string, readonly Piece[]>();

  return (index: number): readonly Piece[] => {
    const day = local.days[index]!;
    const at = energy.seasons?.findIndex((season) => season.months.includes(day.month)) ?? 0;
    const holding = energy.exceptions.map(
      ({ months, days, dayMax_degC }) =>
        months?.includes(day.month) !== false &&
        [days].flat().some((selector) => takesIn(selector, day, calendar)) &&
        (dayMax_degC === undefined || hottest[index]! >= dayMax_degC),
    );
    const key = `${at} ${day.type} ${day.weekday} ${holding.join(' ')}`;
    const known = made.get(key);
    if (known) return known;
    const season = energy.seasons?.[at];
    const minutes = new Uint8Array(MINUTES_PER_DAY);
    if (season) fillDay(minutes, hoursOn(season, day, calendar), declared);
    const program = Array.from(minutes, (period) => base[at]?.[period] ?? always);
    energy.exceptions.forEach(({ hours }, k) => {
      if (!holding[k]) return;
      for (const [from, to] of windowsOf(hours)) program.fill(exceptional[k]![at]!, from, to);
    });
    const pieces = piecesOf(program);
    made.set(key, pieces);
    return pieces;
  };
}

function piecesOf(program: readonly Slot[]): readonly Piece[] {
  const pieces: Piece[] = [];
  for (let m = 0; m < program.length; ) {
    let until = m + 1;
    while (until < program.length && program[until] === program[m]) until++;
    pieces.push({ from_s: m * 60, to_s: until * 60, slot: program[m]! });
    m = until;
  }
  return pieces;
}

/** Highest step mean of ambient temperature of each local day, as far as the grid covers it. */
function hottestOf(id: string, setting: TariffSetting, local: LocalDays): Float64Array {
  const ambient = setting.ambient?.();
  if (ambient === undefined)
    throw new ConfigError([
      {
        file: '',
        path: `tariffs.${id}.energy.exceptions`,
        message: '"dayMax_degC" needs the ambient temperature; give the scenario a weather',
      },
    ]);
  const { day } = localHours(local, setting.grid);
  const hottest = new Float64Array(local.days.length).fill(Number.NEGATIVE_INFINITY);
  for (let i = 0; i < ambient.length; i++) hottest[day[i]!] = Math.max(hottest[day[i]!]!, ambient[i]!);
  return hottest;
}

/** Apart from the function that lays a tariff, whose series would otherwise be kept with it. */
const chargesBy =
  (spec: TariffSpec, demand: readonly DemandCharge[]): TariffSeries['monthlyCharges'] =>
  (meter) =>
    chargesOf(spec, demand, meter);
