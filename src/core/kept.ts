/** What a part of a run remembers between steps, so that it goes on elsewhere as if nothing had happened. */
export interface Kept {
  /** Plain data (numbers, texts, lists, maps, typed arrays), and the live one: to be written down before the next step. */
  save(): unknown;
  /** Goes on from what `save` of the same part gave. @throws RangeError where it is of another */
  restore(saved: unknown): void;
}

type Container = ArrayBufferView | Map<unknown, unknown> | Set<unknown>;

const isContainer = (value: unknown): value is Container =>
  ArrayBuffer.isView(value) || value instanceof Map || value instanceof Set;

/** Lists of typed arrays and maps are held by others as they stand, and so are those: they are filled, not replaced. */
const holdsContainers = (value: unknown): value is readonly unknown[] =>
  Array.isArray(value) && value.length > 0 && (isContainer(value[0]) || holdsContainers(value[0]));

function misfit(name: string): never {
  throw new RangeError(`what was kept of "${name}" is of something else`);
}

const bytesOf = ({ buffer, byteOffset, byteLength }: ArrayBufferView): Uint8Array =>
  new Uint8Array(buffer, byteOffset, byteLength);

function fill(target: unknown, saved: unknown, name: string): void {
  if (ArrayBuffer.isView(target) && ArrayBuffer.isView(saved) && target.byteLength === saved.byteLength)
    bytesOf(target).set(bytesOf(saved));
  else if (target instanceof Map && saved instanceof Map) {
    target.clear();
    for (const [key, value] of saved) target.set(key, value);
  } else if (target instanceof Set && saved instanceof Set) {
    target.clear();
    for (const value of saved) target.add(value);
  } else if (holdsContainers(target) && Array.isArray(saved) && saved.length === target.length)
    for (const [k, item] of target.entries()) fill(item, saved[k], name);
  else misfit(name);
}

function fillFields(target: object, saved: unknown): void {
  if (typeof saved !== 'object' || saved === null) misfit('memory');
  const fields = target as Record<string, unknown>;
  for (const [name, held] of Object.entries(target)) {
    if (!(name in saved)) misfit(name);
    const value = (saved as Record<string, unknown>)[name];
    if (isContainer(held) || holdsContainers(held)) fill(held, value, name);
    else if (Array.isArray(held) && Array.isArray(value)) held.splice(0, held.length, ...(value as unknown[]));
    else fields[name] = value;
  }
}

/**
 * Keeps the fields of objects. Typed arrays, maps, sets and lists of them stay the same objects and are filled; so are other
 * lists, whose items are replaced; anything else is put in place of what was there.
 */
export const keptOf = (...memory: readonly object[]): Kept => ({
  save: () => memory,
  restore(saved) {
    if (!Array.isArray(saved) || saved.length !== memory.length) misfit('memory');
    for (const [k, target] of memory.entries()) fillFields(target, saved[k]);
  },
});

/** Several parts as one. */
export const keptTogether = (parts: Readonly<Record<string, Kept>>): Kept => ({
  save: () => Object.fromEntries(Object.entries(parts).map(([name, part]) => [name, part.save()])),
  restore(saved) {
    for (const [name, part] of Object.entries(parts))
      part.restore((saved as Readonly<Record<string, unknown>> | null)?.[name]);
  },
});

/** Many alike. */
export const keptList = (parts: readonly Kept[]): Kept => ({
  save: () => parts.map((part) => part.save()),
  restore(saved) {
    if (!Array.isArray(saved) || saved.length !== parts.length) misfit('list');
    for (const [k, part] of parts.entries()) part.restore(saved[k]);
  },
});
