import { isAlias, isMap, isNode, isScalar, LineCounter, type Node, type Pair, parseDocument, visit } from 'yaml';
import { ConfigError, type ConfigIssue } from '../core/errors.ts';
import type { Files, NamedText } from '../core/files.ts';

/** Where a value of the merged document was written. */
export interface Place {
  readonly file: string;
  readonly line: number;
}

/** A scenario's text as plain data, with the place of every key; `extends` is resolved. */
export interface ScenarioDocument {
  readonly file: string;
  readonly data: unknown;
  /** The place of a path, or of its nearest parent that was written. */
  placeOf(path: readonly PropertyKey[]): Place;
}

const MAX_CHARS = 2_000_000;
const MAX_EXTENDS = 8;
const MAX_ALIASES = 100;

type Plain = { [key: string]: unknown };
const isPlain = (v: unknown): v is Plain => typeof v === 'object' && v !== null && !Array.isArray(v);
const keyOf = (path: readonly PropertyKey[]): string => path.map(String).join('\u0000');

const fault = (file: string, message: string, line?: number, path = ''): ConfigError =>
  new ConfigError([{ file, line, path, message }]);

/** Reads YAML into plain data and notes the line of every key. @throws ConfigError */
function parseText({ file, text }: NamedText): { data: Plain; lines: Map<string, Place> } {
  if (text.length > MAX_CHARS)
    throw fault(
      file,
      `holds ${text.length} characters; a scenario has at most ${MAX_CHARS}: keep series in profile files`,
    );
  if (text.includes('\u0000') || text.includes('\ufffd')) throw fault(file, 'is not a text; expected YAML in UTF-8');
  const counter = new LineCounter();
  const doc = parseDocument(text, { lineCounter: counter, prettyErrors: false, uniqueKeys: true });
  if (doc.errors.length > 0)
    throw new ConfigError(
      doc.errors.map((e): ConfigIssue => {
        const { line, col } = counter.linePos(e.pos[0]);
        return { file, line, path: '', message: `not valid YAML at column ${col}: ${e.message}` };
      }),
    );
  let aliases = 0;
  visit(doc, { Alias: () => (++aliases > MAX_ALIASES ? visit.BREAK : undefined) });
  if (aliases > MAX_ALIASES) throw fault(file, `uses more than ${MAX_ALIASES} YAML aliases; write the values out`);
  let data: unknown;
  try {
    data = doc.toJS({ maxAliasCount: MAX_ALIASES });
  } catch (error) {
    throw fault(file, `${(error as Error).message}; write the values out instead of nesting YAML aliases`);
  }
  if (!isPlain(data))
    throw fault(
      file,
      'holds no scenario; expected a mapping that begins with "sixfold: 1" (sixfold new writes one)',
      1,
    );
  const lines = new Map<string, Place>();
  const note = (node: unknown, path: readonly PropertyKey[], depth: number): void => {
    if (depth > 40) return;
    const real = isAlias(node) ? undefined : node;
    if (isMap(real)) {
      for (const pair of real.items as Pair<Node, unknown>[]) {
        const key = isScalar(pair.key) ? String(pair.key.value) : '';
        const at = [...path, key];
        const start = isNode(pair.key) ? pair.key.range?.[0] : undefined;
        if (start !== undefined) lines.set(keyOf(at), { file, line: counter.linePos(start).line });
        note(pair.value, at, depth + 1);
      }
      return;
    }
    const items = (real as { items?: unknown[] } | undefined)?.items;
    items?.forEach((item, k) => {
      const at = [...path, k];
      const start = isNode(item) ? item.range?.[0] : undefined;
      if (start !== undefined) lines.set(keyOf(at), { file, line: counter.linePos(start).line });
      note(item, at, depth + 1);
    });
  };
  note(doc.contents, [], 0);
  return { data, lines };
}

/** Lays `over` on `base`: mappings are merged, anything else is replaced, null takes a key away. */
function merge(base: Plain, over: Plain): Plain {
  const out: Plain = { ...base };
  for (const [key, value] of Object.entries(over)) {
    const old = out[key];
    if (value === null) delete out[key];
    else out[key] = isPlain(value) && isPlain(old) ? merge(old, value) : value;
  }
  return out;
}

/** Reads a scenario and what it extends. @throws ConfigError on a cycle, a missing file or text that is not YAML */
export function readDocument(
  path: string,
  files: Files,
  patch: Readonly<Record<string, unknown>> = {},
): ScenarioDocument {
  const lines = new Map<string, Place>();
  const chain: string[] = [];
  const load = (name: string, from: string): Plain => {
    const named = files.read(name, from);
    if (chain.includes(named.file))
      throw fault(from, `extends in a circle: ${[...chain, named.file].join(' -> ')}; take one "extends" away`);
    chain.push(named.file);
    if (chain.length > MAX_EXTENDS) throw fault(named.file, `extends more than ${MAX_EXTENDS} files deep`);
    const { data, lines: own } = parseText(named);
    const { extends: parent, ...rest } = data;
    let merged: Plain = rest;
    if (parent !== undefined) {
      if (typeof parent !== 'string')
        throw fault(named.file, 'expected the path of a scenario file', own.get('extends')?.line, 'extends');
      merged = merge(load(parent, named.file), rest);
    }
    for (const [key, place] of own) lines.set(key, place);
    return merged;
  };
  const data = { ...load(path, ''), ...patch };
  const file = chain[0]!;
  return {
    file,
    data,
    placeOf(at) {
      for (let n = at.length; n > 0; n--) {
        const place = lines.get(keyOf(at.slice(0, n)));
        if (place) return place;
      }
      return { file, line: 1 };
    },
  };
}
