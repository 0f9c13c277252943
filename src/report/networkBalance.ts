import type { Outcome } from '../scenario/simulation.ts';

/** What a network did over a run, kWh: `kept` + `driven` = `lost` + `stored`, each from a formula of its own. */
export interface NetworkBalance {
  readonly id: string;
  /** What buses gave it more than it gave them. */
  readonly kept: number;
  /** What drove it (pumps), and what came in through its walls. */
  readonly driven: number;
  readonly lost: number;
  readonly stored: number;
}

/** Balances of the networks that ran by their physics. */
export function networkBalances({ compiled: { run }, totals }: Pick<Outcome, 'compiled' | 'totals'>): NetworkBalance[] {
  return run.networks.flatMap(({ id, component }) => {
    if (component < 0) return [];
    const c = run.components[component]!;
    const t = totals[component]!;
    let kept = 0;
    let driven = 0;
    let lost = 0;
    let stored = 0;
    c.ports.forEach((port, p) => {
      if (port.bus < 0) return;
      const taken = -t.sum(c.outputs[p]!);
      if (c.nodes.includes(p)) kept += taken;
      else driven += taken;
    });
    for (const { name, role, coefficient } of c.laws.find((law) => law.quantity === 'energy')?.terms ?? []) {
      if (role === 'boundary') driven += coefficient * t.sum(name);
      else if (role === 'loss') lost += coefficient * t.sum(name);
      else if (role === 'store') stored += coefficient * (t.last(name) - t.first(name));
    }
    // Cold is lost by what warms it: the ground, and the pump that drives it.
    if (c.ports[c.nodes[0]!]!.carrier === 'cooling')
      return [{ id, kept, driven: 0, lost: driven - lost, stored: -stored }];
    return [{ id, kept, driven, lost, stored }];
  });
}
