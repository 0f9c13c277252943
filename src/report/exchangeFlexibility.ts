import { timeAt } from '../core/timeGrid.ts';
import { baselineOf } from '../market/flexibility/baseline.ts';
import { activatedOf, noProgress, performanceOf, reportTransactions } from '../market/flexibility/event.ts';
import type { Product } from '../market/flexibility/programme.ts';
import { MICRO } from '../market/quanta.ts';
import type { Compiled } from '../scenario/compile.ts';
import type { ExchangeOutcome } from '../scenario/exchange/exchange.ts';
import type { FlexibilityKeeper } from '../scenario/exchange/flexibility/keeper.ts';
import type { ToldEvent } from '../scenario/exchange/flexibility/told.ts';

/** What a participant did in an event. Amounts kWh (kg); money that it got is positive. */
export interface PerformedParty {
  readonly id: string;
  readonly label: string;
  readonly activated: number;
  /** Undefined where it has no like day. */
  readonly baseline?: number;
  readonly metered: number;
  readonly delivered: number;
  readonly payment_money: number;
  readonly penalty_money: number;
  readonly availability_money: number;
}

/** Mean power by slot around an event, kW (kg/h): usual and metered net take. NaN where a meter is missing. */
export interface EventCurve {
  readonly label: string;
  readonly from_ms: number;
  readonly to_ms: number;
  readonly baseline: readonly number[];
  readonly metered: readonly number[];
  /** Slots of the event, among those shown. */
  readonly event: readonly [from: number, to: number];
  readonly limit?: number;
}

export interface EventFigures {
  readonly id: string;
  readonly programme: string;
  readonly product: Product;
  readonly market: string;
  readonly unit: 'kWh' | 'kg';
  readonly by: string;
  readonly told_ms: number;
  readonly start_ms: number;
  readonly end_ms: number;
  readonly level: number;
  /** All together. */
  readonly needed: number;
  readonly activated: number;
  readonly delivered: number;
  readonly paid_money: number;
  readonly parties: readonly PerformedParty[];
  readonly curves: readonly EventCurve[];
}

/** Slots that are drawn before and after an event: three hours at a quarter of an hour. */
const AROUND = 12;

/** What events of flexibility came to; none where the scenario has no programme. */
export function flexibilityFigures({ run, cluster }: Compiled, { flexibility }: ExchangeOutcome): EventFigures[] {
  if (flexibility === undefined) return [];
  const labelOf = (id: string): string => cluster.spec.participants[id]?.label ?? id;
  return flexibility.events.map((told): EventFigures => {
    const plan = flexibility.planOf(told);
    const { event, call } = told;
    const parties =
      call === undefined ? [] : performed(told, (plan.market.slotSteps * run.grid.step_s) / 3600, labelOf);
    const sum = (some: readonly number[]): number => Math.round(1e6 * some.reduce((a, b) => a + b, 0)) / 1e6;
    return {
      id: event.id,
      programme: told.programme,
      product: plan.terms.product,
      market: plan.market.id,
      unit: plan.market.quantum === 'g' ? 'kg' : 'kWh',
      by: told.by,
      told_ms: told.told_ms,
      start_ms: timeAt(run.grid, event.first),
      end_ms: timeAt(run.grid, event.first + event.steps),
      level: event.level_kW,
      needed: sum(call?.needed ?? []) / 1000,
      activated: sum(parties.map((p) => p.activated)),
      delivered: sum(parties.map((p) => p.delivered)),
      paid_money: sum(parties.map((p) => p.payment_money - p.penalty_money + p.availability_money)),
      parties,
      curves: curvesOf(run.grid, flexibility, told, parties),
    };
  });
}

/** Counted whole, told in units. */
function performed(told: ToldEvent, slot_h: number, labelOf: (id: string) => string): PerformedParty[] {
  const call = told.call!;
  const of = new Map<string, { -readonly [K in keyof PerformedParty]: PerformedParty[K] }>();
  let progress = noProgress;
  told.reports.forEach((lines, k) => {
    for (const line of lines) {
      const party = of.get(line.party) ?? {
        id: line.party,
        label: labelOf(line.party),
        activated: 0,
        metered: 0,
        delivered: 0,
        payment_money: 0,
        penalty_money: 0,
        availability_money: 0,
      };
      of.set(line.party, party);
      party.activated += activatedOf(call, k, line.party).quantity;
      if (line.baseline !== null) party.baseline = (party.baseline ?? 0) + line.baseline;
      party.metered += line.metered;
      party.delivered += performanceOf(call, k, line).delivered;
      party.payment_money += line.payment;
      party.penalty_money += line.penalty;
    }
    const { made, after } = reportTransactions(call, progress, call.slots[k]!, lines, slot_h);
    progress = after;
    for (const { key, lines: booked } of made)
      for (const { account, money } of key.startsWith('availability ') ? booked : []) {
        const party = of.get(account);
        if (party !== undefined) party.availability_money += money;
      }
  });
  return [...of.values()]
    .sort((a, b) => b.activated - a.activated)
    .map((p) => ({
      ...p,
      activated: p.activated / 1000,
      ...(p.baseline === undefined ? {} : { baseline: p.baseline / 1000 }),
      metered: p.metered / 1000,
      delivered: p.delivered / 1000,
      payment_money: p.payment_money / MICRO,
      penalty_money: p.penalty_money / MICRO,
      availability_money: p.availability_money / MICRO,
    }));
}

function curvesOf(
  grid: Compiled['run']['grid'],
  flexibility: FlexibilityKeeper,
  told: ToldEvent,
  parties: readonly PerformedParty[],
): EventCurve[] {
  const { clock, market, m, spec, terms } = flexibility.planOf(told);
  const history = flexibility.histories.get(m)!;
  const { event } = told;
  const start_ms = timeAt(grid, event.first);
  const day = clock.dayOf(start_ms);
  const first = clock.placeOf(start_ms);
  const last = first + event.steps / market.slotSteps;
  const [from, to] = [Math.max(0, first - AROUND), Math.min(clock.perDay, last + AROUND)];
  const slot_ms = market.slotSteps * grid.step_s * 1000;
  const perPower = 1000 * (slot_ms / 3_600_000);
  const curve = (
    label: string,
    accounts: readonly { readonly account: string; readonly adjustment: number }[],
    sign: 1 | -1,
    limit?: number,
  ): EventCurve[] => {
    if (accounts.length === 0) return [];
    const usual = new Float64Array(to - from);
    const metered = new Float64Array(to - from);
    for (const { account, adjustment } of accounts) {
      const own = history.dayOf(account, day, sign);
      const found = baselineOf({
        day: own,
        before: history.daysOf(account, sign),
        event: [from, to],
        days: spec.baseline.days,
      });
      for (let k = 0; k < usual.length; k++) {
        usual[k]! += (adjustment * (found?.takes[k] ?? Number.NaN)) / perPower;
        metered[k]! += own.takes[from + k]! / perPower;
      }
    }
    return [
      {
        label,
        from_ms: start_ms - (first - from) * slot_ms,
        to_ms: start_ms + (to - first) * slot_ms,
        baseline: [...usual],
        metered: [...metered],
        event: [first - from, last - from],
        ...(limit === undefined ? {} : { limit }),
      },
    ];
  };
  const adjusted = parties
    .filter(({ baseline }) => baseline !== undefined)
    .map(({ id }) => ({
      account: id,
      adjustment: told.reports.flat().find(({ party }) => party === id)?.adjustment ?? 1,
    }));
  const connection = market.retailer?.account;
  return [
    ...curve('Net take of those who were activated', adjusted, 1),
    ...(connection === undefined
      ? []
      : curve(
          'Drawn from the connection',
          [{ account: connection, adjustment: 1 }],
          -1,
          terms.product === 'capacityLimit' ? event.level_kW : undefined,
        )),
  ];
}
