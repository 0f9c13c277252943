import type { Lead, Unit, Writable, Zone } from './parts.ts';

/** Whether a unit has a port of that direction on a zone. */
export const reaches = (unit: Unit, zone: Zone | null, test: (flow: string) => boolean): boolean =>
  unit.c.ports.some((port, p) => unit.zones[p] === zone && test(port.flow));

/**
 * Marks the leads of units that would stand still without another: it is all that gives to a zone which they draw on,
 * or what they draw on rests on it. A steam turbine behind a gas turbine's steam generator rests on the gas turbine.
 */
export function findWhatRests(
  units: readonly Writable<Unit>[],
  zones: readonly Zone[],
  leads: readonly Writable<Lead>[],
): void {
  const givers = new Map(zones.map((zone) => [zone, givesTo(units, zone)]));
  for (const cause of units) {
    const resting = new Set([cause]);
    for (let size = 0; size < resting.size; ) {
      size = resting.size;
      for (const unit of units)
        if (!unit.isStore && !unit.isFixed)
          unit.c.ports.forEach(({ flow }, p) => {
            const zone = unit.zones[p]!;
            const from = flow === 'in' && zone !== null ? givers.get(zone)! : null;
            if (from !== null && from.length > 0 && from.every((giver) => giver !== unit && resting.has(giver)))
              resting.add(unit);
          });
    }
    for (const lead of leads)
      if (lead.unit !== cause && resting.has(lead.unit)) {
        lead.restsOn ??= new Uint8Array(units.length);
        lead.restsOn[cause.id] = 1;
        cause.isRestedOn = true;
      }
  }
}

/** The units that give to a zone; none where an ordinary closer may. */
const givesTo = (units: readonly Unit[], zone: Zone): readonly Unit[] =>
  zone.closers.every((c) => c.isLastResort || c.ports.every(({ flow }) => flow === 'in'))
    ? units.filter((unit) => reaches(unit, zone, (flow) => flow !== 'in'))
    : [];
