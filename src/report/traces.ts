import { CARRIERS } from '../core/carriers.ts';
import type { Run } from '../core/run.ts';
import { type Flow, isEnergy, type Places } from './places.ts';
import type { FlowRole } from './summary.ts';
import type { TracePlan } from './tracer.ts';

/**
 * Where electricity comes from: sun, wind and other flows of the surroundings; fuel bought and turned into electricity on
 * site, by the origin of its carbon; electricity bought; what stores held at the start; what was never there.
 */
export const ORIGINS = ['renewable', 'fuel', 'biofuel', 'bought', 'stock', 'missing'] as const;
export type Origin = (typeof ORIGINS)[number];

const only = (size: number, at: number): readonly number[] =>
  Array.from({ length: size }, (_, k) => (k === at ? 1 : 0));
const of = (origin: Origin): readonly number[] => only(ORIGINS.length, ORIGINS.indexOf(origin));

/** What a flow brings into the cluster, by its role alone (a store brings what it holds); undefined where it is made of what the component takes. */
function originOf(run: Run, places: Places, flow: Flow): readonly number[] | undefined {
  if (flow.into === 'unserved') return of('missing');
  if (flow.into === 'generation') return of('renewable');
  if (flow.into === 'purchase') {
    if (flow.carrier === 'electricity') return of('bought');
    const { fossil_kg_per_kWh: fossil, biogenic_kg_per_kWh: biogenic } = run.buses[flow.bus]!;
    const bio = fossil + biogenic > 0 ? biogenic / (fossil + biogenic) : 0;
    return ORIGINS.map((o) => (o === 'fuel' ? 1 - bio : o === 'biofuel' ? bio : 0));
  }
  if (flow.into === 'discharge') return undefined;
  const takes = places.flows.some((f) => f.component === flow.component && f.direction !== 'out' && isEnergy(f));
  if (takes) return undefined;
  // A generator with a tank of its own burns fuel that was bought, though no bus carries it.
  const { emissions } = run.components[flow.component]!.kind;
  return of((emissions?.fossilCo2?.length ?? 0) > 0 ? 'fuel' : 'renewable');
}

/** Accounts of electricity: used on site, and gone from it unused. */
export const USED = 'used';
export const AWAY = 'away';
const ACCOUNT: Readonly<Partial<Record<FlowRole, string>>> = {
  finalUse: USED,
  converterUse: USED,
  sale: AWAY,
  curtailed: AWAY,
};

/** Follows electricity, and every carrier that electricity on site is made of, by origin. */
export function originPlan(run: Run, places: Places): TracePlan {
  const zones: number[] = [];
  const constant = new Map<number, readonly number[]>();
  const seen = new Set<number>();
  const visit = (zone: number): void => {
    if (seen.has(zone)) return;
    seen.add(zone);
    const givers = places.flows.filter((f) => f.zone === zone && f.direction !== 'in');
    const brought = givers.map((f) => originOf(run, places, f));
    const [first] = brought;
    if (first && brought.every((b) => b?.every((share, o) => share === first[o]))) {
      constant.set(zone, first);
      if (places.carrierOf[zone] !== 'electricity') return;
    }
    givers.forEach((flow, k) => {
      if (brought[k] || flow.into === 'discharge') return;
      for (const f of places.flows)
        if (f.component === flow.component && f.direction !== 'out' && isEnergy(f)) visit(f.zone);
    });
    zones.push(zone);
  };
  places.carrierOf.forEach((carrier, zone) => {
    if (carrier === 'electricity') visit(zone);
  });
  return {
    origins: ORIGINS,
    zones,
    brings: (flow) => originOf(run, places, flow),
    outside: (flow) => constant.get(flow.zone) ?? of('renewable'),
    account: (flow) => (flow.carrier === 'electricity' ? ACCOUNT[flow.outOf] : undefined),
    start: of('stock'),
  };
}

/**
 * A converter whose heat comes with electricity or hydrogen: an engine, a fuel cell, an electrolyser. One that is driven by
 * heat itself (a steam turbine) passes on the heat of others.
 */
export function jointHeat(places: Places): number[] {
  const gives = (component: number, carriers: readonly string[]): boolean =>
    places.flows.some(
      (f) =>
        f.component === component && f.into === 'conversion' && f.direction === 'out' && carriers.includes(f.carrier),
    );
  const isDriven = (component: number): boolean =>
    places.flows.some((f) => f.component === component && f.direction === 'in' && CARRIERS[f.carrier].hot);
  return [...new Set(places.flows.map((f) => f.component))].filter(
    (c) => gives(c, ['heat', 'steam']) && gives(c, ['electricity', 'hydrogen']) && !isDriven(c),
  );
}

/** Accounts of heat: let go, and taken by a component that makes cooling or electricity of it. */
export const LET_GO = 'letGo';
export const intoCooling = (component: number): string => `cooling${component}`;
export const intoPower = (component: number): string => `power${component}`;

/** Follows the heat of joint production, by producer, through heat buses, exchangers, pipes and tanks; the last origin is all other heat. */
export function heatPlan(run: Run, places: Places, joint: readonly number[]): TracePlan {
  const size = joint.length + 1;
  const other = only(size, joint.length);
  const zones: number[] = [];
  const seen = new Set<number>();
  const passes = (from: Flow): Flow[] =>
    from.direction === 'out' || from.outOf !== 'converterUse'
      ? []
      : places.flows.filter(
          (f) => f.component === from.component && f.direction !== 'in' && CARRIERS[f.carrier].hot && f.product,
        );
  const visit = (zone: number): void => {
    if (seen.has(zone)) return;
    seen.add(zone);
    for (const flow of places.flows)
      if (flow.zone === zone && !joint.includes(flow.component)) for (const next of passes(flow)) visit(next.zone);
    zones.unshift(zone);
  };
  for (const flow of places.flows)
    if (joint.includes(flow.component) && CARRIERS[flow.carrier].hot && flow.direction !== 'in') visit(flow.zone);
  return {
    origins: [...joint.map((c) => run.components[c]!.id), 'other'],
    zones,
    brings(flow) {
      const at = joint.indexOf(flow.component);
      if (at >= 0) return only(size, at);
      const passed =
        flow.product && places.flows.some((f) => f.component === flow.component && passes(f).includes(flow));
      return passed ? undefined : other;
    },
    outside: () => other,
    account(flow) {
      if (flow.outOf === 'dumped') return LET_GO;
      if (flow.outOf !== 'converterUse') return undefined;
      const given = places.flows.filter((f) => f.component === flow.component && f.direction !== 'in');
      if (given.length === 0) return LET_GO;
      if (given.some((f) => f.carrier === 'cooling' && f.product)) return intoCooling(flow.component);
      return given.some((f) => f.carrier === 'electricity' && f.product) ? intoPower(flow.component) : undefined;
    },
    start: other,
  };
}
