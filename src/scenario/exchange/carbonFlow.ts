import { weightOf } from '../../core/allocation.ts';
import { CARRIERS } from '../../core/carriers.ts';
import type { Instance, PlacedPort } from '../../core/instance.ts';
import { type Kept, keptOf } from '../../core/kept.ts';
import { exergyFactor } from '../../core/physics/exergy.ts';
import { heldBy } from '../../core/stock.ts';
import type { Compiled } from '../compile.ts';
import type { Market } from './markets.ts';
import type { SourceMeter } from './sources.ts';

/** Surroundings where the scenario has no weather. */
const STANDARD_degC = 15;
/** Scope 1 and scope 2, by location. */
export const SCOPES = 2;

/** A component on a market, by its places among the markets and their parts. */
interface At {
  readonly m: number;
  readonly k: number;
}

/** What a component does with carbon. */
export interface CarbonPart {
  /** Hands carbon on with what it gives: converters, sources, stores. Others are where it ends. */
  readonly passes: boolean;
  readonly isStore: boolean;
  readonly outs: readonly At[];
  /** Signals of its own emissions, by scope, as places among its outputs and what a unit counts. */
  readonly own: readonly { readonly at: number; readonly scope: 0 | 1; readonly by: number }[];
  /** Carbon that waits in it, by scope, kg. */
  readonly held: Float64Array;
}

/** What has to be known of components to follow carbon through a site. */
export function carbonParts(compiled: Compiled, meters: readonly SourceMeter[]): CarbonPart[] {
  const { run, cluster } = compiled;
  const { gwpMethane } = cluster.spec.factors;
  const outsOf = run.components.map((): At[] => []);
  meters.forEach(({ parts }, m) => {
    parts.forEach(({ component, ports }, k) => {
      const c = run.components[component]!;
      // Where a kind names its products, what it gives beside them (heat let go) bears nothing.
      const { products } = c.kind;
      const bears = ({ flow, name }: PlacedPort): boolean => flow !== 'in' && products?.includes(name) !== false;
      if (ports.some((port) => bears(c.ports[port]!))) outsOf[component]!.push({ m, k });
    });
  });
  return run.components.map((c, k): CarbonPart => {
    const { role, servesDemand, emissions = {} } = c.kind;
    const isMiddle = role === 'converter' || role === 'source' || role === 'store';
    const own = (names: readonly string[] | undefined, scope: 0 | 1, by = 1) =>
      (names ?? []).map((name) => ({ at: c.outputs.indexOf(name), scope, by }));
    return {
      passes: isMiddle && servesDemand !== true && outsOf[k]!.length > 0,
      isStore: role === 'store',
      outs: outsOf[k]!,
      own: [
        ...own(emissions.fossilCo2, 0),
        ...own(emissions.methane, 0, gwpMethane),
        ...own(emissions.scope2Location, 1),
      ].filter(({ at }) => at >= 0),
      held: new Float64Array(SCOPES),
    };
  });
}

/** By market and part: what a kW of it counts for where joint products share carbon, by the scenario's `factors.allocation`. */
export function carbonWeights(
  { run, cluster, ambient_degC }: Compiled,
  markets: readonly Market[],
  meters: readonly SourceMeter[],
): Float64Array[] {
  const { allocation, separate } = cluster.spec.factors;
  return meters.map(({ parts }, m) => {
    const { carrier } = markets[m]!;
    if (CARRIERS[carrier].unit === 'kg_per_h') return new Float64Array(parts.length);
    return Float64Array.from(parts, ({ component, ports }) => {
      const bus = run.buses[run.components[component]!.ports[ports[0]!]!.bus]!;
      return weightOf(carrier, exergyFactor(bus, ambient_degC ?? STANDARD_degC), allocation, separate);
    });
  });
}

/**
 * What a store holds above its lowest level so far, in kWh of the port by which it gives: what the run has put in and not
 * taken out again. To be asked after every slot.
 */
export function levelOf(c: Instance, port: number): { readonly above: () => number; readonly kept: Kept } {
  const { signal } = c.ports[port]!;
  const now = (): number => heldBy(c, signal, (state) => c.next[c.states.indexOf(state)]!);
  const memory = { lowest: now() };
  return {
    above() {
      const level = now();
      memory.lowest = Math.min(memory.lowest, level);
      return level - memory.lowest;
    },
    kept: keptOf(memory),
  };
}
