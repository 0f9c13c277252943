import { among } from './known.ts';
import { numberIn } from './numberIn.ts';
import type { Cluster, ComponentPlan, Faults } from './read.ts';
import type { RoadmapComponent } from './roadmapSpec.ts';

/** Sections of which a path may change numbers. */
const OPEN = ['components', 'tariffs', 'buses', 'carbon', 'factors', 'profiles'];

/** Checks what a roadmap says of the scenario's components and numbers. */
export function checkRoadmap(parts: Pick<Cluster, 'spec' | 'components' | 'document'>, faults: Faults): void {
  const { spec, components } = parts;
  const { roadmap } = spec;
  if (roadmap === undefined) return;
  const byId = new Map(components.map((c) => [c.id, c]));
  const ids = Object.keys(spec.components);
  for (const [id, own] of Object.entries(roadmap.components)) {
    const at = ['roadmap', 'components', id];
    if (!ids.includes(id)) faults.add(at, `there is no component "${id}"${among(id, ids)}`);
    const plan = byId.get(id);
    if (plan !== undefined) checkComponent(at, own, plan, roadmap.years[0]!, faults);
  }
  const taken = new Map<string, string>();
  for (const [name, { parameter, relative }] of Object.entries(roadmap.paths))
    for (const path of [parameter].flat()) {
      const at = ['roadmap', 'paths', name, 'parameter'];
      const [section, id, key] = path.split('.');
      const other = taken.get(path);
      taken.set(path, name);
      if (other !== undefined)
        faults.add(at, `"${path}" is changed by "${other}" too; expected each number in one path alone`);
      if (!OPEN.includes(section!))
        faults.add(at, `"${path}" cannot change over the years; expected a number under ${OPEN.join(', ')}`);
      else if (section === 'components' && !ids.includes(id!))
        faults.add(at, `"${path}": there is no component "${id}"${among(id!, ids)}`);
      else if (section === 'components' && byId.get(id!)?.sizable?.name === key)
        faults.add(
          at,
          `"${path}" is written as a range, whose size the roadmap decides; change its cost or range instead`,
        );
      else if (path === 'carbon.price_money_per_t' && roadmap.carbonPrice_money_per_t !== undefined)
        faults.add(at, `"${path}" is also said by roadmap.carbonPrice_money_per_t; expected one of them`);
      else if (relative) faults.attempt(at, () => numberIn(path, parts));
    }
}

function checkComponent(
  at: readonly string[],
  { existing, build, capexShare, stands }: RoadmapComponent,
  { sizable }: ComponentPlan,
  first: number,
  faults: Faults,
): void {
  if (sizable === undefined) {
    for (const [name, met] of [
      ['existing', existing.length > 0],
      ['build', Object.keys(build).length > 0],
      ['capexShare', capexShare !== undefined],
    ] as const)
      if (met)
        faults.add(
          [...at, name],
          'its capacity is a number, which stands as it is; expected a range such as { to: 2000 } there, or `stands` here',
        );
    return;
  }
  if (stands !== undefined)
    faults.add([...at, 'stands'], `its capacity "${sizable.name}" is a range; expected \`existing\` and \`build\``);
  const named = (path: readonly PropertyKey[], keys: readonly string[]): void => {
    if (keys.length !== 1 || keys[0] !== sizable.name)
      faults.add(path, `met ${keys.join(', ') || 'no capacity'}; expected its capacity by name: ${sizable.name}`);
  };
  let sum = 0;
  existing.forEach((part, k) => {
    named(
      [...at, 'existing', k],
      Object.keys(part).filter((key) => key !== 'until'),
    );
    if (part.until !== undefined && part.until <= first)
      faults.add([...at, 'existing', k, 'until'], `is gone by ${first}, the first investment year; take it away`);
    sum += part[sizable.name] ?? 0;
  });
  if (sum > sizable.to)
    faults.add(
      [...at, 'existing'],
      `${sum} stands, above "to" (${sizable.to}) of ${sizable.name}; expected to >= ${sum}`,
    );
  if (build.most !== undefined) named([...at, 'build', 'most'], Object.keys(build.most));
}
