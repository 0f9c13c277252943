import type { z } from 'zod';
import type { AnyKind } from '../core/component.ts';
import { didYouMean } from '../core/nearest.ts';
import { kinds } from '../models/index.ts';
import type { ScenarioDocument } from './document.ts';
import { issuesOf } from './issues.ts';
import { among } from './known.ts';
import type { ComponentPlan, Envelope, Faults, Stray } from './read.ts';
import { ComponentEnvelope, ENVELOPE_KEYS } from './schema.ts';
import { rangesIn, type Sizable, SizeRangeSpec } from './sizeRange.ts';

export function readComponents(document: ScenarioDocument, faults: Faults, strays: Stray[]): ComponentPlan[] {
  const section = (document.data as { components?: unknown }).components;
  if (typeof section !== 'object' || section === null || Array.isArray(section)) return [];
  return Object.entries(section).flatMap(([id, raw]) => {
    const plan = readComponent(id, raw, document, faults, strays);
    return plan ? [plan] : [];
  });
}

function readComponent(
  id: string,
  raw: unknown,
  document: ScenarioDocument,
  faults: Faults,
  strays: Stray[],
): ComponentPlan | undefined {
  const at = ['components', id];
  if (typeof raw !== 'object' || raw === null || Array.isArray(raw)) return undefined;
  const entries = Object.entries(raw as Record<string, unknown>);
  const envelope = ComponentEnvelope.safeParse(
    Object.fromEntries(entries.filter(([key]) => ENVELOPE_KEYS.includes(key))),
    {
      reportInput: true,
    },
  );
  if (!envelope.success)
    faults.issues.push(
      ...issuesOf(envelope.error, ComponentEnvelope, document, at).filter((i) => i.path !== `components.${id}.kind`),
    );
  const kindName = (raw as { kind?: unknown }).kind;
  if (typeof kindName !== 'string') return undefined;
  const kind = kinds.find((k) => k.kind === kindName);
  if (!kind) {
    const names = kinds.map((k) => k.kind);
    const hint = didYouMean(kindName, names);
    faults.add([...at, 'kind'], `unknown kind "${kindName}"${hint === '' ? `; known: ${names.join(', ')}` : hint}`);
    return undefined;
  }
  const params = Object.fromEntries(entries.filter(([key]) => !ENVELOPE_KEYS.includes(key)));
  const sizable = takeRange(at, params, faults);
  const schema = kind.params as unknown as z.ZodType;
  const parsed = schema.safeParse(params, { reportInput: true });
  if (!parsed.success) {
    faults.addZod(parsed.error, schema, at);
    if (envelope.success) strays.push({ id, envelope: envelope.data });
    return undefined;
  }
  if (!envelope.success) return undefined;
  const buses = connect(at, kind, parsed.data, envelope.data, faults);
  return {
    id,
    kind: kind.refined?.(parsed.data) ?? kind,
    envelope: envelope.data,
    p: parsed.data,
    ...(sizable === undefined ? {} : { sizable }),
    buses,
  };
}

/** Puts a number in the place of a capacity that is written as a range, which it gives back. */
function takeRange(at: readonly string[], params: Record<string, unknown>, faults: Faults): Sizable | undefined {
  const [name, ...more] = rangesIn(params);
  if (name === undefined) return undefined;
  for (const other of more)
    faults.add(
      [...at, other],
      `a second range beside "${name}"; expected one for each component, with which its other parameters grow`,
    );
  const parsed = SizeRangeSpec.safeParse(params[name], { reportInput: true });
  if (!parsed.success) {
    faults.addZod(parsed.error, SizeRangeSpec, [...at, name]);
    // A size that any kind takes stands for it, so that nothing more is found at fault here than is.
    params[name] = 1;
    return undefined;
  }
  const range = { ...parsed.data, name, as: parsed.data.as ?? parsed.data.to };
  for (const each of [name, ...more]) params[each] = range.as;
  return range;
}

/** The bus of every port: as `ports` says, or `bus` for the one port that must be connected. */
function connect(
  at: readonly string[],
  kind: AnyKind,
  p: unknown,
  { ports: given, bus }: Envelope,
  faults: Faults,
): Record<string, string | undefined> {
  const ports = kind.ports(p);
  const names = Object.keys(ports);
  const required = names.filter((name) => !ports[name]!.optional);
  for (const name of Object.keys(given))
    if (!names.includes(name))
      faults.add([...at, 'ports', name], `"${kind.kind}" has no port "${name}"${among(name, names, 'it has')}`);
  if (bus !== undefined && required.length !== 1)
    faults.add(
      [...at, 'bus'],
      `"${kind.kind}" has ${required.length} ports to connect (${required.join(', ')}); name each under ports`,
    );
  const buses: Record<string, string | undefined> = {};
  for (const name of names) {
    buses[name] = given[name] ?? (bus !== undefined && required.length === 1 && required[0] === name ? bus : undefined);
    if (buses[name] === undefined && !ports[name]!.optional)
      faults.add(
        [...at, 'ports'],
        `port "${name}" (${ports[name]!.carrier}) is not connected; expected ports: { ${name}: <bus> }`,
      );
  }
  return buses;
}
