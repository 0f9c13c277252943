import { byText } from '../ledger/exact.ts';

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
  if (typeof value === 'string' || typeof value === 'boolean' || value === null) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value !== 'object') throw new TypeError(`a ${typeof value} is no data that a journal can hold`);
  const data = value as Readonly<Record<string, unknown>>;
  let text = '';
  for (const key of Object.keys(data).sort(byText))
    if (data[key] !== undefined) text += `${text === '' ? '' : ','}${JSON.stringify(key)}:${canonical(data[key])}`;
  return `{${text}}`;
}
