import { isMap, isNode, isScalar, isSeq, LineCounter, type Node, type Pair, parseDocument, visit } from 'yaml';
import { ConfigError, type ConfigIssue } from '../core/errors.ts';
import { type Files, type NamedText, remembered } from '../core/files.ts';

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

const MAX_DEPTH = 40;

const fault = (file: string, message: string, line?: number, path = ''): ConfigError =>
  new ConfigError([{ file, line, path, message }]);

interface Parsed {
  readonly data: Plain;
  readonly lines: ReadonlyMap<string, Place>;
}

/** Reads YAML into plain data and notes the line of every key. @throws ConfigError */
function parseText({ file, text }: NamedText, expected: string): Parsed {
  if (text.length > MAX_CHARS)
    throw fault(
      file,
      `holds ${text.length} characters, at most ${MAX_CHARS} are read; keep series of numbers in profile files`,
    );
  if (text.includes('\u0000') || text.includes('\ufffd')) throw fault(file, 'is not a text; expected YAML in UTF-8');
  try {
    return parseYaml(file, text, expected);
  } catch (error) {
    // The parser calls itself for every level.
    if (error instanceof RangeError) throw fault(file, `is nested too deeply; at most ${MAX_DEPTH} levels are read`);
    throw error;
  }
}

function parseYaml(file: string, text: string, expected: string): Parsed {
  const counter = new LineCounter();
  const doc = parseDocument(text, {
    lineCounter: counter,
    prettyErrors: false,
    uniqueKeys: true,
    resolveKnownTags: false,
  });
  const wrong = [...doc.errors, ...doc.warnings];
  if (wrong.some((e) => e.message.startsWith('Maximum call stack'))) throw new RangeError('nested too deeply');
  if (wrong.length > 0)
    throw new ConfigError(
      wrong.map((e): ConfigIssue => {
        const { line, col } = counter.linePos(e.pos[0]);
        const message =
          e.code === 'MULTIPLE_DOCS'
            ? 'begins a second YAML document; expected one document in a file'
            : `not valid YAML at column ${col}: ${e.message}`;
        return { file, line, path: '', message };
      }),
    );
  let aliases = 0;
  visit(doc, { Alias: () => (++aliases > MAX_ALIASES ? visit.BREAK : undefined) });
  if (aliases > MAX_ALIASES) throw fault(file, `uses more than ${MAX_ALIASES} YAML aliases; write the values out`);
  const lines = linesOf(doc.contents, file, counter);
  let data: unknown;
  try {
    data = doc.toJS({ maxAliasCount: MAX_ALIASES });
  } catch (error) {
    if (error instanceof RangeError) throw error;
    throw fault(file, `${(error as Error).message}; write the values out instead of YAML aliases`);
  }
  if (!isPlain(data)) throw fault(file, `expected ${expected}, met ${data === null ? 'nothing' : 'something else'}`, 1);
  return { data, lines };
}

/** The line of every key and item. @throws ConfigError on a key that no scenario can have */
function linesOf(contents: unknown, file: string, counter: LineCounter): Map<string, Place> {
  const lines = new Map<string, Place>();
  const lineOf = (node: unknown): number | undefined => {
    const start = isNode(node) ? node.range?.[0] : undefined;
    return start === undefined ? undefined : counter.linePos(start).line;
  };
  const note = (node: unknown, path: readonly PropertyKey[]): void => {
    if (path.length > MAX_DEPTH)
      throw fault(file, `is nested too deeply; at most ${MAX_DEPTH} levels are read`, lineOf(node));
    if (isMap(node)) {
      for (const pair of node.items as Pair<Node, unknown>[]) {
        const line = lineOf(pair.key) ?? lineOf(node);
        if (!isScalar(pair.key)) throw fault(file, 'expected a plain word as key, met a list or mapping', line);
        const key = String(pair.key.value);
        // Engines give this name a meaning of its own, and what hangs on it would be lost without a word.
        if (key === '__proto__') throw fault(file, '"__proto__" cannot be a name here; choose another', line);
        const at = [...path, key];
        if (line !== undefined) lines.set(keyOf(at), { file, line });
        note(pair.value, at);
      }
    } else if (isSeq(node)) {
      node.items.forEach((item, k) => {
        const at = [...path, k];
        const line = lineOf(item);
        if (line !== undefined) lines.set(keyOf(at), { file, line });
        note(item, at);
      });
    }
  };
  note(contents, []);
  return lines;
}

/** Numbers in between lead to no sum or quotient that is not finite; nothing real is outside. */
export const LARGEST = 1e15;
const SMALLEST = 1e-15;

/** Tells of every number in plain data that is too large or too close to zero to be calculated with. */
export function extremesIn(data: unknown, add: (path: readonly PropertyKey[], message: string) => void): void {
  const walk = (value: unknown, path: readonly PropertyKey[]): void => {
    if (typeof value === 'object' && value !== null)
      for (const [key, inner] of Object.entries(value)) walk(inner, [...path, key]);
    if (typeof value !== 'number' || !Number.isFinite(value)) return;
    const size = Math.abs(value);
    if (size > LARGEST) add(path, `expected a number between -${LARGEST} and ${LARGEST}, met ${value}`);
    else if (size < SMALLEST && size > 0) add(path, `expected 0 or a number of at least ${SMALLEST}, met ${value}`);
  };
  walk(data, []);
}

/** Lays `over` on `base`: mappings are merged, anything else is replaced, null takes a key away. */
function merge(base: Plain, over: Plain): Plain {
  const out: Plain = { ...base };
  for (const [key, value] of Object.entries(over)) {
    const old = Object.hasOwn(out, key) ? out[key] : undefined;
    if (value === null) delete out[key];
    else out[key] = isPlain(value) && isPlain(old) ? merge(old, value) : value;
  }
  return out;
}

export interface ReadingOptions {
  /** Top-level sections that take the place of the file's own. */
  readonly patch?: Readonly<Record<string, unknown>>;
  /** What a file must hold, for the message where it does not. */
  readonly expected?: string;
}

const SCENARIO = 'a scenario, a mapping that begins with "sixfold: 1" (sixfold new writes one)';

/** Reads a file and what it extends. @throws ConfigError on a cycle, a missing file or text that is not YAML */
export function readDocument(
  path: string,
  files: Files,
  { patch = {}, expected = SCENARIO }: ReadingOptions = {},
): ScenarioDocument {
  const lines = new Map<string, Place>();
  const chain: string[] = [];
  const load = (named: NamedText): Plain => {
    chain.push(named.file);
    const { data, lines: own } = remembered(files, ['yaml', named.file, expected], named.text, () =>
      parseText(named, expected),
    );
    const { extends: parent, ...rest } = data;
    const merged = parent === undefined ? rest : merge(loadParent(parent, named.file, own.get('extends')), rest);
    for (const [key, place] of own) lines.set(key, place);
    return merged;
  };
  const loadParent = (parent: unknown, from: string, place: Place | undefined): Plain => {
    if (typeof parent !== 'string') throw fault(from, 'expected the path of a file to extend', place?.line, 'extends');
    const named = placed(() => files.read(parent, from), { file: from, line: place?.line ?? 1 }, 'extends');
    if (chain.includes(named.file))
      throw fault(
        from,
        `goes round in a circle: ${[...chain, named.file].join(' -> ')}; take one "extends" away`,
        place?.line,
        'extends',
      );
    if (chain.length >= MAX_EXTENDS)
      throw fault(from, `extends more than ${MAX_EXTENDS} files deep`, place?.line, 'extends');
    return load(named);
  };
  const data = { ...load(files.read(path, '')), ...patch };
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

/** Runs `f`; a fault without a file learns that it is about what stands at `place`. */
function placed<T>(f: () => T, place: Place, path: string): T {
  try {
    return f();
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    throw new ConfigError(error.issues.map((issue) => (issue.file === '' ? { ...issue, ...place, path } : issue)));
  }
}

/** The text of a file that a document names at `at`. @throws ConfigError with the place where it is named */
export function readNamed(
  path: string,
  files: Files,
  document: ScenarioDocument,
  at: readonly PropertyKey[],
): NamedText {
  const place = document.placeOf(at);
  return placed(() => files.read(path, place.file), place, at.map(String).join('.'));
}
