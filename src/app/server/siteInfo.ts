import { createHash } from 'node:crypto';
import { layoutOf } from '../../control/layout.ts';
import { type Column, columnsOf } from '../../core/columns.ts';
import type { Role } from '../../core/component.ts';
import type { NetworkMap } from '../../core/networkMap.ts';
import type { TimeGrid } from '../../core/timeGrid.ts';
import type { Compiled } from '../../scenario/compile.ts';
import { marketsOf } from '../../scenario/exchange/markets.ts';
import type { MarketInfo } from './market/marketMessages.ts';

export interface PortInfo {
  readonly name: string;
  readonly signal: string;
  readonly carrier: string;
  readonly flow: 'in' | 'out' | 'both';
  /** Null where left unconnected. */
  readonly bus: string | null;
}

/** A signal that is measured. */
export interface MeterInfo {
  readonly signal: string;
  /** Readings come in while the twin runs. */
  readonly isLive: boolean;
  /** What becomes of a reading that is missing: `leave`, or the policy by which its profile fills it. */
  readonly gaps: string;
}

export interface ComponentInfo {
  readonly id: string;
  readonly kind: string;
  readonly role: Role;
  readonly label: string;
  readonly owner: string;
  readonly ports: readonly PortInfo[];
  /** Ports that a set point may name. */
  readonly leads: readonly string[];
  readonly inputs: readonly string[];
  readonly meters: readonly MeterInfo[];
  /** Those that are one number, word or yes and no. */
  readonly parameters: Readonly<Record<string, number | string | boolean>>;
  /** Of a network: its nodes and what lies between them. */
  readonly map: NetworkMap | undefined;
}

/** What a twin tells of its site: plain data, sent from the thread that runs it. */
export interface SiteInfo {
  readonly name: string;
  readonly label: string;
  readonly currency: string;
  readonly zone: string;
  readonly latitude_deg: number;
  readonly longitude_deg: number;
  readonly grid: TimeGrid;
  readonly participants: readonly { readonly id: string; readonly label: string }[];
  readonly buses: readonly { readonly id: string; readonly label: string; readonly carrier: string }[];
  readonly components: readonly ComponentInfo[];
  /** Markets on which somebody can trade with somebody else; none without an exchange. */
  readonly markets: readonly MarketInfo[];
  readonly columns: readonly Column[];
  /** Changes with anything that changes results: what a run was begun with must not change under it. */
  readonly fingerprint: string;
}

export function siteInfoOf(compiled: Compiled, columns: readonly Column[] = columnsOf(compiled.run)): SiteInfo {
  const { run, cluster } = compiled;
  return {
    name: run.name,
    label: cluster.spec.label ?? run.name,
    currency: run.currency,
    zone: cluster.spec.site.zone,
    latitude_deg: cluster.spec.site.latitude_deg,
    longitude_deg: cluster.spec.site.longitude_deg,
    grid: run.grid,
    participants: Object.entries(cluster.spec.participants).map(([id, { label }]) => ({ id, label: label ?? id })),
    buses: run.buses.map(({ id, label, carrier }) => ({ id, label, carrier })),
    components: run.components.map((c, k) => {
      const bus = (at: number): string | null => (at < 0 ? null : run.buses[at]!.id);
      const isLed = c.kind.role !== 'closer' && c.kind.role !== 'network';
      return {
        id: c.id,
        kind: c.kind.kind,
        role: c.kind.role,
        label: c.label,
        owner: c.owner,
        ports: c.ports.map(({ name, signal, carrier, flow, bus: at }) => ({
          name,
          signal,
          carrier,
          flow,
          bus: bus(at),
        })),
        leads: isLed ? c.leads.flatMap((port) => (c.ports[port]!.bus < 0 ? [] : [c.ports[port]!.name])) : [],
        inputs: c.inputs,
        parameters: plainOf(c.p),
        map: c.kind.map?.(c.p),
        meters: compiled.meters
          .filter((m) => m.component === k)
          .map(({ signal, isLive, gaps }) => ({ signal, isLive, gaps: gaps ?? 'leave' })),
      };
    }),
    markets: marketInfos(compiled),
    columns,
    fingerprint: fingerprintOf(compiled, columns),
  };
}

const isPlain = (value: unknown): value is number | string | boolean =>
  typeof value === 'string' || typeof value === 'boolean' || (typeof value === 'number' && Number.isFinite(value));
const plainOf = (p: unknown): Record<string, number | string | boolean> =>
  Object.fromEntries(
    Object.entries((p ?? {}) as Record<string, unknown>).filter((entry): entry is [string, number | string | boolean] =>
      isPlain(entry[1]),
    ),
  );

function marketInfos({ run, rules, cluster }: Compiled): MarketInfo[] {
  const { exchange } = cluster.spec;
  if (exchange === undefined) return [];
  return marketsOf(run, layoutOf(run, rules), exchange, cluster.file)
    .filter(({ isTraded }) => isTraded)
    .map(({ id, label, carrier, quantum, mechanism, slotSteps, parties }) => ({
      id,
      label,
      carrier,
      unit: quantum,
      mechanism,
      slot_s: slotSteps * run.grid.step_s,
      gate_s: 60 * exchange.gate_min,
      isOpen: exchange.clearing !== 'together',
      parties,
    }));
}

/**
 * A digest of the scenario as read, of its names, and of every series laid on its grid. Where a series comes from does not
 * matter: it is the same wherever the file lies.
 */
function fingerprintOf({ run, cluster, meters }: Compiled, columns: readonly Column[]): string {
  const hash = createHash('sha256');
  const withoutPlaces = (key: string, value: unknown): unknown => (key === 'file' ? undefined : value);
  hash.update(JSON.stringify([cluster.spec, run.grid, columns.map((c) => c.name)], withoutPlaces));
  const seen = new Set<Float64Array>();
  // Readings take the place of states.
  for (const { values } of meters) hash.update(new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
  for (const c of run.components)
    for (const column of c.columns) {
      if (typeof column === 'number') hash.update(`${column};`);
      else if (!seen.has(column)) {
        seen.add(column);
        hash.update(new Uint8Array(column.buffer, column.byteOffset, column.byteLength));
      }
    }
  return hash.digest('hex').slice(0, 32);
}
