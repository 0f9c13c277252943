import { stepInstance } from '../core/instance.ts';
import type { Run } from '../core/run.ts';
import { hoursOf } from '../core/timeGrid.ts';
import type { Decision, RulesConfig, StoreRule, Trace } from './config.ts';
import type { Layout } from './layout.ts';
import type { Lead, Unit, Zone } from './parts.ts';

/** Flows below this many kW count as none. */
export const EPS = 1e-6;

/** Everything the rules know while they settle a step, beside what its zones, units and leads hold. */
export interface Board {
  readonly run: Run;
  readonly layout: Layout;
  readonly config: RulesConfig;
  readonly dt_h: number;
  /** Sum of ports of each bus so far. */
  readonly net: Float64Array;
  /** By component: 1 where an input differs from the step before. */
  readonly fresh: Uint8Array;
  /** By unit: 1 where it ran in the step before. */
  readonly wasOn: Float64Array;
  changed: boolean;
  /** No short cuts: what only one unit can serve is weighed against failure, too. */
  careful: boolean;
  step: number;
  pass: number;
  trace: Trace | null;
}

export const makeBoard = (
  run: Run,
  layout: Layout,
  config: RulesConfig,
  net: Float64Array,
  fresh: Uint8Array,
  wasOn: Float64Array,
): Board => ({
  run,
  layout,
  config,
  dt_h: hoursOf(run.grid),
  net,
  fresh,
  wasOn,
  changed: false,
  careful: false,
  step: 0,
  pass: 0,
  trace: null,
});

/** Committed flow at a lead's port. */
export const flowAt = (lead: Lead): number => lead.unit.flow[lead.port]!;

/** What a store is to do in this step; -1 where its rule does not say. */
export const phaseAt = (b: Board, rule: StoreRule): number => (rule.phase === null ? -1 : rule.phase[b.step]!);

/** Takes a unit's outputs into the sums of its buses. */
export function commit(b: Board, unit: Unit): void {
  const { flow, zones } = unit;
  const { y } = unit.c;
  for (let p = 0; p < flow.length; p++) {
    const change = y[p]! - flow[p]!;
    if (change === 0) continue;
    flow[p] = y[p]!;
    const zone = zones[p]!;
    if (zone === null) continue;
    b.net[unit.buses[p]!]! += change;
    zone.net += change;
    zone.isCurrent = false;
  }
}

/** What was given and taken back at a bus leaves a rounding that no closer is to take for a flow. */
export function clearRounding({ net }: Board, bus: number): void {
  if (Math.abs(net[bus]!) < ROUNDING_kW) net[bus] = 0;
}
const ROUNDING_kW = 1e-12;

/** Moves a unit to `target` at a lead, runs its physics and takes the outcome. */
export function set(b: Board, lead: Lead, target: number): void {
  const { unit } = lead;
  const { c } = unit;
  c.invert(c.q, c.x, c.w, lead.index, target, b.dt_h, c.u);
  stepInstance(c, b.dt_h);
  commit(b, unit);
  unit.ledBy = lead;
  unit.rests = false;
  unit.owed = false;
  b.changed = true;
}

/** Tells the account of the step, where one is kept. */
export function tell(b: Board, phase: Decision['phase'], lead: Lead, cost: number, before: number, why: string): void {
  const { c } = lead.unit;
  const port = c.ports[lead.port]!;
  b.trace?.({
    pass: b.pass,
    phase,
    bus: b.run.buses[port.bus]?.id ?? '',
    component: c.id,
    port: port.name,
    lowest_kW: lead.lo,
    highest_kW: lead.hi,
    leastOn_kW: lead.on,
    cost_money_per_kWh: cost,
    before_kW: before,
    given_kW: flowAt(lead),
    why,
  });
}

/** Whether a plan says what a store's content is worth. */
export const isValued = ({ take }: Lead): boolean => take < Number.POSITIVE_INFINITY;

/** What the stores of a zone could still take. */
export function storeRoom({ stores }: Zone): number {
  let room = 0;
  for (let k = 0; k < stores.length; k++) room += Math.max(0, flowAt(stores[k]!) - stores[k]!.lo);
  return room;
}
