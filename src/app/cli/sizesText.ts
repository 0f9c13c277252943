import type { Sizing, TypicalAnswer } from '../../control/optimal/sizing.ts';
import { capitalRecovery, yearsOf } from '../../core/annuity.ts';
import { unitOf } from '../../core/units.ts';
import type { Candidate } from '../../scenario/sizing.ts';
import type { Scenario } from '../node.ts';
import { amount, table, wrap } from './text.ts';

const WIDTH = 100;
/** A size this close to its bound (share of the range) is at it. */
const AT_BOUND = 1e-4;

/** What one candidate came to. */
interface Found {
  readonly component: string;
  readonly parameter: string;
  readonly from: number;
  readonly to: number;
  readonly unit?: number;
  readonly size: number;
  readonly capex_money: number;
  /** Annuity and upkeep, a year. */
  readonly cost_money_per_a: number;
  readonly isAtLeast: boolean;
  readonly isAtMost: boolean;
  /** What one more unit of size would change of the cost of the run; below 0 it would save. */
  readonly slope_money: number;
}

/** What was found, as plain data. */
export function plainSizes(
  { run, cluster }: Scenario,
  candidates: readonly Candidate[],
  { multiples, slopes, typical, ...money }: Sizing,
): {
  readonly currency: string;
  readonly sizes: readonly Found[];
  readonly gap: number | undefined;
  readonly hours_h: number;
  readonly cost_money: number;
  readonly bound_money: number | undefined;
  readonly asWritten_money: number | undefined;
  /** What typical periods said, with the sizes as they are in `sizes`. */
  readonly typical: (Omit<TypicalAnswer, 'multiples'> & { readonly sizes: readonly number[] }) | undefined;
  readonly notTypical: string | undefined;
  readonly rounds: number;
  readonly onOff?: NonNullable<Sizing['onOff']>;
} {
  const { discountRate } = cluster.spec.economy;
  return {
    currency: run.currency,
    hours_h: (run.grid.length * run.grid.step_s) / 3600,
    ...money,
    gap: money.bound_money && (money.cost_money - money.bound_money) / Math.abs(money.cost_money),
    typical: typical && plainTypical(typical, candidates),
    sizes: candidates.map((c, k): Found => {
      const size = multiples[k]! * c.as;
      const span = c.to - c.from;
      return {
        component: c.id,
        parameter: c.name,
        from: c.from,
        to: c.to,
        ...(c.unit === undefined ? {} : { unit: c.unit }),
        size,
        capex_money: size * c.capex_money,
        cost_money_per_a: size * (c.capex_money * capitalRecovery(discountRate, c.life_a) + c.fixedOm_money_per_a),
        isAtLeast: size - c.from <= AT_BOUND * span,
        isAtMost: c.to - size <= AT_BOUND * span,
        slope_money: slopes[k]! / c.as,
      };
    }),
  };
}

const plainTypical = ({ multiples, ...told }: TypicalAnswer, candidates: readonly Candidate[]) => ({
  ...told,
  sizes: candidates.map((c, k) => multiples[k]! * c.as),
});

/** The sizes as a table, what they cost, and how far from the best they can be. */
export function sizesText(scenario: Scenario, candidates: readonly Candidate[], sizing: Sizing): string {
  const found = plainSizes(scenario, candidates, sizing);
  const { currency } = found;
  const years_a = yearsOf(scenario.run);
  const money = (v: number): string => `${amount(v)} ${currency}`;
  const show = (v: number): string => amount(v, v !== 0 && Math.abs(v) < 100 ? 1 : 0);
  const rows = found.sizes.map((s) => [
    s.component,
    s.parameter,
    show(s.from),
    show(s.to),
    show(s.size),
    amount(s.capex_money),
    amount(s.cost_money_per_a),
    s.isAtMost && !s.isAtLeast
      ? 'at its most'
      : s.isAtLeast && s.size > 0
        ? 'at its least'
        : s.size === 0
          ? 'left out'
          : '',
  ]);
  const invested = found.sizes.reduce((sum, s) => sum + s.cost_money_per_a, 0) * years_a;
  const head = ['component', 'capacity', 'from', 'to', 'best', `capital ${currency}`, `${currency} a year`, ''];
  const limits = found.sizes
    .filter((s) => s.isAtMost && s.slope_money < 0)
    .flatMap((s) =>
      wrap(
        `- one more ${unitOf(s.parameter)} of ${s.component} than its range allows would save ${money(-s.slope_money)}`,
        WIDTH,
        '  ',
      ),
    );
  return [
    `Sizes of least cost over ${amount(found.hours_h)} h, ${onOffWords(found.onOff)}${found.gap === undefined ? 'by typical periods, without proof' : `proven to within ${(100 * found.gap).toPrecision(2)} %`}`,
    '',
    table([head, ...rows]),
    '',
    `In all          ${money(found.cost_money)}: ${money(invested)} of annuities and upkeep, ${money(found.cost_money - invested)} of operation`,
    ...(found.bound_money === undefined ? [] : [`At least        ${money(found.bound_money)} whatever the sizes`]),
    ...(found.asWritten_money === undefined
      ? []
      : [
          `As written      ${money(found.asWritten_money)} (+${((100 * (found.asWritten_money - found.cost_money)) / Math.abs(found.cost_money)).toFixed(2)} %)`,
        ]),
    ...typicalText(found, money),
    ...(limits.length === 0 ? [] : ['', ...limits]),
  ].join('\n');
}

const onOffWords = (onOff: Sizing['onOff']): string =>
  onOff === undefined
    ? ''
    : `machines on or off (${amount(onOff.statuses)} statuses${onOff.isStopped ? ', stopped early' : ''}, within ${(100 * onOff.gap).toPrecision(2)} %), `;

/** What typical periods took for the least cost, and how that fared on the whole run. */
function typicalText(
  { typical, notTypical, cost_money, onOff }: ReturnType<typeof plainSizes>,
  money: (v: number) => string,
): string[] {
  if (notTypical !== undefined) return wrap(`Typical periods were left out: ${notTypical}`, WIDTH, '  ');
  if (typical === undefined) return [];
  const { periods, all, kept, whole_money, unserved_kWh } = typical;
  const off = (v: number, from: number): string => {
    const share = (100 * (v - from)) / Math.abs(from);
    return `${share < 0 ? '' : '+'}${share.toFixed(2)} %`;
  };
  return [
    ...wrap(
      `Typical time    ${money(typical.cost_money)} as ${periods} of ${all} periods have it (${kept} of them extremes), ${off(typical.cost_money, whole_money)} against the whole run with their sizes${onOff === undefined ? '' : ' and machines at any load'}, in which ${unserved_kWh < 1 ? 'all is served' : `${amount(unserved_kWh)} kWh are not served`}`,
      WIDTH,
      '                ',
    ),
    ...(whole_money === cost_money
      ? []
      : [`Their sizes     ${money(whole_money)} over the whole run (${off(whole_money, cost_money)})`]),
  ];
}
