import { z } from 'zod';
import type { PlanLimit } from '../control/optimal/limits.ts';
import { periodsOf } from '../control/optimal/limits.ts';
import type { StoreRules } from '../control/optimal/storeRules.ts';
import { ConfigError, type ConfigIssue } from '../core/errors.ts';
import { HoursFields } from '../series/selectedSteps.ts';
import type { Compiled } from './compile.ts';
import { among } from './known.ts';
import { planLimitsOf } from './limitSpec.ts';
import { Id } from './names.ts';
import { stepMask } from './stepMask.ts';

const share = (text: string) => z.number().min(0).max(1).describe(text);

const Band = z
  .strictObject({
    least: share('share of what it can hold between empty and full that is held at least: a reserve').default(0),
    most: share('that is held at most').default(1),
    months: HoursFields.months,
    days: HoursFields.days,
    hours: HoursFields.hours.describe('at the end of whose steps it holds, local time; all unless said'),
  })
  .refine((b) => b.least <= b.most, { path: ['least'], message: 'is above most; expected least <= most' })
  .refine((b) => b.least > 0 || b.most < 1, { message: 'bounds nothing; expected a least above 0 or a most below 1' });

/** Rules that those who share a store have agreed on, or that a subsidy asks for. */
export const StoreRulesSpec = z
  .strictObject({
    bands: z.array(Band).default([]).describe('what it holds at least and at most, by hours; all of them hold at once'),
    chargeFrom: z
      .array(Id)
      .min(1)
      .optional()
      .describe('charged with what these give in the same step alone, never from the grid: [pv, wind]'),
    beyond: z
      .array(Id)
      .default([])
      .describe('demand that what they could give serves first: it is charged with their surplus'),
    mostCyclesPerDay: z
      .number()
      .positive()
      .optional()
      .describe('times that it may give its capacity in a local day, such as 1 under a warranty'),
  })
  .refine((r) => r.beyond.length === 0 || r.chargeFrom !== undefined, {
    path: ['beyond'],
    message: 'needs chargeFrom; expected the components whose surplus it is charged with',
  })
  .refine((r) => r.bands.length > 0 || r.chargeFrom !== undefined || r.mostCyclesPerDay !== undefined, {
    message: 'has no rule; expected bands, chargeFrom or mostCyclesPerDay',
  });
export type StoreRulesSpec = z.infer<typeof StoreRulesSpec>;

type Of = Pick<Compiled, 'cluster' | 'run'>;

/** Index of a store. @throws ConfigError naming the stores of the scenario */
function storeOf({ run, cluster }: Of, id: string): number {
  const stores = run.components.filter((c) => c.kind.role === 'store').map((c) => c.id);
  if (!stores.includes(id))
    throw new ConfigError([
      {
        file: cluster.file,
        path: `control.plan.stores.${id}`,
        message: `there is no store "${id}"${among(id, stores)}`,
      },
    ]);
  return run.components.findIndex((c) => c.id === id);
}

/** Bands and sources of stores in the run's own numbers. @throws ConfigError naming all that is wrong */
export function storeRulesOf(compiled: Of): StoreRules[] {
  const { run, cluster } = compiled;
  const issues: ConfigIssue[] = [];
  const rules = Object.entries(cluster.spec.control.plan.stores).map(([id, spec]): StoreRules => {
    const path = `control.plan.stores.${id}`;
    const component = storeOf(compiled, id);
    const { carrier } = run.components[component]!.ports[0]!;
    const place = (field: 'chargeFrom' | 'beyond', other: string): number => {
      const found = run.components.findIndex((c) => c.id === other);
      const refuse = (message: string): void =>
        void issues.push({ file: cluster.file, path: `${path}.${field}`, message });
      const ids = run.components.map((c) => c.id);
      if (found < 0) refuse(`there is no component "${other}"${among(other, ids)}`);
      else {
        const { ports, kind } = run.components[found]!;
        const flow = field === 'beyond' ? 'in' : 'out';
        if (kind.role === 'closer' || !ports.some((p) => p.carrier === carrier && p.flow === flow))
          refuse(
            `"${other}" ${field === 'beyond' ? 'draws' : 'makes'} no ${carrier} of its own; expected ${field === 'beyond' ? 'a demand' : 'what makes it on the site'}`,
          );
      }
      return found;
    };
    return {
      component,
      bands: spec.bands.map(({ least, most, ...hours }, n) => ({
        least,
        most,
        counts: stepMask(hours, compiled, `${path}.bands.${n}`),
      })),
      from: spec.chargeFrom?.map((other) => place('chargeFrom', other)),
      after: spec.beyond.map((other) => place('beyond', other)),
    };
  });
  if (issues.length > 0) throw new ConfigError(issues);
  return rules;
}

/** The named limits of a plan, and those on cycles of its stores. @throws ConfigError */
export function allLimitsOf(compiled: Of): PlanLimit[] {
  const { run, cluster } = compiled;
  const { limits, stores } = cluster.spec.control.plan;
  const cycles = Object.entries(stores).flatMap(([id, { mostCyclesPerDay }]): PlanLimit[] => {
    if (mostCyclesPerDay === undefined) return [];
    const component = storeOf(compiled, id);
    const c = run.components[component]!;
    const capacity = c.kind.size?.(c.q);
    const port = c.ports.findIndex((p) => p.flow === 'both');
    if (capacity === undefined || c.kind.sizeName?.startsWith('capacity_') !== true || port < 0)
      throw new ConfigError([
        {
          file: cluster.file,
          path: `control.plan.stores.${id}.mostCyclesPerDay`,
          message: `"${id}" has no capacity that could be given; expected a store such as a battery or a tank`,
        },
      ]);
    return [
      {
        name: `cycles of ${id}`,
        unit: c.ports[port]!.signal.endsWith('_kW') ? 'kWh' : 'kg',
        flows: [{ component, port, by: 1, isGivenAlone: true }],
        emissions: [],
        periodOf: periodsOf(run, 'day'),
        least: Number.NEGATIVE_INFINITY,
        most: mostCyclesPerDay * capacity,
        penalty_money: Number.POSITIVE_INFINITY,
      },
    ];
  });
  return [...planLimitsOf(limits, run, cluster.file), ...cycles];
}
