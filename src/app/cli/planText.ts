import { DEMAND_BY } from '../../report/demandText.ts';
import { CONTROL_NAMES } from '../../report/planBeside.ts';
import type { Summary } from '../../report/summary.ts';
import { amount, wrap } from './text.ts';

/** Width of the longest name of another control. */
const BESIDE = Math.max(...Object.values(CONTROL_NAMES).map((name) => name.length));

const MOST_BOUNDS = 5;

/** What was planned, what became of it, and why the two differ. */
export function planText({ plan, currency }: Summary, width: number): string[] {
  if (plan === undefined) return [];
  const money = (v: number): string => `${amount(v)} ${currency}`;
  const share = (part: number, whole: number): string =>
    whole === 0 ? '' : ` (${part >= 0 ? '+' : ''}${((100 * part) / Math.abs(whole)).toFixed(2)} %)`;
  const list = (head: string, texts: readonly string[]): string[] =>
    texts.length === 0 ? [] : [`  ${head}`, ...texts.flatMap((t) => wrap(`  - ${t}`, width, '    '))];
  return [
    `Plan: ${plan.status} (${plan.text})`,
    ...(plan.planned_money === undefined || plan.difference_money === undefined
      ? []
      : [
          `  planned    ${money(plan.planned_money)} of bill, upkeep by use and carbon`,
          `  delivered  ${money(plan.delivered_money)}${share(plan.difference_money, plan.planned_money)}`,
          ...((plan.weighed_money ?? 0) > 1e-6
            ? [`  weighed    ${money(plan.weighed_money!)} of penalties beside it, such as demand not served`]
            : []),
        ]),
    ...(plan.beside ?? []).map(
      ({ control, delivered_money, unserved }) =>
        `  ${CONTROL_NAMES[control].padEnd(BESIDE)} ${money(delivered_money)}${share(delivered_money - plan.delivered_money, plan.delivered_money)}${
          unserved > 1e-3 ? `, ${amount(unserved)} not served` : ''
        }`,
    ),
    ...(plan.forecastLoss_money === undefined
      ? []
      : [
          `  errors of the forecast cost ${money(plan.forecastLoss_money)}${share(plan.forecastLoss_money, plan.delivered_money)}`,
        ]),
    ...(plan.unserved > 1e-3 ? [`  not served ${amount(plan.unserved)} kWh (or kg), which no money above counts`] : []),
    ...(plan.limits ?? []).map(
      ({
        name,
        unit,
        least,
        most,
        periods,
        binding,
        leastUsed,
        mostUsed,
        price_money,
        leastDelivered,
        mostDelivered,
      }) => {
        const planned = most === undefined ? leastUsed : mostUsed;
        const worth =
          binding === undefined
            ? ''
            : binding === 0
              ? '; it binds nothing'
              : `; one more would save up to ${amount(price_money!, 3)} ${currency}${periods > 1 ? ` (${binding} of ${periods} periods bind)` : ''}`;
        return `  limit ${name}: ${most === undefined ? `at least ${amount(least!)}` : `at most ${amount(most)}`} ${unit}, ${planned === undefined ? '' : `planned ${amount(planned)}, `}delivered ${amount(most === undefined ? leastDelivered : mostDelivered)}${worth}`;
      },
    ),
    ...(plan.reserves ?? []).map(
      ({ name, losses, binding, most_kWh, missed_kWh, price_money_per_kWh, costs_money }) =>
        `  reserve ${name}: up to ${amount(most_kWh)} kWh in stores for ${amount(losses)} losses of the grid${missed_kWh > 1e-6 ? `, missed by up to ${amount(missed_kWh)}` : ''}; ${
          binding === 0
            ? 'it binds nothing'
            : `a kWh less would save up to ${amount(price_money_per_kWh, 3)} ${currency}, all of it ${money(costs_money)} (it binds for ${amount(binding)})`
        }`,
    ),
    ...list(
      'which limits cost most',
      (plan.bounds ?? [])
        .slice(0, MOST_BOUNDS)
        .map(
          ({ component, name, most, steps, saves_money }) =>
            `"${name}" of "${component}", at most ${amount(most)}: one more would save ${amount(saves_money, 2)} ${currency} (it binds in ${steps} steps)`,
        ),
    ),
    ...list(
      'what is billed by the highest draw',
      [...(plan.demands ?? [])]
        .sort((a, b) => b.money - a.money)
        .slice(0, MOST_BOUNDS)
        .map(
          ({ component, charge, month, metered_kW, billed_kW, by, money: paid, saves_money_per_kW }) =>
            `"${component}" ${charge === '' ? '' : `${charge} `}${month}: ${amount(billed_kW)} kW ${DEMAND_BY[by]}${by === 'metered' ? '' : ` (${amount(metered_kW)} drawn)`}, ${money(paid)}; a kW less would save ${amount(saves_money_per_kW, 2)}`,
        ),
    ),
    ...list('why they differ', plan.reasons),
    ...list('what contradicts itself', plan.unmet),
    ...list('beware', plan.warnings),
  ];
}
