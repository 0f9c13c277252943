import { type TimeGrid, timeAt } from '../../../core/timeGrid.ts';
import { type Baseline, baselineOf } from '../../../market/flexibility/baseline.ts';
import { type EventCall, performanceOf, type ReportLine, selectOffers } from '../../../market/flexibility/event.ts';
import type { FlexibilityOffer } from '../../../market/flexibility/programme.ts';
import { priceOf, wholeOf } from '../../../market/quanta.ts';
import type { Known } from '../views.ts';
import type { TakesHistory } from './days.ts';
import { type Piece, piecesOf } from './pieces.ts';
import type { EventPlan, ProgrammePlan } from './plan.ts';

/** An event that was told, and what has come of it so far; plain data. */
export interface ToldEvent {
  /** Id of its programme. */
  readonly programme: string;
  readonly event: EventPlan;
  readonly told_ms: number;
  /** Who called it: the scenario, what triggered it, or an operator. */
  readonly by: string;
  /** Offers that parties sent themselves, by party. */
  readonly sent: Map<string, readonly FlexibilityOffer[]>;
  call?: EventCall;
  /** By slot: what all together were expected to draw; NaN where nothing is limited. */
  readonly expected: number[];
  /** What components do for it, by component. */
  pieces: ReadonlyMap<string, Piece>;
  /** By slot. */
  readonly reports: (readonly ReportLine[])[];
}

/** Quanta of a slot for each kW. */
export const perKW = ({ dt_h }: Pick<Known, 'dt_h'>, { slotSteps, perUnit }: ProgrammePlan['market']): number =>
  slotSteps * dt_h * perUnit;

/** The usual take of an account over the slots of an event; undefined without like days. @param sign -1: what it gives */
export function usualOf(
  { event, told_ms }: ToldEvent,
  plan: ProgrammePlan,
  grid: TimeGrid,
  history: TakesHistory,
  account: string,
  sign: 1 | -1,
): Baseline | undefined {
  const { clock, spec, market, adjustSlots } = plan;
  const start_ms = timeAt(grid, event.first);
  const day = clock.dayOf(start_ms);
  const from = clock.placeOf(start_ms);
  const to = from + event.steps / market.slotSteps;
  // Who knows of an event could take more just before it: only what came before it was told counts.
  const told = clock.dayOf(told_ms) === day ? clock.placeOf(told_ms) : -1;
  const adjustBy: [number, number] | undefined =
    adjustSlots > 0 && told >= adjustSlots ? [told - adjustSlots, told] : undefined;
  return baselineOf({
    day: history.dayOf(account, day, sign),
    before: history.daysOf(account, sign),
    event: [from, to],
    ...(adjustBy === undefined ? {} : { adjustBy }),
    days: spec.baseline.days,
    cap: spec.baseline.cap,
  });
}

/** Asks all for offers before the first slot of an event, and chooses: what is called, and the pieces behind it by component. */
export function callOf(
  known: Known,
  told: ToldEvent,
  plan: ProgrammePlan,
  history: TakesHistory,
  i: number,
): { readonly call: EventCall; readonly pieces: ReadonlyMap<string, Piece> } {
  const { run } = known;
  const { event } = told;
  const { m, market, terms } = plan;
  const perPower = perKW(known, market);
  const level = wholeOf(event.level_kW * perPower);
  const draw =
    terms.product === 'capacityLimit'
      ? usualOf(told, plan, run.grid, history, market.retailer!.account, -1)
      : undefined;
  for (let k = 0; k < event.steps / market.slotSteps; k++)
    told.expected.push(draw === undefined ? Number.NaN : wholeOf(draw.takes[k]!));
  const needed = told.expected.map((drawn) => (Number.isNaN(drawn) ? level : Math.max(0, drawn - level)));
  const pieces = new Map<string, Piece>();
  const offers: FlexibilityOffer[] = [...told.sent.values()].flat();
  for (const piece of piecesOf(known, m, i, event.steps, terms.product === 'turnUp' ? -1 : 1)) {
    // Who offers itself does it itself.
    if (told.sent.has(piece.party)) continue;
    const { id } = run.components[piece.component]!;
    const quantity = Math.floor(piece.change_kW * perPower);
    if (quantity <= 0) continue;
    pieces.set(id, piece);
    offers.push({ party: piece.party, quantity, price: priceOf(piece.price_money_per_kWh), source: id });
  }
  const call: EventCall = {
    programme: terms,
    event: event.id,
    told_ms: told.told_ms,
    slots: needed.map((_, k) => timeAt(run.grid, event.first + k * market.slotSteps)),
    needed,
    offers,
    activated: selectOffers(terms, needed, offers),
  };
  return { call, pieces };
}

/** What a party did in a slot of an event, and what that is worth. @param metered its net take, whole quanta */
export function reportLine(
  call: EventCall,
  k: number,
  party: string,
  usual: Baseline | undefined,
  metered: number,
): ReportLine {
  const line = {
    party,
    baseline: usual === undefined ? null : wholeOf(usual.takes[k]!),
    days: usual?.days ?? [],
    adjustment: usual?.adjustment ?? 1,
    metered,
  };
  const { payment, penalty } = performanceOf(call, k, line);
  return { ...line, payment, penalty };
}
