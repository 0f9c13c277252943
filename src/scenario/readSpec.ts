import type { ScenarioDocument } from './document.ts';
import type { Faults } from './read.ts';
import { ScenarioSpec } from './schema.ts';

/** The scenario's own sections without events at fault; undefined where they do not hold together even without the names that nobody knows. */
export function readSpec({ data }: ScenarioDocument, faults: Faults): ScenarioSpec | undefined {
  const parsed = ScenarioSpec.safeParse(data, { reportInput: true });
  if (parsed.success) return parsed.data;
  faults.addZod(parsed.error, ScenarioSpec);
  const pruned = structuredClone(data);
  const badEvents = new Set<PropertyKey>();
  for (const issue of parsed.error.issues) {
    const [section, k] = issue.path;
    if (section === 'events' && k !== undefined) {
      badEvents.add(k);
      continue;
    }
    if (issue.code !== 'unrecognized_keys') return undefined;
    let at = pruned as Record<PropertyKey, unknown>;
    for (const key of issue.path) at = at[key] as Record<PropertyKey, unknown>;
    for (const key of issue.keys) delete at[key];
  }
  const { events } = pruned as { events?: unknown[] };
  const isSound = (_: unknown, k: number): boolean => !badEvents.has(k);
  if (badEvents.size > 0) (pruned as { events?: unknown }).events = events!.filter(isSound);
  const spec = ScenarioSpec.safeParse(pruned).data;
  if (spec === undefined || badEvents.size === 0) return spec;
  // The others keep their numbers: a list with holes, which forEach passes over.
  const kept: ScenarioSpec['events'] = [];
  const places = events!.map((_, k) => k).filter((k) => !badEvents.has(k));
  spec.events.forEach((event, n) => {
    kept[places[n]!] = event;
  });
  return { ...spec, events: kept };
}
