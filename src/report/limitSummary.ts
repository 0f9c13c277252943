import type { KeptLimit } from '../control/optimal/keptLimits.ts';
import type { LimitUse } from '../control/optimal/usedLimits.ts';

/** How a limit of the plan was kept. */
export interface LimitSummary {
  readonly name: string;
  readonly unit: 'kWh' | 'kg';
  readonly least?: number;
  readonly most?: number;
  readonly periods: number;
  /** Periods in which it decided what was done; left out, with what was planned, of a plan that rolled on with the run. */
  readonly binding?: number;
  /** Least and most that was planned to be used in a period. */
  readonly leastUsed?: number;
  readonly mostUsed?: number;
  /** Highest that one more unit of a bound would have saved. */
  readonly price_money?: number;
  /** Least and most that the run used in a period, and periods in which it was broken. */
  readonly leastDelivered: number;
  readonly mostDelivered: number;
  readonly broken: number;
}

const UNTOUCHED = 1e-6;

const extremes = (used: Float64Array): readonly [number, number] => [
  used.reduce((a, b) => Math.min(a, b)),
  used.reduce((a, b) => Math.max(a, b)),
];

/** A limit as planned and as delivered. */
export function limitOf({ limit, used }: LimitUse, planned: KeptLimit | undefined): LimitSummary {
  const { name, unit, least, most } = limit;
  const by = (v: number): number => BROKEN * Math.max(1, Math.abs(v));
  const [leastDelivered, mostDelivered] = extremes(used);
  const [leastUsed, mostUsed] = planned === undefined ? [0, 0] : extremes(planned.used);
  return {
    name,
    unit,
    ...(Number.isFinite(least) ? { least } : {}),
    ...(Number.isFinite(most) ? { most } : {}),
    periods: used.length,
    ...(planned === undefined
      ? {}
      : {
          binding: planned.price_money.filter((v) => Math.abs(v) > UNTOUCHED).length,
          leastUsed,
          mostUsed,
          price_money: planned.price_money.reduce((a, b) => Math.max(a, Math.abs(b)), 0),
        }),
    leastDelivered,
    mostDelivered,
    broken: used.filter((v) => v > most + by(most) || v < least - by(least)).length,
  };
}

/** Beyond this share of a bound it is broken. */
const BROKEN = 1e-6;

/** What became of a limit that was broken. */
export const brokenText = ({
  name,
  unit,
  least,
  most,
  periods,
  leastDelivered,
  mostDelivered,
  broken,
}: LimitSummary): string[] => {
  if (broken === 0) return [];
  const isOver = most !== undefined && mostDelivered > most + BROKEN * Math.max(1, Math.abs(most));
  const bound = isOver ? `at most ${show(most)}` : `at least ${show(least!)}`;
  return [
    `the limit "${name}" (${bound} ${unit}) was broken in ${broken} of ${periods} periods: ${show(isOver ? mostDelivered : leastDelivered)} ${unit} at worst; the physics made something else of the plan`,
  ];
};

const show = (v: number): string => String(Number(v.toPrecision(4)));
