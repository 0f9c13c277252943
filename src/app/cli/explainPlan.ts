import type { Plan } from '../../control/optimal/plan.ts';
import { CARRIERS } from '../../core/carriers.ts';
import type { Run } from '../../core/run.ts';
import { table } from './text.ts';

/** What a plan asked for in a step, beside what became of it. */
export interface PlanRows {
  /** False where there was no plan for the step, and the rules went on alone. */
  readonly isPlanned: boolean;
  readonly set: readonly {
    readonly component: string;
    readonly port: string;
    readonly bus: string;
    readonly planned: number;
    readonly given: number;
    readonly unit: string;
  }[];
  /** By bus: what one more unit would have cost by the plan; what its closers were to give; and what they are kept below. */
  readonly buses: readonly {
    readonly bus: string;
    readonly price_money: number;
    readonly closing: number;
    readonly most?: number;
    readonly unit: string;
  }[];
}

/** Step `index` of the run as it was planned; its flows are those that the components hold after it. */
export function planRows(run: Run, plan: Plan, index: number): PlanRows {
  const k = index - plan.first;
  if (k < 0 || k >= plan.steps || plan.status === 'fallback' || plan.without?.[k] === 1)
    return { isPlanned: false, set: [], buses: [] };
  const set = run.components.flatMap((c, n) => {
    const leading = plan.leading[n];
    if (leading === undefined) return [];
    const at = c.leads[leading.lead[k]!]!;
    const port = c.ports[at]!;
    const { unit } = CARRIERS[port.carrier];
    const bus = run.buses[port.bus]?.id ?? '';
    return [{ component: c.id, port: port.name, bus, planned: leading.target[k]!, given: c.y[at]!, unit }];
  });
  const buses = run.buses.map((bus, b) => {
    // The highest number stands where nothing is bounded.
    const bounds = bus.closers.flatMap((n) =>
      plan.most[n] === undefined || plan.most[n][k]! === Number.MAX_VALUE ? [] : [plan.most[n][k]!],
    );
    return {
      bus: bus.id,
      price_money: plan.prices[b]![k]!,
      closing: plan.closing[b]![k]!,
      ...(bounds.length === 0 ? {} : { most: Math.min(...bounds) }),
      unit: CARRIERS[bus.carrier].unit,
    };
  });
  return { isPlanned: true, set, buses };
}

const NOTHING = 1e-6;
const show = (v: number): string => (Math.abs(v) < NOTHING ? '0' : String(Number(v.toPrecision(4))));

/** The same in words. */
export function planTable(run: Run, plan: Plan, index: number): string[] {
  const { isPlanned, set, buses } = planRows(run, plan, index);
  if (!isPlanned) return ['', 'There is no plan for this step: the rules ran alone.'];
  const sets = set.filter(({ planned, given }) => Math.abs(planned) > NOTHING || Math.abs(given) > NOTHING);
  const rows = sets.map(({ component, port, bus, planned, given, unit }) => [
    `  ${component}.${port}`,
    show(planned),
    show(given),
    Math.abs(given - planned) <= NOTHING * Math.max(1, Math.abs(planned)) ? '' : show(given - planned),
    unit,
    bus,
  ]);
  const prices = buses.map(({ bus, price_money, closing, most, unit }) => [
    `  ${bus}`,
    show(price_money),
    show(closing),
    most === undefined ? '' : show(most),
    unit,
  ]);
  return [
    '',
    `What the plan asked for, and what was done (all else rests)`,
    ...table([['', 'planned', 'done', 'apart', '', 'bus'], ...rows], true).split('\n'),
    '',
    `By bus: what one more unit would cost by the plan (${run.currency}), what closers were to give, and the most of the month`,
    ...table([['', 'price', 'closers', 'most', ''], ...prices], true).split('\n'),
  ];
}
