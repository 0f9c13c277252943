import { type Kept, keptOf, keptTogether } from '../../../core/kept.ts';
import { timeAt } from '../../../core/timeGrid.ts';
import type { Agent } from '../../../market/agent.ts';
import type { Books } from '../../../market/books/books.ts';
import { partiesOf } from '../../../market/flexibility/event.ts';
import type { FlexibilityOffer } from '../../../market/flexibility/programme.ts';
import type { EventRecord, ReportRecord } from '../../../market/journal/record.ts';
import { slotKey } from '../../../market/ledger/balances.ts';
import type { Order } from '../../../market/order.ts';
import { wholeOf } from '../../../market/quanta.ts';
import type { Compiled } from '../../compile.ts';
import type { ProgrammeSpec } from '../../flexibilitySpec.ts';
import type { SlotMetered } from '../trading.ts';
import type { Known } from '../views.ts';
import { type TakesHistory, takesHistory } from './days.ts';
import { limitedOrders, limitedWishes } from './limit.ts';
import { type EventPlan, eventFault, type ProgrammePlan, programmePlans } from './plan.ts';
import { callOf, perKW, reportLine, type ToldEvent, usualOf } from './told.ts';

/** Programmes of a run: tells events, has offers chosen, has components do it, and reports by meters. */
export interface FlexibilityKeeper {
  readonly plans: readonly ProgrammePlan[];
  readonly events: readonly ToldEvent[];
  /** By market. */
  readonly histories: ReadonlyMap<number, TakesHistory>;
  planOf(told: ToldEvent): ProgrammePlan;
  readonly kept: Kept;
  /** Before the orders of step i: tells and calls what is due, and schedules what was activated. */
  begin(i: number): void;
  /** Whether an event limits orders in step i. */
  isLimiting(i: number): boolean;
  /** The agent of a party in step i, which asks for no more than the limit on it. */
  limited(i: number, party: string, agent: Agent): Agent;
  limitedOrders(m: number, i: number, orders: readonly Order[]): readonly Order[];
  /** What one more unit was worth in a slot that cleared, micro-money per thousand quanta. */
  cleared(m: number, price: number): void;
  /** Takes in a slot that was settled. */
  metered(slot: SlotMetered, books: Books): void;
  /** Tells an event before step i; with `isTrial` it is only judged. @returns what is wrong with it, if anything */
  tell(
    programme: string,
    event: Omit<EventPlan, 'steps' | 'level_kW'> & Partial<EventPlan>,
    by: string,
    i: number,
    isTrial?: boolean,
  ): string | undefined;
  /** Takes in what a party offers itself before step i. @returns what is wrong with it, if anything */
  offer(
    event: string,
    party: string,
    offers: readonly FlexibilityOffer[],
    i: number,
    isTrial?: boolean,
  ): string | undefined;
}

/** @throws ConfigError where a programme or an event cannot be */
export function keepFlexibility(
  compiled: Compiled,
  specs: readonly ProgrammeSpec[],
  known: Known,
  put: (record: EventRecord | ReportRecord) => void,
): FlexibilityKeeper {
  const { run } = compiled;
  const { grid } = run;
  const { markets, standings, probe } = known;
  const plans = programmePlans(compiled, specs, markets, (m) => canShift(known, m));
  const histories = new Map(plans.map(({ m, clock }) => [m, takesHistory(clock)]));
  const events: ToldEvent[] = [];
  const planOf = ({ programme }: ToldEvent): ProgrammePlan => plans.find(({ spec }) => spec.id === programme)!;
  const active = (m: number, i: number): ToldEvent | undefined =>
    events.find((one) => one.event.first <= i && i < one.event.first + one.event.steps && planOf(one).m === m);

  const historyOf = (told: ToldEvent): TakesHistory => histories.get(planOf(told).m)!;

  const tellNow = (plan: ProgrammePlan, event: EventPlan, by: string, i: number): void => {
    const made: ToldEvent = {
      programme: plan.spec.id,
      event,
      by,
      told_ms: timeAt(grid, i),
      sent: new Map(),
      expected: [],
      reports: [],
      pieces: new Map(),
    };
    events.push(made);
    histories.get(plan.m)!.mark(plan.clock.dayOf(timeAt(grid, event.first)));
  };

  const call = (told: ToldEvent, i: number): void => {
    const made = callOf(known, told, planOf(told), historyOf(told), i);
    told.call = made.call;
    told.pieces = made.pieces;
    put({ kind: 'event', at_ms: timeAt(grid, i), ...made.call });
  };

  /** Has components keep to what was activated of them; the market then takes that as given. */
  const schedule = (told: ToldEvent, i: number): void => {
    const { event, call: made, pieces } = told;
    const plan = planOf(told);
    const k = Math.floor((i - event.first) / plan.market.slotSteps);
    for (const { source, quantity } of made!.activated[k]!) {
      const piece = source === undefined ? undefined : pieces.get(source);
      if (piece === undefined) continue;
      const { component, lead, at, from_kW, to_kW, change_kW, isFromRest } = piece;
      if (i % markets[at]!.slotSteps !== 0) continue;
      const share = Math.min(1, quantity / (change_kW * perKW(known, plan.market)));
      const base_kW = isFromRest
        ? probe.atRest(component, i)[standings[component]!.leads.find((own) => own.index === lead)!.port]!
        : from_kW;
      const standing = standings[component]!;
      standing.lead = standing.leads.find((own) => own.index === lead)!;
      standing.target_kW = base_kW + share * (to_kW - from_kW);
      standing.until = i + markets[at]!.slotSteps;
    }
  };

  const worth = new Map<number, number>();
  const limits = new Map<string, number>();
  /** What a party may buy in a slot of a capacity limit: its usual take less what it was activated for; undefined: no limit. */
  const limitOf = (m: number, i: number, party: string): number | undefined => {
    const told = active(m, i);
    if (told?.call === undefined || planOf(told).terms.product !== 'capacityLimit') return undefined;
    const k = Math.floor((i - told.event.first) / planOf(told).market.slotSteps);
    const quantity = (told.call.activated[k] ?? []).reduce((sum, a) => sum + (a.party === party ? a.quantity : 0), 0);
    if (quantity === 0) return undefined;
    const key = `${told.event.id} ${party} ${k}`;
    let most = limits.get(key);
    if (most === undefined) {
      const usual = usualOf(told, planOf(told), grid, historyOf(told), party, 1)?.takes[k];
      most = usual === undefined ? Number.POSITIVE_INFINITY : Math.max(0, wholeOf(usual) - quantity);
      limits.set(key, most);
    }
    return most;
  };

  const report = (
    told: ToldEvent,
    slot_ms: number,
    end_ms: number,
    metered: Readonly<Record<string, number>>,
  ): void => {
    const made = told.call!;
    const k = made.slots.indexOf(slot_ms);
    const lines = partiesOf(made, k).map((party) =>
      reportLine(
        made,
        k,
        party,
        usualOf(told, planOf(told), grid, historyOf(told), party, 1),
        0 - (metered[party] ?? 0),
      ),
    );
    told.reports.push(lines);
    put({ kind: 'report', at_ms: end_ms, event: told.event.id, slot_ms, lines });
  };

  const tell: FlexibilityKeeper['tell'] = (programme, given, by, i, isTrial = false) => {
    const plan = plans.find(({ spec }) => spec.id === programme);
    if (plan === undefined)
      return `there is no programme "${programme}"; expected one of ${plans.map(({ spec }) => spec.id).join(', ') || 'none: the scenario has none'}`;
    const { id, first, steps = plan.durationSteps, level_kW = plan.spec.level_kW } = given;
    if (events.some((one) => one.event.id === id) || plans.some((one) => one.events.some((event) => event.id === id)))
      return `event "${id}" is there already; expected a name of its own`;
    if (steps <= 0 || steps % plan.market.slotSteps !== 0) return `event "${id}" lasts no whole number of slots`;
    const event: EventPlan = { id, first, steps, level_kW };
    const wrong = eventFault(compiled, plan, event);
    if (wrong !== undefined) return `event "${id}" ${wrong}`;
    if (first - plan.noticeSteps < i)
      return `event "${id}" is told too late; its programme gives ${plan.spec.notice_min} min of notice`;
    const all = [
      ...events.map((one) => ({ m: planOf(one).m, event: one.event })),
      ...plans.flatMap((one) => one.events.map((e) => ({ m: one.m, event: e }))),
    ];
    const beside = all.find(
      (one) => one.m === plan.m && one.event.first < first + steps && first < one.event.first + one.event.steps,
    );
    if (beside !== undefined) return `event "${id}" lies upon "${beside.event.id}"; expected one after the other`;
    if (!isTrial) tellNow(plan, event, by, i);
    return undefined;
  };

  /** Calls an event where its condition holds after a slot: of step `end` on. */
  const trigger = (plan: ProgrammePlan, drawn_kW: number, price: number, end: number): void => {
    const { trigger: on, baseline } = plan.spec;
    if (on === undefined) return;
    const isMet = 'above_kW' in on ? drawn_kW > on.above_kW : price > on.above_money_per_kWh;
    if (!isMet) return;
    const first = end + plan.noticeSteps;
    if (first >= grid.length) return;
    const day = plan.clock.dayOf(timeAt(grid, first));
    const mine = events.filter((one) => one.programme === plan.spec.id);
    if (mine.filter((one) => plan.clock.dayOf(timeAt(grid, one.event.first)) === day).length >= on.perDay) return;
    const like = histories
      .get(plan.m)!
      .daysOf('', 1)
      .filter((one) => one.day < day && !one.hadEvent && one.isWorking === plan.clock.isWorking(day));
    if (like.length < baseline.days) return;
    tell(plan.spec.id, { id: `${plan.spec.id}-${mine.length + 1}`, first }, 'trigger', end);
  };

  return {
    plans,
    events,
    histories,
    planOf,
    kept: keptTogether({
      events: keptOf({ events, worth, limits }),
      ...Object.fromEntries([...histories].map(([m, history]) => [`market${m}`, history.kept])),
    }),
    tell,
    begin(i) {
      for (const plan of plans)
        for (const event of plan.events) if (event.first - plan.noticeSteps === i) tellNow(plan, event, 'scenario', i);
      for (const told of events) {
        const { event } = told;
        if (event.first === i && told.call === undefined) call(told, i);
        if (told.call !== undefined && event.first <= i && i < event.first + event.steps) schedule(told, i);
      }
    },
    isLimiting: (i) =>
      events.some(
        (one) =>
          one.event.first <= i &&
          i < one.event.first + one.event.steps &&
          planOf(one).terms.product === 'capacityLimit',
      ),
    limited(i, party, agent) {
      const limitAt = new Map(
        plans.flatMap(({ m, market }): [string, number][] => {
          const most = limitOf(m, i, party);
          return most === undefined ? [] : [[market.id, most]];
        }),
      );
      if (limitAt.size === 0) return agent;
      return (view) => {
        const most = limitAt.get(view.market);
        return most === undefined ? agent(view) : limitedWishes(agent(view), most);
      };
    },
    limitedOrders(m, i, orders) {
      let kept = orders;
      for (const party of new Set(orders.map((order) => order.party))) {
        const most = limitOf(m, i, party);
        if (most !== undefined) kept = limitedOrders(kept, party, most);
      }
      return kept;
    },
    cleared(m, price) {
      worth.set(m, price);
    },
    metered({ m, market, slot_ms, end_ms, first }, books) {
      const history = histories.get(m);
      if (history === undefined) return;
      const metered = books.metered.get(slotKey(market.id, slot_ms)) ?? {};
      history.add(slot_ms, metered);
      const told = active(m, first);
      if (told?.call !== undefined) report(told, slot_ms, end_ms, metered);
      const drawn_kW = (metered[market.retailer?.account ?? ''] ?? 0) / perKW(known, market);
      const price = (worth.get(m) ?? Number.NaN) / 1e6;
      for (const plan of plans) if (plan.m === m) trigger(plan, drawn_kW, price, first + market.slotSteps);
    },
    offer(id, party, offers, i, isTrial = false) {
      const told = events.find((one) => one.event.id === id);
      if (told === undefined) return `there is no event "${id}" that was told`;
      if (i > told.event.first || told.call !== undefined) return `event "${id}" has begun: its offers are chosen`;
      if (!planOf(told).market.parties.includes(party)) return `"${party}" has nothing at "${planOf(told).market.id}"`;
      if (!isTrial) told.sent.set(party, offers);
      return undefined;
    },
  };
}

/** Whether anybody at a market has something that can move. */
function canShift({ markets, standings }: Known, m: number): boolean {
  return markets[m]!.places.some(({ component, port }) => {
    const { part, owner, leads } = standings[component]!;
    if (owner === '' || part === 'closer' || part === 'follows') return false;
    return part !== 'given' || leads.some((lead) => lead.port === port);
  });
}
