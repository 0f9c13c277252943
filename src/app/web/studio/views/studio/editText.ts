/** Writes values into the text of a scenario and leaves every other character as it is: comments, order, alignment. */
import { isMap, isScalar, type Node, type Pair, parseDocument, type YAMLMap } from 'yaml';
import { valueAt } from '../../../../../scenario/sweepPatch.ts';

export type Values = Readonly<Record<string, number>>;

/** The text with a value at each path, such as `components.battery.capacity_kWh`; a text that is no YAML stays. */
export function withValues(text: string, values: Values): string {
  let now = text;
  for (const [path, value] of Object.entries(values)) now = withValue(now, path.split('.'), value);
  return now;
}

function withValue(text: string, keys: readonly string[], value: number): string {
  const doc = parseDocument(text);
  if (doc.errors.length > 0) return text;
  if (valueAt(doc.toJS(), keys) === value) return text;
  const spliced = splice(text, doc.contents, keys, String(value));
  if (spliced !== undefined) {
    const again = parseDocument(spliced);
    if (again.errors.length === 0 && valueAt(again.toJS(), keys) === value) return spliced;
  }
  // What is written in no usual way (anchors, merged keys) is set in the document, which may lay lines out anew.
  doc.setIn(keys, value);
  return doc.toString({ lineWidth: 0 });
}

interface Found {
  readonly map: YAMLMap;
  readonly missing: readonly string[];
}

/** Puts a number in place of the one that stands there, or beside what stands in its map. */
function splice(text: string, contents: unknown, keys: readonly string[], value: string): string | undefined {
  let found: Found | undefined;
  let at: unknown = contents;
  for (let k = 0; k < keys.length; k++) {
    if (!isMap(at)) return undefined;
    const next: unknown = at.get(keys[k], true);
    if (next === undefined) {
      found = { map: at, missing: keys.slice(k) };
      break;
    }
    at = next;
  }
  if (found !== undefined) return inserted(text, found, value);
  if (!isScalar(at) || at.range == null) return undefined;
  const [from, to] = at.range;
  return text.slice(0, from) + value + text.slice(to);
}

function inserted(text: string, { map, missing }: Found, value: string): string | undefined {
  const last = map.items.at(-1) as Pair<Node, Node | null> | undefined;
  const first = map.items[0] as Pair<Node, Node | null> | undefined;
  const start = first?.key.range?.[0];
  if (last === undefined || start === undefined || map.range == null) return undefined;
  if (map.flow === true) {
    const end = last.value?.range?.[1] ?? last.key.range![1];
    const inner = missing.slice(1).reduceRight((inside, key) => `{ ${key}: ${inside} }`, value);
    return `${text.slice(0, end)}, ${missing[0]}: ${inner}${text.slice(end)}`;
  }
  const indent = ' '.repeat(start - (text.lastIndexOf('\n', start - 1) + 1));
  const lines = missing
    .map((key, k) => `${indent}${'  '.repeat(k)}${key}:${k === missing.length - 1 ? ` ${value}` : ''}\n`)
    .join('');
  // After the line on which the last value ends; comments and blank lines that follow stay where they are.
  const valueEnd = endOf(last);
  const lineEnd = text.indexOf('\n', Math.max(0, valueEnd - 1));
  return lineEnd < 0 ? `${text}\n${lines}` : text.slice(0, lineEnd + 1) + lines + text.slice(lineEnd + 1);
}

/** Where the last character of what a pair holds stands. */
function endOf({ key, value }: Pair<Node, Node | null>): number {
  if (isMap(value) && value.flow !== true && value.items.length > 0)
    return endOf(value.items.at(-1) as Pair<Node, Node | null>);
  return value?.range?.[1] ?? key.range![1];
}
