import type { Summary } from '../../report/summary.ts';
import { amount, wrap } from './text.ts';

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
    ...list('why they differ', plan.reasons),
    ...list('what contradicts itself', plan.unmet),
    ...list('beware', plan.warnings),
  ];
}
