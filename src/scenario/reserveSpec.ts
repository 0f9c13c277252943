import { z } from 'zod';
import { isMains } from '../control/island.ts';
import type { PlanReserve } from '../control/optimal/reserve.ts';
import { zonesOfBuses } from '../control/optimal/zones.ts';
import { ConfigError, type ConfigIssue } from '../core/errors.ts';
import { hoursOf } from '../core/timeGrid.ts';
import { HoursFields } from '../series/selectedSteps.ts';
import type { Compiled } from './compile.ts';
import { among } from './known.ts';
import { Id } from './names.ts';
import { stepMask } from './stepMask.ts';

/** What a plan leaves in each hour so that critical load can be served without the grid. */
export const ReserveSpec = z.strictObject({
  duration_h: z.number().positive().describe('for which a loss of the grid is to be covered'),
  share: z.number().gt(0).max(1).default(1).describe('of the critical load. All of it unless said'),
  load: z
    .enum(['critical', 'all'])
    .default('critical')
    .describe(
      'critical: demand that has no sheddingClass, for sites that cut all other at once; all: other demand as well, which the rules serve as long as they can',
    ),
  bus: Id.optional().describe(
    'electric bus that is served, with those that networks join to it; that of the public grid unless said',
  ),
  months: HoursFields.months,
  days: HoursFields.days,
  hours: HoursFields.hours.describe('hours in which the grid may be lost, local time; all unless said'),
  counts: z
    .record(Id, z.number().min(0).max(1))
    .default({})
    .describe('by component: share of what it could give that counts, such as { pv: 0.5 }; all of it unless said'),
  serves: z
    .array(Id)
    .default([])
    .describe('components whose planned draw is critical, such as a chiller, beside demand that has no sheddingClass'),
  penalty_money: z
    .number()
    .positive()
    .optional()
    .describe('for each kWh by which it is missed, of each loss; it must be kept where left out'),
});
export type ReserveSpec = z.infer<typeof ReserveSpec>;

/** The reserves of a plan in the run's own numbers. @throws ConfigError naming all that is wrong */
export function planReservesOf(
  specs: Readonly<Record<string, ReserveSpec>>,
  compiled: Pick<Compiled, 'cluster' | 'run'>,
): PlanReserve[] {
  const { run, cluster } = compiled;
  const issues: ConfigIssue[] = [];
  const { zoneOfBus } = zonesOfBuses(run, true);
  const reserves = Object.entries(specs).map(([name, spec]): PlanReserve => {
    const path = `control.plan.reserves.${name}`;
    const refuse = (field: string, message: string): void => {
      issues.push({ file: cluster.file, path: `${path}.${field}`, message });
    };
    const ids = run.components.map((c) => c.id);
    const place = (field: string, id: string): number => {
      const found = ids.indexOf(id);
      if (found < 0) refuse(field, `there is no component "${id}"${among(id, ids)}`);
      else if (run.components[found]!.kind.role === 'closer')
        refuse(field, `"${id}" closes a bus; expected what goes on without the grid`);
      return found;
    };
    const electric = run.buses.flatMap(({ carrier }, b) => (carrier === 'electricity' ? [b] : []));
    const named = spec.bus === undefined ? -1 : run.buses.findIndex(({ id }) => id === spec.bus);
    if (spec.bus !== undefined && !electric.includes(named))
      refuse(
        'bus',
        `there is no electric bus "${spec.bus}"${among(
          spec.bus,
          electric.map((b) => run.buses[b]!.id),
        )}`,
      );
    const fed = electric.filter((b) => run.buses[b]!.closers.some((k) => isMains(run.components[k]!)));
    const islands = new Set(fed.map((b) => zoneOfBus[b]!));
    if (spec.bus === undefined && islands.size !== 1)
      refuse(
        'bus',
        `missing: ${islands.size === 0 ? 'no electric bus has a connection to a public grid that could be lost' : `buses apart have connections to public grids (${fed.map((b) => run.buses[b]!.id).join(', ')})`}; name the bus that is served`,
      );
    const steps = spec.duration_h / hoursOf(run.grid);
    if (!Number.isInteger(steps) || steps > run.grid.length)
      refuse(
        'duration_h',
        `met ${spec.duration_h} h; expected a whole number of steps of ${run.grid.step_s} s, no longer than the run`,
      );
    const starts = stepMask(spec, compiled, path);
    return {
      name,
      starts,
      steps,
      share: spec.share,
      isAll: spec.load === 'all',
      bus: spec.bus === undefined ? (fed[0] ?? 0) : Math.max(0, named),
      counts: new Map(Object.entries(spec.counts).map(([id, share]) => [place(`counts.${id}`, id), share])),
      serves: new Set(spec.serves.map((id) => place('serves', id))),
      penalty_money: spec.penalty_money ?? Number.POSITIVE_INFINITY,
    };
  });
  if (issues.length > 0) throw new ConfigError(issues);
  return reserves;
}

/** @throws ConfigError where sizes are looked for and reserves or cycles are asked for, which hang on sizes */
export function refuseReserves({ cluster }: Pick<Compiled, 'cluster'>, doing: string): void {
  const { reserves, stores } = cluster.spec.control.plan;
  const cycled = Object.keys(stores).filter((id) => stores[id]!.mostCyclesPerDay !== undefined);
  if (cycled.length > 0)
    throw new ConfigError(
      `${cluster.file}: control.plan.stores: ${doing} with mostCyclesPerDay (${cycled.join(', ')}), which hangs on sizes; take it out, then plan with it on the sizes found`,
    );
  const names = Object.keys(reserves);
  if (names.length > 0)
    throw new ConfigError(
      `${cluster.file}: control.plan.reserves: ${doing} with reserves (${names.join(', ')}), for what can run without the grid hangs on sizes; take them out, then plan with them on the sizes found`,
    );
}
