/** What may be written at a place of a scenario, by its JSON schema: keys, kinds, words. */

interface Schema {
  readonly type?: string | readonly string[];
  readonly description?: string;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly default?: unknown;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: boolean | Schema;
  readonly items?: Schema;
  readonly $ref?: string;
  readonly $defs?: Readonly<Record<string, Schema>>;
}

export interface Suggestion {
  readonly label: string;
  /** What is put in; the label with a colon for a key. */
  readonly apply: string;
  readonly detail: string;
  readonly info: string;
  readonly isKey: boolean;
}

/** Where the cursor stands: keys above it, whether a key or a value is begun there, and where the word begins. */
export interface Spot {
  readonly path: readonly string[];
  readonly key?: string;
  readonly from: number;
  /** Keys that the map has already, with their words, as far as they stand beside the cursor. */
  readonly siblings: Readonly<Record<string, string>>;
}

const KEY = /^(\s*)(?:- )?([\w.-]+):(?:\s+(.*)|$)/;

/** Reads the place from the indentation of the lines above and the braces before the cursor. */
export function spotOf(text: string, at: number): Spot | undefined {
  const lineStart = text.lastIndexOf('\n', at - 1) + 1;
  const line = text.slice(lineStart, at);
  if (/(^|\s)#/.test(line)) return undefined;
  const whole = text.slice(lineStart, (text.indexOf('\n', at) + text.length + 1) % (text.length + 1) || text.length);
  const indent = /^\s*/.exec(line)![0].length;
  const path = pathAbove(text.slice(0, lineStart), indent);
  const own = KEY.exec(line);
  const rest = own === null ? line : line.slice(line.indexOf(':') + 1);
  const braces = openBraces(rest);
  if (braces.length > 0 && own !== null) {
    const inner = braces.at(-1)!;
    const keys = [...path, own[2]!, ...braces.slice(1).map(({ key }) => key)];
    const siblings = Object.fromEntries(
      [...(inner.text + whole.slice(line.length)).matchAll(/([\w.-]+):\s*([^,{}]*)/g)].map((m) => [
        m[1]!,
        m[2]!.trim(),
      ]),
    );
    const part = /(?:^|,)\s*(?:([\w.-]+):\s*)?([\w.-]*)$/.exec(inner.text);
    if (part === null) return undefined;
    return spot(keys, part[1], at - part[2]!.length, siblings);
  }
  const siblings = siblingsOf(text, lineStart, indent);
  if (own !== null && own[3] !== undefined) return spot(path, own[2], at - own[3].length, siblings);
  const word = /^\s*([\w.-]*)$/.exec(line);
  return word === null ? undefined : spot(path, undefined, at - word[1]!.length, siblings);
}

const spot = (
  path: readonly string[],
  key: string | undefined,
  from: number,
  siblings: Readonly<Record<string, string>>,
): Spot => ({ path, ...(key === undefined ? {} : { key }), from, siblings });

function pathAbove(before: string, indent: number): readonly string[] {
  const path: string[] = [];
  let within = indent;
  for (const line of before.split('\n').reverse()) {
    if (within === 0) break;
    const found = KEY.exec(line);
    if (found === null || found[1]!.length >= within) continue;
    path.unshift(found[2]!);
    within = found[1]!.length;
  }
  return path;
}

/** Braces that are open at the end of a text, each with the key before it and what stands in it. */
function openBraces(text: string): { readonly key: string; readonly text: string }[] {
  const open: { key: string; from: number }[] = [];
  for (let k = 0; k < text.length; k++) {
    if (text[k] === '{') open.push({ key: /([\w.-]+):\s*$/.exec(text.slice(0, k))?.[1] ?? '', from: k + 1 });
    else if (text[k] === '}') open.pop();
  }
  return open.map(({ key, from }) => ({ key, text: text.slice(from) }));
}

/** Keys at the same depth around a line. */
function siblingsOf(text: string, lineStart: number, indent: number): Readonly<Record<string, string>> {
  const found: Record<string, string> = {};
  const take = (lines: readonly string[]): void => {
    for (const line of lines) {
      if (/^\s*(#|$)/.test(line)) continue;
      const depth = /^\s*/.exec(line)![0].length;
      if (depth < indent) return;
      const key = KEY.exec(line);
      if (depth === indent && key !== null) found[key[2]!] = (key[3] ?? '').replace(/\s+#.*$/, '').trim();
    }
  };
  take(text.slice(0, lineStart).split('\n').reverse());
  take(text.slice(lineStart).split('\n').slice(1));
  return found;
}

/** What may stand at a spot, those keys left out that are there. */
export function suggestionsAt(root: Schema, { path, key, siblings }: Spot): readonly Suggestion[] {
  let places: readonly Schema[] = [root];
  path.forEach((name) => {
    places = places.flatMap((schema) => below(schema, name, root));
  });
  const open = ofKind(
    places.flatMap((schema) => branches(schema, root)),
    siblings.kind,
  );
  if (key !== undefined)
    return unique(open.flatMap((schema) => below(schema, key, root)).flatMap((schema) => wordsOf(schema, root)));
  return unique(
    open.flatMap(({ properties = {} }) =>
      Object.entries(properties).flatMap(([name, schema]) =>
        name in siblings
          ? []
          : [
              {
                label: name,
                apply: `${name}: `,
                detail: detailOf(schema),
                info: schema.description ?? '',
                isKey: true,
              },
            ],
      ),
    ),
  );
}

/** Of the schemas of all kinds that of the kind named. */
function ofKind(schemas: readonly Schema[], kind: string | undefined): readonly Schema[] {
  const named = schemas.filter(({ properties }) => properties?.kind?.const === kind);
  return kind !== undefined && named.length > 0 ? named : schemas;
}

function branches(schema: Schema, root: Schema): readonly Schema[] {
  const name = schema.$ref?.replace('#/$defs/', '');
  const own = name === undefined ? schema : (root.$defs?.[name] ?? {});
  const others = [...(own.anyOf ?? []), ...(own.oneOf ?? []), ...(own.allOf ?? [])];
  return others.length === 0 ? [own] : [own, ...others.flatMap((one) => branches(one, root))];
}

const below = (schema: Schema, name: string, root: Schema): readonly Schema[] =>
  branches(schema, root).flatMap(({ properties, additionalProperties, items }) => {
    const own = properties?.[name];
    if (own !== undefined) return [own];
    if (typeof additionalProperties === 'object') return [additionalProperties];
    return items === undefined ? [] : below(items, name, root);
  });

const wordsOf = (schema: Schema, root: Schema): readonly Suggestion[] =>
  branches(schema, root).flatMap((one) => {
    const values = one.const !== undefined ? [one.const] : (one.enum ?? (one.type === 'boolean' ? [true, false] : []));
    return values.map((value) => ({
      label: String(value),
      apply: String(value),
      detail: '',
      info: one.description ?? '',
      isKey: false,
    }));
  });

const detailOf = ({ type, default: value }: Schema): string =>
  value !== undefined && typeof value !== 'object'
    ? `= ${JSON.stringify(value)}`
    : typeof type === 'string'
      ? type
      : '';

function unique(all: readonly Suggestion[]): readonly Suggestion[] {
  const found = new Map<string, Suggestion>();
  for (const one of all) if (!found.has(one.label)) found.set(one.label, one);
  return [...found.values()];
}
