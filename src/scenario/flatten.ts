import type { ComponentPlan } from './read.ts';
import type { ScenarioSpec } from './schema.ts';

/** A scenario whose network components are copper plates between the same buses: without pipes, lines, losses and pumps. */
export function flattened(
  spec: ScenarioSpec,
  components: readonly ComponentPlan[],
): { spec: ScenarioSpec; components: ComponentPlan[] } {
  const networks = { ...spec.networks };
  for (const { id, kind, p, buses, envelope } of components) {
    if (kind.role !== 'network') continue;
    const joined = (kind.nodes?.(p) ?? []).flatMap((port) => buses[port] ?? []);
    networks[id] = { kind: 'copperPlate', buses: joined, ...(envelope.label ? { label: envelope.label } : {}) };
  }
  return { spec: { ...spec, networks }, components: components.filter(({ kind }) => kind.role !== 'network') };
}
