import type { Run } from '../../core/run.ts';
import { formatUtc, timeAt } from '../../core/timeGrid.ts';
import type { Assembled, PlannedFlow } from './assembled.ts';

/** What a component is set to, step by step. */
export interface Leading {
  /** Number among its leads, and the flow at that lead's port. */
  readonly lead: Int8Array;
  readonly target: Float64Array;
}

/** Below this share of what flows, a flow of a plan is rounding. */
const ROUNDING = 1e-7;

/** By component and port: what is planned to flow into its bus. */
export function flowsOf(run: Run, { flows, steps }: Assembled, x: Float64Array): Float64Array[][] {
  return run.components.map((c, k) => {
    const out = c.ports.map(() => new Float64Array(steps));
    for (const { port, column, per } of flows[k]!) {
      const sum = out[port]!;
      if (column < 0) for (let i = 0; i < steps; i++) sum[i]! += typeof per === 'number' ? per : per[i]!;
      else
        for (let i = 0; i < steps; i++) {
          const v = x[column + i]!;
          if (v !== 0) sum[i]! += v * (typeof per === 'number' ? per : per[i]!);
        }
    }
    return out;
  });
}

const gives = ({ per }: PlannedFlow): boolean => (typeof per === 'number' ? per > 0 : per.some((v) => v > 0));

/**
 * Columns with which a later lead gives beyond what comes with an earlier one (a duct burner's heat): what the earlier gives
 * says nothing of them. None where the two leads have nothing in common, as of a machine that heats or cools.
 */
function beyondOf(told: readonly PlannedFlow[], first: number, port: number): number[] {
  const columns = (at: number): number[] =>
    told.flatMap((f) => (f.column >= 0 && f.port === at && gives(f) ? [f.column] : []));
  const by = columns(first);
  const here = columns(port);
  return here.some((column) => by.includes(column)) ? here.filter((column) => !by.includes(column)) : [];
}

/** By component: the lead that gives beyond what comes with the first, else the first that flows, or the first of all. */
export function leadsOf(
  run: Run,
  { flows: told, steps }: Assembled,
  x: Float64Array,
  flows: readonly (readonly Float64Array[])[],
  allowed: ReadonlyMap<number, readonly string[]>,
): (Leading | undefined)[] {
  return run.components.map((c, k) => {
    if (c.kind.role === 'closer' || c.kind.role === 'network') return undefined;
    const may = allowed.get(k);
    const leads = c.leads.flatMap((port, lead) => {
      const { bus, name } = c.ports[port]!;
      return bus >= 0 && (may?.includes(name) ?? true) ? [{ port, lead }] : [];
    });
    if (leads.length === 0) return undefined;
    const lead = new Int8Array(steps).fill(leads[0]!.lead);
    const target = new Float64Array(steps);
    const most = leads.map(({ port }) => flows[k]![port]!.reduce((m, v) => Math.max(m, Math.abs(v)), 0));
    const beyond = leads.map(({ port }, l) => (l === 0 ? [] : beyondOf(told[k]!, leads[0]!.port, port)));
    for (let i = 0; i < steps; i++) {
      const more = beyond.findIndex((columns, l) => columns.some((column) => x[column + i]! > ROUNDING * most[l]!));
      const n =
        more > 0 ? more : leads.findIndex(({ port }, l) => Math.abs(flows[k]![port]![i]!) > ROUNDING * most[l]!);
      const { port, lead: number } = leads[Math.max(0, n)]!;
      lead[i] = number;
      target[i] = n < 0 ? 0 : flows[k]![port]![i]!;
    }
    return { lead, target };
  });
}

/** Components that both give to and take from one port in the same step, as one text each. */
export function bothWays(run: Run, { flows, steps, first }: Assembled, x: Float64Array): string[] {
  return run.components.flatMap((c, k) => {
    // A network takes at one place what it gives at another.
    if (c.kind.role === 'network') return [];
    const mine = flows[k]!.filter(({ column, port }) => column >= 0 && c.ports[port]!.flow === 'both');
    let met = 0;
    let at = -1;
    let wasted = 0;
    for (let i = 0; i < steps; i++) {
      let gives = 0;
      let takes = 0;
      for (const { column, per } of mine) {
        const v = x[column + i]! * (typeof per === 'number' ? per : per[i]!);
        if (v > 0) gives += v;
        else takes -= v;
      }
      const both = Math.min(gives, takes);
      if (both <= 1e-6 * Math.max(1, gives)) continue;
      met++;
      wasted = Math.max(wasted, both);
      if (at < 0) at = i;
    }
    if (met === 0) return [];
    const does = c.kind.role === 'store' ? 'charges and discharges' : 'gives and takes';
    const cure = c.kind.role === 'store' ? '; it burns what nobody wants: see control.plan.storeSides' : '';
    return [
      `"${c.id}" ${does} at once in ${met} of ${steps} steps of the plan, first at ${formatUtc(timeAt(run.grid, first + at))}, up to ${wasted.toFixed(1)} kW${cure}`,
    ];
  });
}
