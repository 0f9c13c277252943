import type { Run } from '../core/run.ts';

/** Which networks a run has, and whether they ran by their physics; undefined without any. */
export function networksText({ networks }: Pick<Run, 'networks'>): string | undefined {
  if (networks.length === 0) return undefined;
  const physics = networks.filter((n) => n.component >= 0).map((n) => `${n.id} (${n.kind})`);
  const plates = networks.filter((n) => n.component < 0).map((n) => n.id);
  return [
    ...(physics.length === 0 ? [] : [`by their physics: ${physics.join(', ')}`]),
    ...(plates.length === 0 ? [] : [`as copper plates, without loss or limit: ${plates.join(', ')}`]),
  ].join('; ');
}
