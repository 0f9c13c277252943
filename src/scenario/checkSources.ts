import type { ComponentPlan, Faults } from './read.ts';
import type { ScenarioSpec } from './schema.ts';

/**
 * Every bus of electricity that feeds something, alone or with those that a network joins with it, has what gives to it;
 * and where none of that is a public grid and components say what they can do on an island, one of them forms the grid.
 */
export function checkSources(
  spec: ScenarioSpec,
  components: readonly ComponentPlan[],
  hubOf: (bus: string) => string,
  faults: Faults,
): void {
  const electric = Object.keys(spec.buses).filter((id) => spec.buses[id]!.carrier === 'electricity');
  for (const hub of new Set(electric.map(hubOf))) {
    const buses = electric.filter((id) => hubOf(id) === hub);
    const own = components.flatMap((plan) => {
      const ports = plan.kind.ports(plan.p);
      const flows = Object.entries(plan.buses).flatMap(([port, bus]) =>
        bus !== undefined && buses.includes(bus) && ports[port] !== undefined ? [ports[port].flow] : [],
      );
      return flows.length > 0 && plan.kind.role !== 'network' ? [{ plan, flows }] : [];
    });
    const givers = own.filter(
      ({ plan, flows }) => plan.kind.lastResort !== true && flows.some((flow) => flow !== 'in'),
    );
    const fed = own.filter(({ plan, flows }) => plan.kind.role !== 'closer' && flows.some((flow) => flow !== 'out'));
    const where =
      buses.length > 1
        ? `bus "${hub}" and those joined with it (${buses.filter((b) => b !== hub).join(', ')})`
        : 'this bus';
    if (givers.length === 0 && fed.length > 0)
      faults.add(
        ['buses', hub],
        `nothing gives electricity to ${where}: no grid, no generator and no store; connect one, or take away what it feeds (${fed.map(({ plan }) => plan.id).join(', ')})`,
      );
    const grids = givers.filter(({ plan }) => plan.kind.role === 'closer');
    if (grids.length > 0 && !grids.some(({ plan }) => Object.values(plan.buses).includes(hub)))
      faults.add(
        ['buses', hub],
        `the hub of its network, whose closers serve all its buses, and none of them gives: ${grids.map(({ plan }) => `"${plan.id}"`).join(', ')} ` +
          `is connected to another bus and serves that alone; connect it to bus "${hub}", or make its bus the hub`,
      );
    const isIsland = !givers.some(({ plan }) => plan.kind.role === 'closer');
    const roles = own.filter(({ plan }) => plan.envelope.island !== undefined);
    if (isIsland && roles.length > 0 && !roles.some(({ plan }) => plan.envelope.island!.forming))
      faults.add(
        ['buses', hub],
        `an island without anything that forms its grid: ${where} has no public grid, and ${roles.map(({ plan }) => `"${plan.id}"`).join(', ')} may not form one; set forming: true under "island:" of one that can`,
      );
  }
}
