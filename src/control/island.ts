import type { Instance } from '../core/instance.ts';
import type { Run } from '../core/run.ts';
import { type Board, EPS, flowAt } from './board.ts';
import type { RulesConfig } from './config.ts';
import type { Layout } from './layout.ts';
import type { Lead, Zone } from './parts.ts';

/** What a component can do for an electric island, by what a scenario says of it. */
export interface IslandRole {
  /** Sets voltage and frequency where nothing else does. */
  readonly forming: boolean;
  /** Can start, and form the grid, with everything dark. */
  readonly blackStart: boolean;
  /** Share of its rating (of what a store can give) that it takes over at once without failing. */
  readonly stepLoad: number;
  /** From darkness to carrying load. */
  readonly start_h: number;
}

/** Something that happened to an island. */
export interface IslandEvent {
  readonly step: number;
  readonly bus: string;
  readonly what: 'holds' | 'black' | 'exhausted' | 'restarted' | 'reconnected';
  readonly text: string;
}

/** What an island remembers between steps, in the rules' memory. */
const CONNECTED = 0;
const LIT = 1;
const RESTART_H = 2;
const IMPORTED_KW = 3;
const RESERVE_KW = 4;
const FORMED = 5;
export const ISLAND_MEMORY = 6;

/** A zone of electricity in which a component has a role on an island. */
interface Island {
  readonly zone: Zone;
  readonly bus: string;
  /** Connections to the public grid, components that give to the zone, and what has a role. */
  readonly mains: readonly Instance[];
  readonly givers: readonly number[];
  readonly roles: readonly (IslandRole & { readonly lead: Lead })[];
  /** Its place in the memory. */
  readonly at: number;
}

export interface IslandGuard {
  /** Decides which islands are dark in this step, and takes what would give to them out of service. */
  begin(step: number): void;
  /** Puts it back, and remembers what the next step needs to know. */
  end(): void;
  readonly events: readonly IslandEvent[];
}

/** Whether a closer connects its bus to a public grid: it gives, and not only to record a failure. */
export const isMains = ({ kind, ports, leads }: Instance): boolean =>
  kind.lastResort !== true && kind.price !== undefined && ports[leads[0]!]!.flow !== 'in';

/** Places of the zones that are guarded: those of electricity in which a component has a role. */
export function islandsOf(run: Run, layout: Layout, config: RulesConfig): Island[] {
  const guarded = layout.leads.filter((lead) => config.island.has(lead.unit.component));
  return [...new Set(guarded.map((lead) => lead.zone))]
    .filter((zone) => zone !== null)
    .filter((zone) => run.buses[zone.bus]!.carrier === 'electricity')
    .map((zone, k) => ({
      zone,
      bus: run.buses[zone.bus]!.id,
      mains: zone.closers.filter(isMains),
      givers: layout.units.flatMap(({ component, c, zones }) =>
        c.ports.some((port, p) => zones[p] === zone && port.flow !== 'in') ? [component] : [],
      ),
      roles: layout.leads.flatMap((lead) => {
        const role = config.island.get(lead.unit.component);
        return role && lead.zone === zone ? [{ ...role, lead }] : [];
      }),
      at: k * ISLAND_MEMORY,
    }));
}

/**
 * Whether an island holds when its connection is lost, by static adequacy within a second: what was imported must be
 * taken over at once by what has reserve (running machines up to the load step that they bear, stores up to what they can
 * give) and by demands that may be cut, and something that forms the grid must be up. Else it is dark until what can start
 * from darkness has started. Frequency and voltage in between are not looked at; a loss of exports is taken to be met by
 * holding back. A step is dark as a whole, where darkness lasts for more than half of it.
 */
export function islandGuard(b: Board, islands: readonly Island[], memory: Float64Array): IslandGuard {
  const { run } = b;
  const scratch = new Float64Array(3 * Math.max(2, ...run.components.map((c) => c.leads.length)));
  const dimmed: number[] = [];
  const was = new Float64Array(run.components.length);
  const events: IslandEvent[] = [];
  let step = 0;
  for (const { at } of islands) memory[at + CONNECTED] = memory[at + LIT] = memory[at + FORMED] = 1;

  const highest = (c: Instance): number => {
    c.limits(c.q, c.x, c.w, b.dt_h, scratch);
    let most = 0;
    for (let k = 0; k < c.leads.length; k++)
      if (c.ports[c.leads[k]!]!.carrier === 'electricity') most = scratch[3 * k + 1]!;
    return most;
  };
  const canForm = ({ roles }: Island): boolean => roles.some((r) => r.forming && highest(r.lead.unit.c) > EPS);
  const startOf = ({ roles }: Island): number =>
    roles.reduce(
      (least, r) => (r.blackStart && highest(r.lead.unit.c) > EPS ? Math.min(least, r.start_h) : least),
      Number.POSITIVE_INFINITY,
    );
  const tell = ({ bus }: Island, what: IslandEvent['what'], text: string): void => {
    events.push({ step, bus, what, text });
  };
  const goDark = (island: Island, what: 'black' | 'exhausted', why: string): void => {
    const start_h = startOf(island);
    memory[island.at + LIT] = 0;
    memory[island.at + RESTART_H] = start_h;
    tell(
      island,
      what,
      `${why}; ${start_h < Number.POSITIVE_INFINITY ? `starts again after ${round(60 * start_h)} min` : 'nothing can start from darkness'}`,
    );
  };

  /** The connection was there in the step before and is not now. */
  const loseConnection = (island: Island): void => {
    const lost = Math.max(0, memory[island.at + IMPORTED_KW]!);
    const reserve = memory[island.at + RESERVE_KW]!;
    const figures = `${round(lost)} kW were imported, ${round(reserve)} kW can be taken over or cut at once`;
    if (memory[island.at + FORMED] === 0) goDark(island, 'black', 'nothing that forms a grid was up');
    else if (lost > reserve + EPS) goDark(island, 'black', figures);
    else {
      memory[island.at + LIT] = 1;
      tell(island, 'holds', figures);
    }
  };
  const stayAlone = (island: Island): void => {
    const { at } = island;
    if (memory[at + LIT] === 1) {
      if (!canForm(island)) goDark(island, 'exhausted', 'what forms the grid has nothing left to give');
      return;
    }
    if (memory[at + RESTART_H] === Number.POSITIVE_INFINITY) memory[at + RESTART_H] = startOf(island);
    else memory[at + RESTART_H]! -= b.dt_h;
  };
  const look = (island: Island): void => {
    const { at } = island;
    if (island.mains.some((c) => highest(c) > EPS)) {
      if (memory[at + CONNECTED] === 0) tell(island, 'reconnected', 'the connection is back');
      memory[at + CONNECTED] = memory[at + LIT] = 1;
      return;
    }
    if (memory[at + CONNECTED] === 1) {
      memory[at + CONNECTED] = 0;
      // Without any connection it has always been an island.
      if (island.mains.length > 0) loseConnection(island);
    } else stayAlone(island);
    if (
      memory[at + LIT] === 0 &&
      memory[at + RESTART_H]! <= 0.5 * b.dt_h &&
      startOf(island) < Number.POSITIVE_INFINITY
    ) {
      memory[at + LIT] = 1;
      tell(island, 'restarted', 'carried by what started from darkness');
    }
  };
  /** What running machines, stores and demands that may be cut take over at once. */
  const reserveOf = ({ zone, roles }: Island): number => {
    let sum = 0;
    for (const { lead, stepLoad } of roles) {
      const given = flowAt(lead);
      const headroom = Math.max(0, lead.hi - given);
      if (lead.unit.isStore) sum += Math.min(headroom, stepLoad * lead.hi);
      else if (given > EPS) sum += Math.min(headroom, stepLoad * lead.unit.usual_kW);
    }
    for (const lead of zone.sheddable) sum += Math.max(0, lead.hi - flowAt(lead));
    return sum;
  };
  const isFormed = ({ roles }: Island): boolean =>
    roles.some(({ forming, lead }) => forming && (lead.unit.isStore ? lead.hi > EPS : flowAt(lead) > EPS));

  return {
    events,
    begin(i) {
      step = i;
      for (const island of islands) {
        const wasDark = memory[island.at + LIT] === 0;
        look(island);
        const isDark = memory[island.at + LIT] === 0;
        for (const component of island.givers) {
          if (wasDark || isDark) b.fresh[component] = 1;
          if (!isDark) continue;
          const c = run.components[component]!;
          was[component] = c.w[0]!;
          c.w[0] = 0;
          dimmed.push(component);
        }
      }
    },
    end() {
      for (const component of dimmed) run.components[component]!.w[0] = was[component]!;
      if (dimmed.length > 0) dimmed.length = 0;
      for (const island of islands) {
        let imported = 0;
        for (const c of island.mains) imported += c.y[c.leads[0]!]!;
        memory[island.at + IMPORTED_KW] = imported;
        memory[island.at + RESERVE_KW] = reserveOf(island);
        memory[island.at + FORMED] = isFormed(island) ? 1 : 0;
      }
    },
  };
}

const round = (v: number): string => String(Math.round(10 * v) / 10);
