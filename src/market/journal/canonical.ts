import { byText } from '../ledger/exact.ts';

/** Text that JSON writes as it stands. */
const PLAIN = /^[ !#-[\]-~]*$/;
const quoted = (text: string): string => (PLAIN.test(text) ? `"${text}"` : JSON.stringify(text));

function isSorted(keys: readonly string[]): boolean {
  for (let k = 1; k < keys.length; k++) if (keys[k]! < keys[k - 1]!) return false;
  return true;
}

/** Whether JSON writes data as it has to be: every key in order, every number finite, nothing that JSON cannot say. */
function isInOrder(value: unknown): boolean {
  if (typeof value === 'number') return Number.isFinite(value);
  if (typeof value === 'string' || typeof value === 'boolean' || value === null) return true;
  if (Array.isArray(value)) {
    for (let k = 0; k < value.length; k++) if (!isInOrder(value[k])) return false;
    return true;
  }
  if (typeof value !== 'object') return false;
  const data = value as Readonly<Record<string, unknown>>;
  let before = '';
  for (const key in data) {
    if (key < before || !isInOrder(data[key])) return false;
    before = key;
  }
  return true;
}

/**
 * JSON of plain data, the same text for the same data on every machine: keys in the order of their code units, none that is
 * undefined, no space. What JSON cannot say is refused, and nothing is lost silently.
 * @throws TypeError on what is neither plain data nor a finite number
 */
export function canonical(value: unknown): string {
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw new TypeError(`${value} is no number that a journal can hold`);
    return value === 0 ? '0' : String(value);
  }
  if (typeof value === 'string') return quoted(value);
  if (typeof value === 'boolean' || value === null) return String(value);
  if (isInOrder(value)) return JSON.stringify(value);
  if (Array.isArray(value)) {
    let list = '';
    for (const [k, item] of value.entries()) list += k === 0 ? canonical(item) : `,${canonical(item)}`;
    return `[${list}]`;
  }
  if (typeof value !== 'object') throw new TypeError(`a ${typeof value} is no data that a journal can hold`);
  const data = value as Readonly<Record<string, unknown>>;
  const keys = Object.keys(data);
  if (!isSorted(keys)) keys.sort(byText);
  let text = '';
  for (const key of keys) {
    const item = data[key];
    if (item === undefined) continue;
    text += text === '' ? quoted(key) : `,${quoted(key)}`;
    text += `:${canonical(item)}`;
  }
  return `{${text}}`;
}
