import { portSignal } from '../core/carriers.ts';
import { namesOf } from '../core/component.ts';
import { inputOf, partsOf, targetOf } from './eventTarget.ts';
import { among } from './known.ts';
import type { ComponentPlan, Faults } from './read.ts';
import type { ScenarioSpec } from './schema.ts';

/** The amount that each fault of an instrument needs; the others take none. */
const AMOUNTS = { drift: 'drift_per_h', noise: 'sigma' } as const;

/** Checks what the events of a scenario name, and that each says one thing. */
export function checkEvents(
  spec: ScenarioSpec,
  byId: ReadonlyMap<string, ComponentPlan>,
  faults: Faults,
  exists: (path: readonly PropertyKey[], id: string, known: readonly string[], what: string) => boolean,
): void {
  const ids = Object.keys(spec.components);
  spec.events.forEach((event, k) => {
    const at = ['events', k];
    const { id, part, signal, input } = targetOf(event);
    if (!exists(at, id, ids, 'component')) return;
    const plan = byId.get(id);
    if ('sensor' in event) {
      const known = plan ? signalsOf(plan) : [];
      if (plan && !known.includes(signal!))
        faults.add([...at, 'sensor'], `"${id}" has no signal "${signal}"${among(signal!, known, 'it has')}`);
      for (const [fault, name] of Object.entries(AMOUNTS))
        if ((event.fault === fault) !== (event[name as 'sigma'] !== undefined))
          faults.add(
            at,
            event.fault === fault
              ? `a fault "${fault}" needs "${name}", in the unit of the signal`
              : `"${name}" is for a fault "${fault}" and this is one of "${event.fault}"; take it away`,
          );
      return;
    }
    if (plan && part !== undefined) {
      const parts = Object.keys(partsOf(plan.kind, plan.p));
      if (parts.length === 0)
        faults.add(at, `"${id}" (${plan.kind.kind}) has no parts that fail by themselves; name "${id}" alone`);
      else exists(at, part, parts, `part of "${id}"`);
      if ('derate' in event && parts.includes(part))
        faults.add(at, `a part is in service or out of it; expected "outage: ${id}.${part}"`);
    }
    if (plan && part === undefined) {
      const inputs = namesOf(plan.kind.inputs, plan.p);
      if (!inputs.includes(inputOf(event, plan.kind, plan.p)!))
        faults.add(at, `"${id}" has no input "${input}"${among(input!, inputs, 'it has')}`);
    }
    if (!('component' in event)) return;
    const changes = [event.set, event.scale, event.add].filter((v) => v !== undefined).length;
    if (changes !== 1) faults.add(at, `expected one of set, scale and add, met ${changes}`);
  });
}

/** Ports, signals and states: all that a frame holds of a component. */
const signalsOf = ({ kind, p }: ComponentPlan): string[] => [
  ...Object.entries(kind.ports(p)).map(([name, { carrier }]) => portSignal(name, carrier)),
  ...namesOf(kind.signals, p),
  ...namesOf(kind.states, p),
];
