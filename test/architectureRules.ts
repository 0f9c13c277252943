import { posix } from 'node:path';
import { parseSync } from 'vite';

/** What a room may import, by design: other rooms (itself always), and packages (`*` at the end is open). */
export interface Room {
  readonly rooms: readonly string[];
  readonly packages: readonly string[];
  /** No clock, no chance but the seed, no file, no network, no console; the same bits in every engine. */
  readonly pure: boolean;
}

const pure = (rooms: readonly string[], packages: readonly string[] = []): Room => ({ rooms, packages, pure: true });
const BELOW = ['core', 'models', 'series', 'control', 'market'];

/** The law of the house. `index` is src/index.ts; packages of `io` and `app` are those of package.json. */
export const ROOMS: Readonly<Record<string, Room>> = {
  core: pure([], ['@stdlib/math-base-special-*']),
  models: pure(['core'], ['zod']),
  series: pure(['core'], ['zod', 'papaparse']),
  control: pure(['core']),
  market: pure(['core'], ['zod']),
  scenario: pure(BELOW, ['zod', 'yaml']),
  report: pure([...BELOW, 'scenario']),
  index: pure([...BELOW, 'scenario', 'report']),
  io: { rooms: ['core', 'series', 'scenario'], packages: ['node:*', '*'], pure: false },
  app: { rooms: [...BELOW, 'scenario', 'report', 'io', 'index'], packages: ['node:*', '*'], pure: false },
};

export const MATH_ALLOWED = 'abs min max floor ceil round trunc sign sqrt fround imul hypot PI'.split(' ');
/** Never to be shadowed either. */
const IMPURE = ['Date', 'Intl', 'globalThis', 'eval', 'Function', 'WeakRef', 'FinalizationRegistry', 'Atomics'];
/** Of Node and of browsers; a file may use such a word for a thing of its own. */
const OUTSIDE = [
  'console process performance fetch crypto require module Buffer global navigator window document self',
  'setTimeout setInterval setImmediate queueMicrotask requestAnimationFrame localStorage indexedDB',
  'Worker XMLHttpRequest WebSocket SharedArrayBuffer',
].flatMap((words) => words.split(' '));
/** The one file that loads what a user wrote, whose path nobody knows beforehand. */
const USERS_MODULES = 'src/app/cli/agents.ts';
export const MAX_LINES = 300;

type Node = Readonly<Record<string, unknown>> & { readonly type: string; readonly start: number };
const isNode = (v: unknown): v is Node => typeof v === 'object' && v !== null && typeof (v as Node).type === 'string';

export interface CheckOptions {
  /** Whether a file of models/ defines a kind; kinds never import each other. */
  readonly isKind?: (path: string) => boolean;
  /** Packages that io and app may import; all where left out. */
  readonly dependencies?: readonly string[];
}

/** Every breach of the house rules in one file, as `path:line: what`. `path` is relative to the project. */
export function check(path: string, text: string, options: CheckOptions = {}): string[] {
  const { program, comments, errors } = parseSync(path, text);
  const found: { at: number; what: string }[] = errors.map((e) => ({ at: 0, what: `does not parse: ${e.message}` }));
  const add = (at: number, what: string): unknown => found.push({ at, what });
  const inSrc = path.startsWith('src/');
  const room = inSrc ? ROOMS[roomOf(path)] : undefined;
  if (inSrc && room === undefined) add(0, `"${roomOf(path)}" is no room of the house`);

  const lines = text.replace(/\n$/, '').split('\n').length;
  if (lines > MAX_LINES) add(0, `has ${lines} lines, at most ${MAX_LINES}; split it by idea`);
  for (const { value, start } of comments) {
    const word = /^\s*@ts-(ignore|nocheck|expect-error)/.exec(value)?.[1];
    if (word !== undefined && (inSrc || word !== 'expect-error')) add(start, `silences the compiler with ts-${word}`);
    if (inSrc && /^\/\s*<reference/.test(value)) add(start, 'refers to types by a comment; import them');
  }

  const own = bindings(program as unknown as Node);
  walk(program as unknown as Node, undefined, (node, parent) => {
    if (node.type === 'TSAnyKeyword') add(node.start, 'any; say what it is, or unknown');
    if (!inSrc || room === undefined) return;
    const target = imported(node);
    if (target === null && path !== USERS_MODULES) add(node.start, 'imports a path that is computed');
    if (typeof target === 'string') for (const what of judgeImport(path, target, room, options)) add(node.start, what);
    if (node.type === 'ExportDefaultDeclaration') add(node.start, 'default export; name it');
    if (room.pure) for (const what of judgePurity(node, parent, own)) add(node.start, what);
  });
  return found
    .sort((a, b) => a.at - b.at)
    .map(({ at, what }) => `${path}:${text.slice(0, at).split('\n').length}: ${what}`);
}

const roomOf = (path: string): string => (path === 'src/index.ts' ? 'index' : (path.split('/')[1] ?? ''));

/** The module that a node imports; null where it is not a literal; undefined where it imports nothing. */
function imported(node: Node): string | null | undefined {
  if (/^(Import(Declaration|Expression)|Export(All|Named)Declaration|TSImportType)$/.test(node.type))
    return literal(node.source);
  return node.type === 'TSExternalModuleReference' ? literal(node.expression) : undefined;
}

const literal = (v: unknown): string | null | undefined =>
  !isNode(v) ? undefined : v.type === 'Literal' ? String(v.value) : null;

function judgeImport(path: string, target: string, room: Room, options: CheckOptions): string[] {
  const from = roomOf(path);
  if (!target.startsWith('.')) {
    const open = (p: string): boolean => (p.endsWith('*') ? target.startsWith(p.slice(0, -1)) : target === p);
    if (!room.packages.some(open)) return [`${from} imports the package "${target}"`];
    const name = target
      .split('/')
      .slice(0, target.startsWith('@') ? 2 : 1)
      .join('/');
    if (!room.pure && !target.startsWith('node:') && options.dependencies?.includes(name) === false)
      return [`imports "${name}", which is none of the dependencies in package.json`];
    return [];
  }
  const file = posix.join(posix.dirname(path), target);
  if (!file.startsWith('src/')) return [`imports "${target}", which leaves src/`];
  const bad = /\.(ts|json|css|svelte)$/.test(file) ? [] : [`imports "${target}" without its ending .ts`];
  const to = roomOf(file);
  if (to !== from && !(to === 'core' || room.rooms.includes(to)))
    return [...bad, `${from} imports from ${to}: "${target}"`];
  if (from === 'models' && path !== 'src/models/index.ts' && to === 'models' && options.isKind?.(file) === true)
    return [...bad, `a kind imports another kind: "${target}"`];
  return bad;
}

function judgePurity(node: Node, parent: Node | undefined, own: ReadonlySet<string>): string[] {
  if (node.type === 'BinaryExpression' && node.operator === '**') return ['**; use pow of core/math.ts'];
  if (node.type === 'AssignmentExpression' && node.operator === '**=') return ['**=; use pow of core/math.ts'];
  if (node.type === 'MetaProperty' && isNode(node.meta) && node.meta.name === 'import') return ['import.meta'];
  if (node.type === 'MemberExpression' && node.computed !== true && isNode(node.property)) {
    const name = String(node.property.name);
    if (/^toLocale|^localeCompare$/.test(name)) return [`${name}, which depends on the machine`];
  }
  if (node.type !== 'Identifier' || isOnlyAName(node, parent)) return [];
  const name = String(node.name);
  if (name === 'Math') {
    const member = parent?.type === 'MemberExpression' && parent.object === node && parent.computed !== true;
    const property = member && isNode(parent.property) ? String(parent.property.name) : undefined;
    if (property === undefined) return ['Math as a whole; name the member'];
    return MATH_ALLOWED.includes(property)
      ? []
      : [`Math.${property}; engines differ, use core/math.ts or core/chance.ts`];
  }
  if (IMPURE.includes(name) || (OUTSIDE.includes(name) && !own.has(name))) return [`${name} in a pure room`];
  return [];
}

/** An identifier that names a member or a key and refers to nothing. */
function isOnlyAName(node: Node, parent: Node | undefined): boolean {
  if (parent === undefined) return false;
  if (parent.type === 'MemberExpression') return parent.property === node && parent.computed !== true;
  if (parent.type === 'TSQualifiedName') return parent.right === node;
  if (parent.type === 'ImportSpecifier') return parent.imported === node;
  if (parent.type === 'ExportSpecifier') return parent.exported === node;
  if (parent.type === 'LabeledStatement' || parent.type === 'TSEnumMember') return true;
  const keyed = /^(Property|MethodDefinition|PropertyDefinition|TSPropertySignature|TSMethodSignature)$/;
  return keyed.test(parent.type) && parent.key === node && parent.computed !== true;
}

/** Names that the file itself gives: variables, parameters, functions, classes, types, imports; not what it only declares. */
function bindings(program: Node): Set<string> {
  const names = new Set<string>();
  const bind = (v: unknown): void => {
    if (Array.isArray(v)) v.forEach(bind);
    if (!isNode(v)) return;
    if (v.type === 'Identifier') names.add(String(v.name));
    else for (const key of ['elements', 'properties', 'value', 'argument', 'left', 'parameter']) bind(v[key]);
  };
  walk(program, undefined, (node, parent) => {
    if (node.declare === true || parent?.declare === true) return;
    if (
      /^(VariableDeclarator|FunctionDeclaration|ClassDeclaration|TS(Interface|TypeAlias)Declaration)$/.test(node.type)
    )
      bind(node.id);
    if (/^Import(Default|Namespace)?Specifier$/.test(node.type)) bind(node.local);
    if (node.type === 'CatchClause') bind(node.param);
    bind(node.params);
  });
  return names;
}

function walk(node: Node, parent: Node | undefined, visit: (node: Node, parent: Node | undefined) => void): void {
  visit(node, parent);
  for (const value of Object.values(node)) {
    if (isNode(value)) walk(value, node, visit);
    else if (Array.isArray(value)) for (const item of value) if (isNode(item)) walk(item, node, visit);
  }
}

/** The kind that a file of models/ defines, if any. */
export const kindIn = (text: string): string | undefined => /\bdefineKind\b[^(]*\(\{\s*kind: '([^']+)'/.exec(text)?.[1];

/** Small kinds of one idea that share a test. */
const TESTED_IN: Readonly<Record<string, string>> = { curtailment: 'closers', dump: 'closers', unserved: 'closers' };

/** Kinds whose name is not that of their file, and files of models/ without a test of their name. */
export function checkModels(files: ReadonlyMap<string, string>): string[] {
  return [...files].flatMap(([path, text]) => {
    const name = /^src\/models\/(\w+)\.ts$/.exec(path)?.[1];
    const kind = kindIn(text);
    if (name === undefined || kind === undefined) return [];
    const test = `test/models/${TESTED_IN[name] ?? name}.test.ts`;
    return [
      ...(kind === name ? [] : [`${path}: defines "${kind}", expected src/models/${kind}.ts`]),
      ...(files.has(test) ? [] : [`${path}: has no ${test}`]),
    ];
  });
}
