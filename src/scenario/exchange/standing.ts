import type { Layout } from '../../control/layout.ts';
import type { Lead, Unit } from '../../control/parts.ts';
import type { Kept } from '../../core/kept.ts';
import type { Run } from '../../core/run.ts';

/**
 * What part a component has in the exchange.
 * - `given`: it takes and gives what its series say (demand, sun), or what its network loses
 * - `follows`: the rules run it and it takes what comes (a cooling tower); expected as it was in the step before
 * - `machine`, `store`: it runs as its owner trades
 * - `cars`: a store that must be full by a time; it takes when energy is cheap, or when it has to
 * - `closer`: it closes a bus
 */
export type Part = 'given' | 'follows' | 'machine' | 'store' | 'cars' | 'closer';

/** A component, and what is scheduled for it in the slots that run now. */
export interface Standing {
  readonly component: number;
  readonly owner: string;
  readonly part: Part;
  readonly unit: Unit | undefined;
  /** Leads by which it can trade. */
  readonly leads: readonly Lead[];
  /** Lead and flow that was sold or bought; null where nothing was. */
  lead: Lead | null;
  target_kW: number;
  /** Step from which its schedule no longer holds. */
  until: number;
  /** Flow of each port in the slot, as scheduled or expected. */
  readonly flow: Float64Array;
}

export function standingsOf(run: Run, layout: Layout): Standing[] {
  return run.components.map((c, component): Standing => {
    const unit = layout.unitOf(component);
    const leads = unit?.leads.filter((lead) => lead.mayLead && lead.zone !== null) ?? [];
    return {
      component,
      owner: c.owner,
      part: partOf(run, component, unit, leads),
      unit,
      leads,
      lead: null,
      target_kW: 0,
      until: 0,
      flow: new Float64Array(c.ports.length),
    };
  });
}

/** A standing as plain data. */
interface Stood {
  /** Its lead's number, -1 where nothing was traded. */
  readonly lead: number;
  readonly target_kW: number;
  readonly until: number;
  readonly flow: Float64Array;
}

export const keptStanding = (standing: Standing): Kept => ({
  save: (): Stood => ({
    lead: standing.lead?.index ?? -1,
    target_kW: standing.target_kW,
    until: standing.until,
    flow: standing.flow,
  }),
  restore(saved) {
    const { lead, target_kW, until, flow } = saved as Stood;
    standing.lead = standing.leads.find(({ index }) => index === lead) ?? null;
    standing.target_kW = target_kW;
    standing.until = until;
    standing.flow.set(flow);
  },
});

function partOf(run: Run, component: number, unit: Unit | undefined, leads: readonly Lead[]): Part {
  const { kind, owner } = run.components[component]!;
  if (kind.role === 'closer') return 'closer';
  // Nobody trades for what nobody owns.
  if (kind.role === 'network' || owner === '') return 'follows';
  if (unit === undefined || kind.role === 'fixed' || leads.length === 0) return 'given';
  if (unit.isRejector) return 'follows';
  if (unit.isStore) return kind.servesDemand === true ? 'cars' : 'store';
  return 'machine';
}
