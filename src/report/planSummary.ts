import type { Plan } from '../control/optimal/plan.ts';
import { CARRIERS } from '../core/carriers.ts';
import { hoursOf } from '../core/timeGrid.ts';
import type { Followed } from '../scenario/planned.ts';
import type { Outcome } from '../scenario/simulation.ts';
import { type FlowSum, sumOf } from './flowSums.ts';
import { brokenText, type LimitSummary, limitOf } from './limitSummary.ts';
import { type BesideSide, besideOf, type PlanBeside } from './planBeside.ts';
import type { ComponentCosts } from './summary.ts';

/** What one component was planned to do, and did. */
export interface PlannedComponent {
  readonly component: string;
  /** Bill, upkeep by use and price of carbon. */
  readonly planned_money: number;
  readonly delivered_money: number;
  readonly ports: readonly {
    readonly signal: string;
    readonly bus: string;
    readonly unit: 'kWh' | 'kg';
    /** Net into the bus. */
    readonly planned: number;
    readonly delivered: number;
  }[];
  /** Steps in which it did less (more) at its lead than planned, and how much in all. */
  readonly belowSteps: number;
  readonly below: number;
  readonly beyondSteps: number;
  readonly beyond: number;
}

/** A plan beside what became of it. */
export interface PlanSummary {
  readonly status: Followed['plan']['status'];
  /** In the solver's words. */
  readonly text: string;
  /** Left out where there is no plan. */
  readonly planned_money?: number;
  readonly delivered_money: number;
  readonly difference_money?: number;
  /** Weighed and not paid: demand not served, penalties. */
  readonly weighed_money?: number;
  readonly gap?: number;
  /** Where it rolled on with the run: how often, how far it looked, and what it believed of the future. */
  readonly rolled?: Followed['plan']['rolled'];
  /** What other controls of the same cluster came to; and what forecasts that erred cost, where perfect ones were tried. */
  readonly beside?: readonly PlanBeside[];
  readonly forecastLoss_money?: number;
  readonly unserved: number;
  /** Tonnes of scope 1 and 2 (by location) that were planned. */
  readonly co2_t?: number;
  readonly limits?: readonly LimitSummary[];
  readonly bounds?: Followed['plan']['bounds'];
  readonly demands?: Followed['plan']['demands'];
  readonly reserves?: Followed['plan']['reserves'];
  readonly components: readonly PlannedComponent[];
  /** Why the two differ, in sentences. */
  readonly reasons: readonly string[];
  readonly unmet: readonly string[];
  readonly warnings: readonly string[];
  /** By bus: mean, least and highest of what one more unit would cost. */
  readonly prices: Readonly<
    Record<string, { readonly mean: number; readonly least: number; readonly highest: number }>
  >;
}

const UNTOUCHED = 1e-6;

export function planSummary(
  outcome: Outcome,
  { plan, deviations, limits }: Followed,
  sums: readonly FlowSum[],
  costs: readonly ComponentCosts[],
  unserved: number,
  others: readonly BesideSide[],
): PlanSummary {
  const { run } = outcome.compiled;
  const dt_h = hoursOf(run.grid);
  const isPlanned = plan.status !== 'fallback';
  const components = run.components.map((c, k): PlannedComponent => {
    const cost = costs[k]!;
    return {
      component: c.id,
      planned_money: isPlanned ? plan.paidBy_money[k]! : 0,
      delivered_money: cost.bill_money + cost.variableOm_money + cost.carbon_money,
      ports: c.ports.flatMap((port, p) =>
        port.bus < 0
          ? []
          : [
              {
                signal: port.signal,
                bus: run.buses[port.bus]!.id,
                unit: CARRIERS[port.carrier].unit === 'kW' ? 'kWh' : 'kg',
                planned: isPlanned ? sumOf([...plan.flows[k]![p]!]) * dt_h : 0,
                delivered: sumOf(
                  sums
                    .filter(({ flow }) => flow.component === k && flow.signal === port.signal)
                    .map(({ given, taken }) => given - taken),
                ),
              } as const,
            ],
      ),
      belowSteps: deviations.belowSteps[k]!,
      below: deviations.below[k]!,
      beyondSteps: deviations.beyondSteps[k]!,
      beyond: deviations.beyond[k]!,
    };
  });
  const kept = limits.map((use) =>
    limitOf(
      use,
      plan.limits?.find(({ name }) => name === use.limit.name),
    ),
  );
  const delivered_money = sumOf(components.map((c) => c.delivered_money));
  const beside = besideOf(others);
  const perfect = beside.find((b) => b.control === 'perfect');
  return {
    status: plan.status,
    text: plan.text,
    ...(isPlanned
      ? {
          planned_money: plan.paid_money,
          difference_money: delivered_money - plan.paid_money,
          weighed_money: plan.weighed_money,
          gap: plan.gap,
        }
      : {}),
    ...(plan.rolled === undefined ? {} : { rolled: plan.rolled }),
    ...(beside.length === 0 ? {} : { beside }),
    ...(perfect === undefined ? {} : { forecastLoss_money: delivered_money - perfect.delivered_money }),
    ...(plan.co2_t === undefined ? {} : { co2_t: plan.co2_t }),
    ...(limits.length === 0 ? {} : { limits: kept }),
    ...(plan.bounds === undefined || plan.bounds.length === 0 ? {} : { bounds: plan.bounds }),
    ...(plan.demands === undefined || plan.demands.length === 0 ? {} : { demands: plan.demands }),
    ...(plan.reserves === undefined || plan.reserves.length === 0 ? {} : { reserves: plan.reserves }),
    delivered_money,
    unserved,
    components,
    reasons: isPlanned ? reasonsOf(components, run.currency, run.grid.length) : [],
    unmet: plan.unmet,
    warnings: [
      ...plan.warnings,
      ...kept.flatMap(brokenText),
      ...shedText(outcome, components),
      ...worseText(plan, delivered_money, unserved, beside, run.currency),
    ],
    prices: isPlanned
      ? Object.fromEntries(
          run.buses.map((bus, b) => {
            let [sum, count, least, highest] = [0, 0, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
            for (const v of plan.prices[b]!) {
              // Where rules went on alone there is no price.
              if (Number.isNaN(v)) continue;
              sum += v;
              count++;
              least = Math.min(least, v);
              highest = Math.max(highest, v);
            }
            return [bus.id, { mean: sum / count, least, highest }];
          }),
        )
      : {},
  };
}

/** Gap of cost from which on a plan says that it did not come true. */
const APART = 0.02;

/** A plan that did not come true, or that others did better than, says so itself. */
function worseText(
  plan: Plan,
  delivered_money: number,
  unserved: number,
  beside: readonly PlanBeside[],
  currency: string,
): string[] {
  if (plan.status === 'fallback') return [];
  const rules = beside.find((b) => b.control === 'rules');
  const gap = delivered_money / plan.paid_money - 1;
  return [
    ...(plan.paid_money > 0 && gap > APART
      ? [`delivered at ${(100 * gap).toFixed(1)} % more than planned; why stands with each component`]
      : []),
    ...(unserved > NOTICED ? [`${show(unserved)} kWh (or kg) were not served under this plan`] : []),
    ...(rules !== undefined && delivered_money > rules.delivered_money && unserved >= rules.unserved - NOTICED
      ? [`the rules alone would have cost ${show(delivered_money - rules.delivered_money)} ${currency} less`]
      : []),
  ];
}

/**
 * What a plan leaves unserved by the price of that: a charge on the month's highest draw may ask for more than it. The rules serve
 * what can be served all the same, and pay for it.
 */
function shedText({ compiled: { run } }: Outcome, components: readonly PlannedComponent[]): string[] {
  return run.components.flatMap(({ id, kind, q }, k) => {
    if (kind.lastResort !== true || kind.lostLoad_money_per_kWh === undefined) return [];
    const price = `${show(kind.lostLoad_money_per_kWh(q))} ${run.currency}`;
    return components[k]!.ports.flatMap(({ bus, unit, planned }) =>
      planned <= NOTICED
        ? []
        : [
            `the plan leaves ${show(planned)} ${unit} on "${bus}" unserved: nothing could serve that, or only what costs more than the ${price} a ${unit} that it is taken to be worth; components.${id}.lostLoad_money_per_${unit} says another price`,
          ],
    );
  });
}

/** kWh below which what was not served is rounding. */
const NOTICED = 1e-3;

const show = (v: number): string => String(Number(v.toPrecision(4)));

/** The components whose money differs most, each with what it did otherwise; then the others that were held or moved. */
function reasonsOf(components: readonly PlannedComponent[], currency: string, steps: number): string[] {
  const by = (c: PlannedComponent): number => Math.abs(c.delivered_money - c.planned_money);
  const most = Math.max(...components.map(by), 0);
  const dear = components
    .filter((c) => by(c) > 0.01 * most && by(c) > UNTOUCHED)
    .sort((a, b) => by(b) - by(a))
    .slice(0, 5)
    .map((c) => {
      const more = c.delivered_money - c.planned_money;
      const port = [...c.ports].sort(
        (a, b) => Math.abs(b.delivered - b.planned) - Math.abs(a.delivered - a.planned),
      )[0];
      const flows =
        port === undefined || Math.abs(port.delivered - port.planned) <= UNTOUCHED * Math.abs(port.planned)
          ? ''
          : `: ${show(Math.abs(port.delivered))} ${port.unit} at ${port.signal} where ${show(Math.abs(port.planned))} were planned`;
      return `"${c.component}" cost ${show(Math.abs(more))} ${currency} ${more > 0 ? 'more' : 'less'}${flows}`;
    });
  const held = components
    .filter((c) => c.belowSteps + c.beyondSteps > 0)
    .sort((a, b) => b.below + b.beyond - a.below - a.beyond)
    .slice(0, 5)
    .map((c) => {
      const unit = c.ports[0]?.unit ?? 'kWh';
      const parts = [
        c.belowSteps === 0
          ? ''
          : `did ${show(c.below)} ${unit} less than planned in ${c.belowSteps} of ${steps} steps, where its limits were narrower or what it makes had no taker`,
        c.beyondSteps === 0
          ? ''
          : `did ${show(c.beyond)} ${unit} more in ${c.beyondSteps}, to absorb what others made of the plan or to keep its least load`,
      ];
      return `"${c.component}" ${parts.filter((t) => t !== '').join(', and ')}`;
    });
  return [...dear, ...held];
}
