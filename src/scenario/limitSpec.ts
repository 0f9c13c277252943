import { z } from 'zod';
import type { PlanLimit } from '../control/optimal/limits.ts';
import { periodsOf } from '../control/optimal/limits.ts';
import { CARRIERS } from '../core/carriers.ts';
import { ConfigError, type ConfigIssue } from '../core/errors.ts';
import type { Run } from '../core/run.ts';
import { among } from './known.ts';

const Scope = z.enum(['scope1', 'scope2Location', 'scope2Market', 'scope3']);
const bound = (text: string) => z.number().optional().describe(text);

/** A sum that a plan keeps within bounds, period by period. */
export const LimitSpec = z
  .strictObject({
    flows: z
      .record(z.string(), z.number())
      .default({})
      .describe(
        'component.port: number by which what flows there into its bus counts (negative out of it): { gas-supply.gas: 1 }, or { pv.electricity: 1, electrolyser.electricity: 1 } for what the one leaves of the other',
      ),
    emissions: z.array(Scope).default([]).describe('or scopes of emissions that are added up, in place of flows'),
    per: z
      .enum(['step', 'day', 'month', 'run'])
      .default('run')
      .describe('over which it is kept; step: at any time, hour by hour in a run of hours'),
    least_kWh: bound('at least so much in each period'),
    most_kWh: bound('at most so much'),
    least_kg: bound('the same of what flows in kg/h'),
    most_kg: bound('the same of what flows in kg/h'),
    most_t: bound('at most so many tonnes of emissions'),
    penalty_money: z
      .number()
      .positive()
      .optional()
      .describe('for each kWh (or kg) by which it is missed; it must be kept where left out'),
  })
  .refine((l) => Object.keys(l.flows).length > 0 !== l.emissions.length > 0, {
    path: ['flows'],
    message: 'expected either flows or emissions',
  });
export type LimitSpec = z.infer<typeof LimitSpec>;

/** The limits of a plan in the run's own numbers. @throws ConfigError naming all that is wrong */
export function planLimitsOf(specs: Readonly<Record<string, LimitSpec>>, run: Run, file: string): PlanLimit[] {
  const issues: ConfigIssue[] = [];
  const limits = Object.entries(specs).map(([name, spec]): PlanLimit => {
    const refuse = (field: string, message: string): void => {
      issues.push({ file, path: `control.plan.limits.${name}${field === '' ? '' : `.${field}`}`, message });
    };
    const units = new Set<string>();
    const flows = Object.entries(spec.flows).flatMap(([place, by]) => {
      const [id, port] = place.split('.') as [string, string | undefined];
      const component = run.components.findIndex((c) => c.id === id);
      const c = run.components[component];
      if (c === undefined) {
        refuse(
          `flows.${place}`,
          `there is no component "${id}"${among(
            id,
            run.components.map((k) => k.id),
          )}`,
        );
        return [];
      }
      const names = c.ports.map((p) => p.name);
      const at = names.indexOf(port ?? '');
      if (at < 0) {
        refuse(`flows.${place}`, `"${id}" has no port "${port ?? ''}"${among(port ?? '', names, 'it has')}`);
        return [];
      }
      units.add(CARRIERS[c.ports[at]!.carrier].unit === 'kW' ? 'kWh' : 'kg');
      return [{ component, port: at, by }];
    });
    const counted = spec.emissions.length > 0 ? 't' : [...units][0];
    if (units.size > 1) refuse('flows', 'adds kWh to kg; expected flows of one unit');
    const given = (['least_kWh', 'most_kWh', 'least_kg', 'most_kg', 'most_t'] as const).filter(
      (key) => spec[key] !== undefined,
    );
    for (const key of given)
      if (counted !== undefined && !key.endsWith(`_${counted}`))
        refuse(key, `what it bounds is counted in ${counted}; expected least_${counted} or most_${counted}`);
    if (given.length === 0) refuse('', 'has no bound; expected least or most of what it counts');
    const least = spec.least_kWh ?? spec.least_kg ?? Number.NEGATIVE_INFINITY;
    const most =
      spec.most_kWh ?? spec.most_kg ?? (spec.most_t === undefined ? Number.POSITIVE_INFINITY : 1000 * spec.most_t);
    if (least > most) refuse('', `its least (${least}) is above its most (${most}); expected least <= most`);
    return {
      name,
      unit: counted === 'kWh' ? 'kWh' : 'kg',
      flows,
      emissions: spec.emissions,
      periodOf: periodsOf(run, spec.per),
      least,
      most,
      penalty_money: spec.penalty_money ?? Number.POSITIVE_INFINITY,
    };
  });
  if (issues.length > 0) throw new ConfigError(issues);
  return limits;
}
