import type { Run } from '../../core/run.ts';
import { formatUtc, hoursOf, timeAt } from '../../core/timeGrid.ts';
import type { Assembled } from './assembled.ts';
import type { Plan, PlannedWindow, PlanOptions } from './plan.ts';

/** How plans follow one another. */
export interface Rolled {
  /** Steps from one plan to the next, and steps that each looks ahead. */
  readonly every: number;
  readonly horizon: number;
  /** What is believed of the future, in words. */
  readonly forecast: string;
}

/** A plan for a whole run, put together of the first steps of plans that are made one after the other. */
export interface Stitched {
  /** Filled as far as plans were taken. */
  readonly plan: Plan;
  /** Takes the first `count` steps of a plan. */
  take(window: PlannedWindow, count: number): void;
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

const RANK = ['optimal', 'limit', 'relaxed', 'fallback'] as const;
const MOST_TEXTS = 8;

/**
 * Money is what each plan reckoned for the steps that were taken of it; what is paid once in a month (a peak, a standing
 * charge) as the last plan that met it reckoned it.
 */
export function stitch(run: Run, options: Pick<PlanOptions, 'leads'>, rolled: Rolled): Stitched {
  const { length } = run.grid;
  const dt_h = hoursOf(run.grid);
  const fresh = (): Float64Array => new Float64Array(length).fill(Number.NaN);
  const once = new Map<string, { readonly component: number; readonly paid: number; readonly weighed: number }>();
  const bySteps_money = new Float64Array(run.components.length);
  let weighedBySteps_money = 0;
  const texts = { unmet: few(), warnings: few() };
  const counts = { optimal: 0, limit: 0, relaxed: 0, fallback: 0 };
  let plans = 0;
  let firstWithout = -1;
  const plan: Mutable<Plan> & { readonly paidBy_money: Float64Array; readonly without: Uint8Array } = {
    first: 0,
    steps: length,
    status: 'optimal',
    text: '',
    paid_money: 0,
    weighed_money: 0,
    paidBy_money: new Float64Array(run.components.length),
    gap: 0,
    iterations: 0,
    flows: run.components.map((c) => c.ports.map(fresh)),
    leading: run.components.map((c, k) => {
      const may = options.leads.get(k);
      const leads = c.leads.some((port) => c.ports[port]!.bus >= 0 && (may?.includes(c.ports[port]!.name) ?? true));
      return c.kind.role === 'closer' || c.kind.role === 'network' || !leads
        ? undefined
        : { lead: new Int8Array(length), target: new Float64Array(length) };
    }),
    closing: run.buses.map(fresh),
    most: run.components.map((c) =>
      c.kind.meters === undefined ? undefined : new Float64Array(length).fill(Number.POSITIVE_INFINITY),
    ),
    worths: run.components.map((c) => (c.kind.role === 'store' ? { give: fresh(), take: fresh() } : undefined)),
    peakPrices: run.components.map(() => undefined),
    prices: run.buses.map(fresh),
    warnings: [],
    unmet: [],
    without: new Uint8Array(length),
  };

  /** Adds what columns of a window cost: step by step, and once for those that stand for the whole of it. */
  const reckon = (assembled: Assembled, x: Float64Array, count: number): void => {
    const { columns, paid, problem, stepPaid_money, standing } = assembled;
    for (const { component, name, first, perStep } of columns) {
      // What a limit was missed by belongs to no component.
      if (component < 0) continue;
      if (!perStep) {
        const [all, due] = [problem.cost[first]! * x[first]!, paid[first]! * x[first]!];
        if (all !== 0) once.set(`${component} ${name}`, { component, paid: due, weighed: all - due });
        continue;
      }
      for (let j = first; j < first + count; j++) {
        bySteps_money[component]! += paid[j]! * x[j]!;
        weighedBySteps_money += (problem.cost[j]! - paid[j]!) * x[j]!;
      }
    }
    stepPaid_money.forEach((money, component) => {
      for (let k = 0; money !== undefined && k < count; k++) bySteps_money[component]! += money[k]!;
    });
    for (const { component, name, money } of standing)
      once.set(`${component} ${name}`, { component, paid: money, weighed: 0 });
  };

  const sumUp = (): void => {
    plan.paidBy_money.set(bySteps_money);
    plan.weighed_money = weighedBySteps_money;
    for (const { component, paid, weighed } of once.values()) {
      plan.paidBy_money[component]! += paid;
      plan.weighed_money += weighed;
    }
    plan.paid_money = plan.paidBy_money.reduce((sum, v) => sum + v, 0);
    plan.status = counts.fallback === plans ? 'fallback' : RANK.findLast((s) => s !== 'fallback' && counts[s] > 0)!;
    plan.text = `${plans} plans of up to ${rolled.horizon * dt_h} h, one every ${rolled.every * dt_h} h, forecast: ${rolled.forecast}`;
    plan.rolled = {
      plans,
      every_h: rolled.every * dt_h,
      horizon_h: rolled.horizon * dt_h,
      forecast: rolled.forecast,
    };
    plan.unmet = texts.unmet.all();
    const alone =
      counts.fallback === 0
        ? []
        : [
            `${counts.fallback} of ${plans} times there was no plan, first at ${formatUtc(timeAt(run.grid, firstWithout))}: the rules went on alone until the next`,
          ];
    plan.warnings = [...alone, ...texts.warnings.all()];
  };

  return {
    plan,
    take({ plan: part, assembled, x }, count) {
      const at = part.first;
      plans++;
      counts[part.status]++;
      plan.gap = Math.max(plan.gap, Number.isNaN(part.gap) ? 0 : part.gap);
      plan.iterations += part.iterations;
      for (const text of part.unmet) texts.unmet.add(text);
      if (part.status !== 'fallback') for (const text of part.warnings) texts.warnings.add(text);
      if (x === undefined) {
        if (firstWithout < 0) firstWithout = at;
        plan.without.fill(1, at, at + count);
      } else {
        reckon(assembled, x, count);
        copyEach(plan.flows.flat(), part.flows.flat(), at, count);
        copyEach(plan.closing, part.closing, at, count);
        copyEach(plan.prices, part.prices, at, count);
        plan.most.forEach((most, k) => {
          const from = part.most[k];
          if (from !== undefined) most?.set(from.subarray(0, count), at);
        });
        plan.worths.forEach((worth, k) => {
          const from = part.worths[k];
          if (worth === undefined || from === undefined) return;
          worth.give.set(from.give.subarray(0, count), at);
          worth.take.set(from.take.subarray(0, count), at);
        });
        plan.peakPrices = part.peakPrices;
        plan.leading.forEach((led, k) => {
          const from = part.leading[k];
          if (led === undefined || from === undefined) return;
          led.lead.set(from.lead.subarray(0, count), at);
          led.target.set(from.target.subarray(0, count), at);
        });
      }
      sumUp();
    },
  };
}

function copyEach(to: readonly Float64Array[], from: readonly Float64Array[], at: number, count: number): void {
  for (let k = 0; k < to.length; k++) to[k]!.set(from[k]!.subarray(0, count), at);
}

/** Keeps the first of many texts, each once, and counts the rest. */
function few(): { add(text: string): void; all(): string[] } {
  const kept = new Set<string>();
  let more = 0;
  return {
    add(text) {
      if (kept.size < MOST_TEXTS) kept.add(text);
      else if (!kept.has(text)) more++;
    },
    all: () => [...kept, ...(more > 0 ? [`and ${more} more of other plans`] : [])],
  };
}
