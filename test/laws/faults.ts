import { simulate } from '../../src/index.ts';
import { randomCluster } from './random.ts';
import { compileSketch, textOf } from './sketch.ts';

/** Kinds that took part in some flow. */
export const ran = new Set<string>();

/** What is wrong with a run beyond what its audits would have thrown, as text. */
export function faultsOf(seed: number): string[] {
  const { sketch, unlimited } = randomCluster(seed);
  try {
    const { audit, totals, passes, steps, compiled } = simulate(compileSketch(sketch));
    compiled.run.components.forEach((c, k) => {
      if (c.ports.some((port) => totals[k]!.running_h(port.signal) > 0)) ran.add(c.kind.kind);
    });
    const { residual_kWh, throughput_kWh } = audit.run;
    const sumOf = (id: string): number => {
      const t = totals[compiled.run.components.findIndex((c) => c.id === id)]!;
      return t.sum('unserved_kW') + t.sum('unserved_kg_per_h');
    };
    const lacking = unlimited.filter((id) => sumOf(`unserved-${id}`) > 1e-3);
    return [
      ...(Math.abs(residual_kWh) <= 1e-6 * throughput_kWh + 1e-9 ? [] : [`run out of balance by ${residual_kWh} kWh`]),
      ...lacking.map((id) => `${id} lacks ${sumOf(`unserved-${id}`)} although enough is there`),
      ...(passes.length === 5 && passes.reduce((a, b) => a + b) === steps ? [] : [`passes ${passes.join(', ')}`]),
    ];
  } catch (error) {
    return [`${String(error)}\n${textOf(sketch)}`];
  }
}
