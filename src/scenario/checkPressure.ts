import type { PortSpec } from '../core/component.ts';
import type { ComponentPlan, Faults } from './read.ts';
import type { ScenarioSpec } from './schema.ts';

/** What is wrong with a port at a bus of this pressure; undefined where nothing is. */
export function pressureFault(
  name: string,
  { flow, pressure_bar: range }: PortSpec,
  bus: string,
  stands_bar: number | undefined,
): string | undefined {
  if (range === undefined || stands_bar === undefined) return undefined;
  const { min = 0, max = Number.POSITIVE_INFINITY } = range;
  if (stands_bar >= min && stands_bar <= max) return undefined;
  const stands = `bus "${bus}" stands at ${stands_bar} bar`;
  if (min === max)
    return `port "${name}" works at ${min} bar and ${stands}; name the same pressure, or leave it to the bus, or connect it to another bus`;
  if (flow === 'out' && stands_bar > max)
    return `port "${name}" gives at up to ${max} bar and ${stands}; put a compressor between them, or connect it to another bus`;
  if (flow === 'in' && stands_bar < min)
    return `port "${name}" asks for at least ${min} bar and ${stands}; put a compressor between them, or connect it to another bus`;
  return `port "${name}" works ${stands_bar < min ? `from ${min} bar on` : `up to ${max} bar`} and ${stands}; connect it to another bus`;
}

/** A copper plate moves gas without a compressor: the pressures that its buses name are one. */
export function checkPlatePressures({ buses, networks }: ScenarioSpec, faults: Faults): void {
  for (const [id, network] of Object.entries(networks)) {
    const named = network.buses.flatMap((bus) => {
      const pressure_bar = buses[bus]?.pressure_bar;
      return pressure_bar === undefined || buses[bus]!.carrier === 'steam' ? [] : [{ bus, pressure_bar }];
    });
    const [first] = named;
    const other = named.find(({ pressure_bar }) => pressure_bar !== first!.pressure_bar);
    if (other !== undefined)
      faults.add(
        ['networks', id],
        `joins bus "${first!.bus}" at ${first!.pressure_bar} bar and bus "${other.bus}" at ${other.pressure_bar} bar; ` +
          'expected one pressure, or a compressor or pipe between them',
      );
  }
}

/**
 * Buses that name no pressure, and at which parameters of two components name different ones: each then works at its own,
 * which is no fault, and hardly what was meant.
 */
export const pressureNotes = ({ buses }: ScenarioSpec, components: readonly ComponentPlan[]): string[] =>
  Object.entries(buses).flatMap(([id, { pressure_bar }]) => {
    if (pressure_bar !== undefined) return [];
    const named = components.flatMap(({ id: component, kind, p, buses: at }) =>
      Object.entries(kind.ports(p)).flatMap(([name, { pressure_bar: range }]) =>
        at[name] === id && range?.min !== undefined && range.min === range.max ? [{ component, bar: range.min }] : [],
      ),
    );
    const [first] = named;
    const other = named.find(({ bar }) => bar !== first!.bar);
    return other === undefined
      ? []
      : [
          `bus ${id} names no pressure, and "${first!.component}" works there at ${first!.bar} bar, "${other.component}" at ${other.bar}; ` +
            'name pressure_bar at the bus, or put a compressor between',
        ];
  });

/** Buses that a compressor draws from, and those that a copper plate joins to one. */
export function suctionBuses(spec: ScenarioSpec, components: readonly ComponentPlan[]): ReadonlySet<string> {
  const drawn = components.flatMap(({ kind, p, buses }) =>
    Object.entries(kind.ports(p)).flatMap(([name, port]) =>
      port.isSuction === true && buses[name] !== undefined ? [buses[name]] : [],
    ),
  );
  const joined = Object.values(spec.networks).filter((network) => network.buses.some((bus) => drawn.includes(bus)));
  return new Set([...drawn, ...joined.flatMap((network) => network.buses)]);
}
