import type { Run } from '../../core/run.ts';

/**
 * Zones of buses that copper plates join: what any of them has left over meets in one balance. With `all`, of buses that any
 * network joins, as the rules see them. Both are numbered by their lowest bus.
 */
export function zonesOfBuses(run: Run, all = false): { readonly zoneOfBus: Int32Array; readonly zones: number } {
  const zoneOfBus = Int32Array.from(run.buses, (_, b) => b);
  for (const { component, nodes } of run.networks) {
    if (component >= 0 && !all) continue;
    const to = zoneOfBus[nodes[0]!]!;
    for (const node of nodes) {
      const from = zoneOfBus[node]!;
      for (let b = 0; b < zoneOfBus.length; b++) if (zoneOfBus[b] === from) zoneOfBus[b] = to;
    }
  }
  const heads = [...new Set(zoneOfBus)].sort((a, b) => a - b);
  return { zoneOfBus: zoneOfBus.map((head) => heads.indexOf(head)), zones: heads.length };
}
