import type { Layout } from '../../control/layout.ts';
import type { Zone } from '../../control/parts.ts';
import type { Run } from '../../core/run.ts';
import type { TransferLine } from '../../market/coupled/orders.ts';
import { congestionAccount } from '../../market/ledger/accounts.ts';
import { perKW } from './machineOffer.ts';
import type { Market } from './markets.ts';
import type { Known } from './views.ts';

/** A component that joins markets by lines of limited capacity, and belongs to all of them. */
export interface Carrier {
  readonly component: number;
  /** Trades for it, and keeps the rent: that of its home. */
  readonly account: string;
  /** The market of its hub, or of its first end, where what it loses is counted. */
  readonly home: number;
  /** Its ends: ports, and the market of each. */
  readonly ends: readonly { readonly port: number; readonly name: string; readonly m: number }[];
}

/**
 * Buses of a zone between which nothing limits what flows: one market each, that of the hub first.
 * @param byLimits whether lines of networks count as limits
 */
export function bookBuses(run: Run, layout: Layout, zone: Zone, byLimits: boolean): number[][] {
  const group = run.buses.map((_, b) => (layout.zoneOf(b) === zone ? b : -1));
  for (const { component, nodes } of run.networks) {
    if (byLimits && component >= 0 && run.components[component]!.kind.lines !== undefined) continue;
    const to = group[nodes[0]!]!;
    for (const node of nodes) {
      const from = group[node]!;
      for (let b = 0; b < group.length; b++) if (group[b] === from) group[b] = to;
    }
  }
  const heads = [group[zone.bus]!, ...group.filter((head) => head >= 0)];
  return [...new Set(heads)].map((head) => group.flatMap((one, b) => (one === head ? [b] : [])));
}

/** Whether a pipe or line that nobody owns, and that is no network, ends at one of the buses. */
export const isEndOfLine = (run: Run, buses: readonly number[]): boolean =>
  run.components.some(
    ({ kind, owner, ports, q, w }) =>
      kind.role !== 'network' &&
      owner === '' &&
      kind
        .lines?.(q, w)
        .some(({ from, to }) =>
          ports.some(({ name, bus }) => (name === from || name === to) && buses.includes(bus)),
        ) === true,
  );

/** Components whose lines join markets: networks, and pipes that nobody owns. */
export function carriersOf(run: Run, marketOfBus: readonly number[], markets: readonly Market[]): Carrier[] {
  return run.components.flatMap((c, component): Carrier[] => {
    const { kind, q, w, ports, owner } = c;
    if (kind.lines === undefined || (kind.role !== 'network' && owner !== '')) return [];
    const names = new Set(kind.lines(q, w).flatMap(({ from, to }) => [from, to]));
    const ends = ports.flatMap(({ name, bus }, port) =>
      names.has(name) && bus >= 0 ? [{ port, name, m: marketOfBus[bus]! }] : [],
    );
    if (new Set(ends.map(({ m }) => m)).size < 2) return [];
    const home = ends[0]!.m;
    return [{ component, account: congestionAccount(markets[home]!.id), home, ends }];
  });
}

/** Nodes within the carriers, which have no bus of their own. */
export const innerNodes = (run: Run, carriers: readonly Carrier[]): string[] => [
  ...new Set(
    carriers.flatMap((carrier) => {
      const { kind, q, w } = run.components[carrier.component]!;
      return kind.lines!(q, w)
        .flatMap(({ from, to }) => [from, to])
        .filter((name) => !carrier.ends.some((end) => end.name === name))
        .map((name) => innerId(run, carrier, name));
    }),
  ),
];

const innerId = (run: Run, { component }: Carrier, name: string): string => `${run.components[component]!.id}:${name}`;

/** What the carriers may move between markets in the slot that begins with step i. */
export function transferLines(known: Known, i: number, slot_ms: number): TransferLine[] {
  const { run, markets, probe, carriers } = known;
  return carriers.flatMap((carrier): TransferLine[] => {
    const { component, account, home, ends } = carrier;
    const { id } = run.components[component]!;
    const perFlow = perKW(known, markets[home]!);
    const nodeOf = (name: string): string => {
      const end = ends.find((one) => one.name === name);
      return end === undefined ? innerId(run, carrier, name) : markets[end.m]!.id;
    };
    return probe.lines(component, i).flatMap(({ id: line, from, to, most, back, susceptance }): TransferLine[] => {
      const [start, end] = [nodeOf(from), nodeOf(to)];
      if (start === end) return [];
      return [
        {
          id: `${id}.${line}`,
          from: start,
          to: end,
          slot_ms,
          capacity: Math.floor(most * perFlow),
          back: Math.floor(back * perFlow),
          account,
          ...(susceptance === undefined ? {} : { susceptance }),
        },
      ];
    });
  });
}

/** Flows of carriers at a market, by account: ports of a component, and whether they count as they are or the other way. */
export interface CarrierFlow {
  readonly component: number;
  readonly ports: readonly number[];
  readonly sign: 1 | -1;
  readonly account: string;
}

/**
 * What a carrier moves at a market: away from home what its ports there give and take; at home what goes to and comes from all others, and beside it, as
 * losses, what all its ends together lack.
 */
export const carrierFlows = (carriers: readonly Carrier[], m: number, losses: string): CarrierFlow[] =>
  carriers.flatMap(({ component, account, home, ends }): CarrierFlow[] => {
    const portsAt = (isHere: boolean): number[] => ends.flatMap((end) => ((end.m === m) === isHere ? [end.port] : []));
    const here = portsAt(true);
    if (here.length === 0) return [];
    if (m !== home) return [{ component, ports: here, sign: 1, account }];
    return [
      { component, ports: portsAt(false), sign: -1, account },
      { component, ports: ends.map(({ port }) => port), sign: 1, account: losses },
    ];
  });

/** Whether a port is an end of one of the carriers, which have meters of their own. */
export const isCarriedBy = (run: Run, flows: readonly CarrierFlow[], component: number, port: number): boolean => {
  const { kind, q, w, ports } = run.components[component]!;
  const { name } = ports[port]!;
  return (
    flows.some((flow) => flow.component === component) &&
    kind.lines!(q, w).some(({ from, to }) => name === from || name === to)
  );
};
