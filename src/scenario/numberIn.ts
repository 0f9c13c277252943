import { ConfigError } from '../core/errors.ts';
import type { Cluster } from './read.ts';
import { valueAt } from './sweepPatch.ts';

/** The number that a scenario has at a path, written or by default. @throws ConfigError where there is none */
export function numberIn(
  path: string,
  { document, spec, components }: Pick<Cluster, 'document' | 'spec' | 'components'>,
): number {
  const keys = path.split('.');
  const plan = keys[0] === 'components' ? components.find((c) => c.id === keys[1]) : undefined;
  const found = [
    valueAt(document.data, keys),
    plan === undefined ? undefined : valueAt(plan.p, keys.slice(2)),
    valueAt(spec, keys),
  ].find((v) => v !== undefined);
  if (typeof found === 'number') return found;
  throw new ConfigError(
    `${path} is ${found === undefined ? 'not there' : JSON.stringify(found)}; expected the path of a number of the scenario`,
  );
}
