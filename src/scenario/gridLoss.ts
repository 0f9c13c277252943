import { type IslandEvent, isMains } from '../control/island.ts';
import type { Instance } from '../core/instance.ts';
import type { Run } from '../core/run.ts';
import type { Block, BlockReader } from '../core/table.ts';
import { hoursOf } from '../core/timeGrid.ts';
import { spansBelowOne } from './incidents.ts';

/** What became of a site while all of its connections to the public grid were out. */
export interface GridLoss {
  /** The bus of the first connection, and the connections. */
  readonly bus: string;
  readonly mains: readonly string[];
  /** The steps [first, end). */
  readonly first: number;
  readonly end: number;
  /** What the guard of islands decided; empty where no component says what it can do on one. */
  readonly events: readonly IslandEvent[];
  /** Hours in which the island was dark. */
  readonly dark_h: number;
  readonly unserved_kWh: number;
  /** Who gave to it, the most first. */
  readonly carried: readonly { readonly component: string; readonly energy_kWh: number }[];
  /** Demand cut, by its class. */
  readonly cut: readonly { readonly sheddingClass: number; readonly energy_kWh: number }[];
  /** What its stores held when it began and when it ended. */
  readonly stores: readonly { readonly component: string; readonly start_kWh: number; readonly left_kWh: number }[];
}

export interface GridLossWatch extends BlockReader {
  losses(events: readonly IslandEvent[], steps: number): readonly GridLoss[];
}

/** Losses that are followed; further ones are as any outage. */
const MOST = 40;
/** Energy over a loss below which there was none. */
const ROUNDING_kWh = 1e-6;

/** A column of the frame that counts, and for whom. */
interface Place {
  readonly at: number;
  readonly component: number;
}
interface StorePlace extends Place {
  /** Content of the law of its electric port, as states and what a unit of each is worth at the port. */
  readonly states: readonly { readonly at: number; readonly initial: number; readonly by: number }[];
}

/** Buses of electricity that networks join, and the connections of any of them to the public grid. */
interface Zone {
  readonly buses: ReadonlySet<number>;
  readonly mains: readonly number[];
  readonly given: readonly Place[];
  readonly unserved: readonly Place[];
  readonly cut: readonly Place[];
  readonly stores: readonly StorePlace[];
}

interface Span {
  readonly zone: Zone;
  readonly first: number;
  readonly end: number;
  readonly given: Float64Array;
  readonly cut: Float64Array;
  unserved: number;
  readonly begin: Float64Array;
  readonly left: Float64Array;
}

function zonesOf(run: Run): Zone[] {
  const group = run.buses.map((_, k) => k);
  for (const { nodes } of run.networks)
    for (const node of nodes) {
      const [from, to] = [group[node]!, group[nodes[0]!]!];
      group.forEach((g, k) => {
        if (g === from) group[k] = to;
      });
    }
  const mains = run.buses.flatMap((bus) =>
    bus.carrier === 'electricity' ? bus.closers.filter((k) => isMains(run.components[k]!)) : [],
  );
  const groupOf = (k: number): number => group[run.components[k]!.ports[run.components[k]!.leads[0]!]!.bus]!;
  return [...new Set(mains.map(groupOf))].map((g) => {
    const buses = new Set(run.buses.flatMap((_, k) => (group[k] === g ? [k] : [])));
    const own = mains.filter((k) => groupOf(k) === g);
    return { buses, mains: own, ...placesOf(run, buses, own) };
  });
}

/** Where the frame holds what a zone's components give, lack and store. */
function placesOf(
  run: Run,
  buses: ReadonlySet<number>,
  mains: readonly number[],
): Pick<Zone, 'given' | 'unserved' | 'cut' | 'stores'> {
  const given: Place[] = [];
  const unserved: Place[] = [];
  const cut: Place[] = [];
  const stores: StorePlace[] = [];
  run.components.forEach((c, k) => {
    const base = run.frameAt[k]!;
    const ports = c.ports.flatMap((port, p) => (buses.has(port.bus) ? [{ port, at: base + p }] : []));
    if (ports.length === 0) return;
    const lacks = (c.kind.accounts?.unserved ?? []).map((name) => ({
      at: base + c.outputs.indexOf(name),
      component: k,
    }));
    if (c.kind.role === 'closer') unserved.push(...lacks);
    // A demand that takes several carriers tells its electricity first.
    else if (buses.has(c.ports[0]!.bus)) cut.push(...lacks);
    if (c.kind.role === 'network' || c.kind.lastResort === true || mains.includes(k)) return;
    given.push(...ports.filter(({ port }) => port.flow !== 'in').map(({ at }) => ({ at, component: k })));
    const states = c.kind.role === 'store' ? contentOf(c, ports[0]!.port.signal, base) : [];
    if (states.length > 0) stores.push({ at: ports[0]!.at, component: k, states });
  });
  return { given, unserved, cut, stores };
}

function contentOf(c: Instance, signal: string, base: number): StorePlace['states'] {
  for (const { terms } of c.laws) {
    const port = terms.find((t) => t.role === 'port' && t.name === signal);
    const held = terms.filter((t) => t.role === 'store');
    if (port === undefined || held.length === 0) continue;
    return held.map(({ name, coefficient }) => {
      const s = c.states.indexOf(name);
      return { at: base + c.outputs.length + s, initial: c.x[s]!, by: coefficient / port.coefficient };
    });
  }
  return [];
}

/** The steps in which every connection of a zone is out. */
function spansOf(run: Run, { mains }: Zone): { readonly first: number; readonly end: number }[] {
  const out = mains.map((k) => {
    const c = run.components[k]!;
    return spansBelowOne(c.columns[c.inputs.indexOf('available')], run.grid.length).filter(({ least }) => least === 0);
  });
  return out.reduce((common, spans) =>
    common.flatMap((a) =>
      spans.flatMap((b) => {
        const first = Math.max(a.first, b.first);
        const end = Math.min(a.end, b.end);
        return first < end ? [{ first, end, least: 0 }] : [];
      }),
    ),
  );
}

/** Follows a site through the steps in which its connections to the public grid are out of service. */
export function watchGridLosses(run: Run): GridLossWatch {
  const dt_h = hoursOf(run.grid);
  const spans = zonesOf(run)
    .flatMap((zone) => spansOf(run, zone).map((span) => ({ zone, ...span })))
    .sort((a, b) => a.first - b.first)
    .slice(0, MOST)
    .map(({ zone, first, end }): Span => {
      const begin = Float64Array.from(zone.stores, ({ states }) =>
        states.reduce((sum, s) => sum + s.by * s.initial, 0),
      );
      return {
        zone,
        first,
        end,
        given: new Float64Array(zone.given.length),
        cut: new Float64Array(zone.cut.length),
        unserved: 0,
        begin,
        left: Float64Array.from(begin),
      };
    });
  const contentAt = (block: Block, r: number, { states }: StorePlace): number =>
    states.reduce((sum, s) => sum + s.by * block.columns[s.at]![block.at + r]!, 0);
  const add = (span: Span, block: Block): void => {
    const { zone } = span;
    const from = Math.max(0, span.first - block.first);
    const to = Math.min(block.count, span.end - block.first);
    const sum = (at: number, sign: number): number => {
      const values = block.columns[at]!;
      let total = 0;
      for (let r = from; r < to; r++) total += Math.max(0, sign * values[block.at + r]!);
      return total * dt_h;
    };
    zone.given.forEach(({ at }, k) => {
      span.given[k]! += sum(at, 1);
    });
    zone.cut.forEach(({ at }, k) => {
      span.cut[k]! += sum(at, 1);
    });
    for (const { at } of zone.unserved) span.unserved += sum(at, 1);
    if (to > from)
      zone.stores.forEach((store, k) => {
        span.left[k] = contentAt(block, to - 1, store);
      });
    // What they held before the loss stands at the end of the step before.
    const before = span.first - 1 - block.first;
    if (before >= 0 && before < block.count)
      zone.stores.forEach((store, k) => {
        span.begin[k] = contentAt(block, before, store);
      });
  };
  return {
    read(block) {
      for (let k = 0; k < spans.length; k++) {
        const span = spans[k]!;
        if (span.first - 1 < block.first + block.count && span.end > block.first) add(span, block);
      }
    },
    losses: (events, steps) =>
      spans
        .filter(({ first }) => first < steps)
        .map((span) => accountOf(run, span, Math.min(span.end, steps), events, dt_h)),
  };
}

function accountOf(run: Run, span: Span, end: number, all: readonly IslandEvent[], dt_h: number): GridLoss {
  const { zone, first } = span;
  const idOf = (k: number): string => run.components[k]!.id;
  const ids = new Set([...zone.buses].map((k) => run.buses[k]!.id));
  const events = all.filter(({ step, bus }) => step >= first && step < end && ids.has(bus));
  const carried = new Map<string, number>();
  zone.given.forEach(({ component }, k) => {
    if (span.given[k]! > ROUNDING_kWh)
      carried.set(idOf(component), (carried.get(idOf(component)) ?? 0) + span.given[k]!);
  });
  const cut = new Map<number, number>();
  zone.cut.forEach(({ component }, k) => {
    const { kind, q } = run.components[component]!;
    const sheddingClass = kind.sheddingClass?.(q) ?? 0;
    if (span.cut[k]! > ROUNDING_kWh) cut.set(sheddingClass, (cut.get(sheddingClass) ?? 0) + span.cut[k]!);
  });
  const firstMains = run.components[zone.mains[0]!]!;
  return {
    bus: run.buses[firstMains.ports[firstMains.leads[0]!]!.bus]!.id,
    mains: zone.mains.map(idOf),
    first,
    end,
    events,
    dark_h: darkSteps(events, end) * dt_h,
    unserved_kWh: span.unserved > ROUNDING_kWh ? span.unserved : 0,
    carried: [...carried]
      .map(([component, energy_kWh]) => ({ component, energy_kWh }))
      .sort((a, b) => b.energy_kWh - a.energy_kWh),
    cut: [...cut]
      .map(([sheddingClass, energy_kWh]) => ({ sheddingClass, energy_kWh }))
      .sort((a, b) => a.sheddingClass - b.sheddingClass),
    stores: zone.stores.map(({ component }, k) => ({
      component: idOf(component),
      start_kWh: span.begin[k]!,
      left_kWh: span.left[k]!,
    })),
  };
}

/** Steps from a black-out to the restart, or to the end. */
function darkSteps(events: readonly IslandEvent[], end: number): number {
  let steps = 0;
  let since = -1;
  for (const { what, step } of events) {
    if ((what === 'black' || what === 'exhausted') && since < 0) since = step;
    if (what === 'restarted' && since >= 0) {
      steps += step - since;
      since = -1;
    }
  }
  return since < 0 ? steps : steps + end - since;
}
