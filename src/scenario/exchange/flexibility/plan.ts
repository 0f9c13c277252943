import { ConfigError, type ConfigIssue } from '../../../core/errors.ts';
import { endOf, formatUtc, hoursOf, indexAt, timeAt } from '../../../core/timeGrid.ts';
import type { ProgrammeTerms } from '../../../market/flexibility/programme.ts';
import { networkAccount } from '../../../market/ledger/accounts.ts';
import { priceOf } from '../../../market/quanta.ts';
import { calendarOf } from '../../../series/calendar.ts';
import { windowsOf } from '../../../series/tariffHours.ts';
import type { Compiled } from '../../compile.ts';
import type { ProgrammeSpec } from '../../flexibilitySpec.ts';
import { parseInstant } from '../../instant.ts';
import type { Market } from '../markets.ts';
import { type DayClock, dayClock } from './days.ts';

/** An event that is known: when, how long, and how much. Steps of the run. */
export interface EventPlan {
  readonly id: string;
  readonly first: number;
  readonly steps: number;
  readonly level_kW: number;
}

/** A programme made ready for a run. */
export interface ProgrammePlan {
  readonly spec: ProgrammeSpec;
  readonly terms: ProgrammeTerms;
  readonly m: number;
  readonly market: Market;
  readonly clock: DayClock;
  readonly noticeSteps: number;
  readonly durationSteps: number;
  readonly adjustSlots: number;
  readonly events: readonly EventPlan[];
}

const CALENDAR = 'none';

/** What is wrong with an event of a programme in a run, if anything. */
export function eventFault(
  { run }: Pick<Compiled, 'run'>,
  { spec, clock, market, noticeSteps }: Pick<ProgrammePlan, 'spec' | 'clock' | 'market' | 'noticeSteps'>,
  { first, steps }: Pick<EventPlan, 'first' | 'steps'>,
): string | undefined {
  const { grid } = run;
  const { slotSteps } = market;
  const slot_min = (slotSteps * grid.step_s) / 60;
  if (!Number.isInteger(first) || first % slotSteps !== 0)
    return `starts within a slot; slots of "${market.id}" are ${slot_min} min long, counted in UTC`;
  if (first < 0 || first + steps > Math.floor(grid.length / slotSteps) * slotSteps)
    return `is not within the run, which lasts from ${formatUtc(grid.start_ms)} to ${formatUtc(endOf(grid))}; take another start or a shorter duration`;
  if (first < noticeSteps)
    return `would be told ${spec.notice_min} min before it starts, and the run begins then later; take another start, or a shorter notice_min`;
  const start_ms = timeAt(grid, first);
  const from = clock.minuteOf(start_ms);
  const to = from + (steps * grid.step_s) / 60;
  if (!windowsOf(spec.window).some(([open, close]) => open <= from && to <= close))
    return `lasts from minute ${from} to ${to} of its local day; expected to lie within the window ${JSON.stringify(spec.window)}`;
  if (spec.days === 'workdays' && !clock.isWorking(clock.dayOf(start_ms)))
    return 'lies on a day that is not worked; expected one of the workdays';
  return undefined;
}

/** Like days before an event that a run holds whole: those of its kind, without an event. */
export function likeDays(
  { run }: Pick<Compiled, 'run'>,
  { clock }: Pick<ProgrammePlan, 'clock'>,
  first: number,
  eventDays: ReadonlySet<number>,
): number {
  const { grid } = run;
  const day = clock.dayOf(timeAt(grid, first));
  const start = clock.dayOf(grid.start_ms);
  const begins = start + (clock.minuteOf(grid.start_ms) > clock.minuteOf(timeAt(grid, first)) ? 1 : 0);
  let count = 0;
  for (let d = begins; d < day; d++) if (clock.isWorking(d) === clock.isWorking(day) && !eventDays.has(d)) count++;
  return count;
}

/** @throws ConfigError where a programme or an event cannot be */
export function programmePlans(
  compiled: Compiled,
  specs: readonly ProgrammeSpec[],
  markets: readonly Market[],
  canShift: (m: number) => boolean,
): ProgrammePlan[] {
  const { run, cluster } = compiled;
  const { grid, site } = run;
  const issues: ConfigIssue[] = [];
  const fault = (path: string, message: string): void => {
    issues.push({ file: cluster.file, path: `exchange.flexibility.${path}`, message });
  };
  const parties = Object.keys(cluster.spec.participants);
  const calendar = calendarOf(cluster.spec.calendar ?? CALENDAR);
  const ids = new Set<string>();
  const once = (path: string, id: string): void => {
    if (ids.has(id)) fault(path, `"${id}" is there twice; expected a name of its own among all events and programmes`);
    ids.add(id);
  };
  const accountOf = (k: number, { buyer, id }: ProgrammeSpec, market: Market): string | undefined => {
    if (buyer === 'network') return networkAccount(market.id);
    if (buyer === 'programme') return undefined;
    if (buyer === 'utility') {
      if (market.retailer === undefined)
        fault(
          `${k}.buyer`,
          `met utility, and nothing is sold at "${market.id}" by tariff; expected network, programme, or a participant`,
        );
      return market.retailer?.account;
    }
    if (!parties.includes(buyer))
      fault(
        `${k}.buyer`,
        `"${buyer}" of "${id}" is no participant; expected utility, network, programme, or one of ${parties.join(', ')}`,
      );
    return buyer;
  };
  const plans = specs.flatMap((spec, k): ProgrammePlan[] => {
    once(`${k}.id`, spec.id);
    const m = markets.findIndex(({ id }) => id === spec.market);
    const market = markets[m];
    if (market === undefined || !market.isTraded) {
      const known = markets.filter((one) => one.isTraded).map(({ id }) => id);
      fault(`${k}.market`, `"${spec.market}" is no market; expected one of ${known.join(', ')}`);
      return [];
    }
    const { slotSteps } = market;
    const slot_min = (slotSteps * grid.step_s) / 60;
    const slotsOf = (path: string, min: number): number => {
      if (min % slot_min !== 0)
        fault(
          `${k}.${path}`,
          `met ${min}; expected a whole number of slots, which are ${slot_min} min long at "${market.id}"`,
        );
      return Math.ceil(min / slot_min) * slotSteps;
    };
    if (spec.product === 'capacityLimit' && market.retailer === undefined)
      fault(
        `${k}.product`,
        `met capacityLimit, and nothing is drawn from outside at "${market.id}"; expected loadReduction or turnUp`,
      );
    if (!canShift(m))
      fault(
        `${k}.market`,
        `no participant can offer: nobody at "${market.id}" has a store, a machine, cars, or a demand that may be cut or moved; give one an owner, or take the programme away`,
      );
    const account = accountOf(k, spec, market);
    const clock = dayClock(site.zone, calendar, slotSteps * grid.step_s * 1000);
    const noticeSteps = slotsOf('notice_min', spec.notice_min);
    const durationSteps = slotsOf('duration_min', spec.duration_min);
    const longest = Math.max(0, ...windowsOf(spec.window).map(([from, to]) => to - from));
    if (spec.duration_min > longest)
      fault(
        `${k}.duration_min`,
        `met ${spec.duration_min}, and the window ${JSON.stringify(spec.window)} is ${longest} min long; expected no more`,
      );
    const events = spec.events.flatMap((event, n): EventPlan[] => {
      once(`${k}.events.${n}.id`, event.id);
      const start_ms = parseInstant(event.start, site.zone);
      if (typeof start_ms === 'string') {
        fault(`${k}.events.${n}.start`, start_ms);
        return [];
      }
      const first = indexAt(grid, start_ms);
      const steps =
        event.duration_min === undefined ? durationSteps : slotsOf(`events.${n}.duration_min`, event.duration_min);
      if (timeAt(grid, first) !== start_ms)
        fault(`${k}.events.${n}.start`, `starts within a step of ${grid.step_s} s; expected the start of a slot`);
      return [{ id: event.id, first, steps, level_kW: event.level_kW ?? spec.level_kW }];
    });
    return [
      {
        spec,
        terms: {
          id: spec.id,
          market: spec.market,
          product: spec.product,
          penalty: priceOf(spec.penalty_money_per_kWh),
          most: priceOf(spec.activation_money_per_kWh),
          availability: priceOf(spec.availability_money_per_kW),
          ...(account === undefined ? {} : { account }),
        },
        m,
        market,
        clock,
        noticeSteps,
        durationSteps,
        adjustSlots: Math.round(spec.baseline.adjust_h / hoursOf(grid) / slotSteps),
        events: events.sort((a, b) => a.first - b.first),
      },
    ];
  });
  if (issues.length === 0) checkEvents(compiled, plans, fault);
  if (issues.length > 0) throw new ConfigError(issues);
  return plans;
}

function checkEvents(
  compiled: Compiled,
  plans: readonly ProgrammePlan[],
  fault: (path: string, message: string) => void,
): void {
  const { run } = compiled;
  const all = plans.flatMap((plan, k) =>
    plan.events.map((event) => ({
      plan,
      event,
      path: `${k}.events.${plan.spec.events.findIndex(({ id }) => id === event.id)}`,
    })),
  );
  for (const { plan, event, path } of all) {
    const wrong = eventFault(compiled, plan, event);
    if (wrong !== undefined) {
      fault(`${path}.start`, `event "${event.id}" ${wrong}`);
      continue;
    }
    const beside = all.find(
      (one) =>
        one.event !== event &&
        one.plan.m === plan.m &&
        one.event.first < event.first + event.steps &&
        event.first < one.event.first + one.event.steps &&
        one.event.first <= event.first,
    );
    if (beside !== undefined)
      fault(
        `${path}.start`,
        `event "${event.id}" lies upon "${beside.event.id}" at "${plan.market.id}"; expected one after the other`,
      );
    const days = new Set(
      all.filter((one) => one.plan.m === plan.m).map((one) => plan.clock.dayOf(timeAt(run.grid, one.event.first))),
    );
    const there = likeDays(compiled, plan, event.first, days);
    const { days: asked } = plan.spec.baseline;
    if (there < asked)
      fault(
        `${path}.start`,
        `event "${event.id}" has ${there} days of its kind before it in the run, without an event, and its baseline is the mean of ${asked}; take a later start, an earlier start of the run, or fewer baseline.days`,
      );
  }
}
