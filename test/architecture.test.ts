import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { check, checkModels, kindIn, MATH_ALLOWED, MAX_LINES, ROOMS } from './architectureRules.ts';

const root = new URL('../', import.meta.url);
const read = (path: string): string => readFileSync(new URL(path, root), 'utf8');
const files = new Map(
  ['src', 'test', 'scripts']
    .flatMap((folder) =>
      readdirSync(new URL(folder, root), { recursive: true, encoding: 'utf8' }).map(
        (name) => `${folder}/${name.replaceAll('\\', '/')}`,
      ),
    )
    .filter((path) => /\.(ts|mjs)$/.test(path))
    .map((path) => [path, read(path)] as const),
);
const { dependencies, devDependencies } = JSON.parse(read('package.json')) as Record<string, Record<string, string>>;
const isKind = (path: string): boolean => kindIn(files.get(path) ?? '') !== undefined;
const known = (path: string): string[] =>
  // The web pages are bundled, so what they import need not be installed with the package.
  Object.keys(path.startsWith('src/app/web/') ? { ...dependencies, ...devDependencies } : dependencies!);

it('sees the whole house', () => {
  const rooms = new Set([...files.keys()].filter((p) => p.startsWith('src/')).map((p) => p.split('/')[1]));
  expect(rooms.size).toBeGreaterThan(1);
  expect(files.size).toBeGreaterThan(40);
  expect([...files.keys()].filter(isKind).length).toBeGreaterThan(1);
});

it('keeps the rules in every file', () => {
  const found = [...files].flatMap(([path, text]) => check(path, text, { isKind, dependencies: known(path) }));
  expect(found).toEqual([]);
});

it('has one file and one test for each kind', () => {
  expect(checkModels(files)).toEqual([]);
});

it('compiles the pure rooms without the outside world', () => {
  const pure = JSON.parse(read('tsconfig.pure.json')) as { compilerOptions: object; include: string[] };
  expect(pure.compilerOptions).toMatchObject({ lib: ['ES2023'], types: [] });
  const expected = Object.keys(ROOMS).filter((name) => ROOMS[name]!.pure);
  expect(pure.include.map((p) => p.replace(/^src\/|\.ts$/g, '')).sort()).toEqual(expected.sort());
});

it('pins exact versions', () => {
  const loose = Object.entries({ ...dependencies, ...devDependencies }).filter(
    ([, v]) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(v),
  );
  expect(loose).toEqual([]);
});

// From here on: the checker must find what is planted.

it.each([
  ['core', "import { z } from 'zod';", 'core imports the package "zod"'],
  ['core', 'import "zod";', 'core imports the package "zod"'],
  ['core', "import type { ZodType } from 'zod';", 'core imports the package "zod"'],
  ['core', "export { z } from 'zod';", 'core imports the package "zod"'],
  ['core', "export * from 'zod';", 'core imports the package "zod"'],
  ['core', "export * as z from 'zod';", 'core imports the package "zod"'],
  ['core', "const z = await import('zod');", 'core imports the package "zod"'],
  ['core', "type Z = import('zod').ZodType;", 'core imports the package "zod"'],
  ['core', "import z = require('zod');", 'core imports the package "zod"'],
  ['core', "import { readFileSync } from 'node:fs';", 'core imports the package "node:fs"'],
  ['core', "import { battery } from '../models/battery.ts';", 'core imports from models: "../models/battery.ts"'],
  ['models', 'import { a } from "../series/a.ts";', 'models imports from series: "../series/a.ts"'],
  ['models', "import Papa from 'papaparse';", 'models imports the package "papaparse"'],
  [
    'models',
    "import sin from '@stdlib/math-base-special-sin';",
    'models imports the package "@stdlib/math-base-special-sin"',
  ],
  ['models', "import { battery } from './battery.ts';", 'a kind imports another kind: "./battery.ts"'],
  ['series', "import { parse } from 'yaml';", 'series imports the package "yaml"'],
  ['control', "import { z } from 'zod';", 'control imports the package "zod"'],
  ['control', "import { a } from '../models/a.ts';", 'control imports from models: "../models/a.ts"'],
  ['report', "import { z } from 'zod';", 'report imports the package "zod"'],
  ['report', "import { a } from '../io/a.ts';", 'report imports from io: "../io/a.ts"'],
  ['scenario', "import { a } from '../app/cli/a.ts';", 'scenario imports from app: "../app/cli/a.ts"'],
  ['io', "import { a } from '../app/cli/a.ts';", 'io imports from app: "../app/cli/a.ts"'],
  ['io', "import { a } from '../models/a.ts';", 'io imports from models: "../models/a.ts"'],
  ['io', "import x from 'left-pad/sub';", 'imports "left-pad", which is none of the dependencies in package.json'],
  ['app', "import { a } from '../../test/a.ts';", 'imports "../../test/a.ts", which leaves src/'],
  ['core', "import { a } from './a';", 'imports "./a" without its ending .ts'],
  ['app', 'const a = await import(name);', 'imports a path that is computed'],
  ['core', `const a = await import(\`zo\${d}\`);`, 'imports a path that is computed'],
  ['garage', 'export const a = 1;', '"garage" is no room of the house'],
])('finds in %s: %s', (room, text, what) => {
  const found = check(`src/${room}/planted.ts`, text, {
    isKind: (p) => p === 'src/models/battery.ts',
    dependencies: ['zod'],
  });
  expect(found).toEqual([`src/${room}/planted.ts:1: ${what}`]);
});

it.each([
  ['const t = Date.now();', 'Date in a pure room'],
  ['const t = new Date();', 'Date in a pure room'],
  ['const { now } = Date;', 'Date in a pure room'],
  ['let t: Date;', 'Date in a pure room'],
  ['const r = Math.random();', 'Math.random; engines differ, use core/math.ts or core/chance.ts'],
  ['const r = Math.exp(1);', 'Math.exp; engines differ, use core/math.ts or core/chance.ts'],
  ['const r = xs.map(Math.log1p);', 'Math.log1p; engines differ, use core/math.ts or core/chance.ts'],
  ['const { sin } = Math;', 'Math as a whole; name the member'],
  ["const r = Math['sin'](1);", 'Math as a whole; name the member'],
  ['const m = Math;', 'Math as a whole; name the member'],
  ['const r = 2 ** 3;', '**; use pow of core/math.ts'],
  ['r **= 3;', '**=; use pow of core/math.ts'],
  ['const f = new Intl.NumberFormat();', 'Intl in a pure room'],
  ['const s = (3).toLocaleString();', 'toLocaleString, which depends on the machine'],
  ['names.sort((a, b) => a.localeCompare(b));', 'localeCompare, which depends on the machine'],
  ['const t = performance.now();', 'performance in a pure room'],
  ["console.log('x');", 'console in a pure room'],
  ['if (process.env.A) a();', 'process in a pure room'],
  ['await fetch(url);', 'fetch in a pure room'],
  ['setTimeout(f, 1);', 'setTimeout in a pure room'],
  ['const id = crypto.randomUUID();', 'crypto in a pure room'],
  ['const c = { fetch };', 'fetch in a pure room'],
  ['globalThis.a = 1;', 'globalThis in a pure room'],
  ["const d = new Function('return 1');", 'Function in a pure room'],
  ['const u = import.meta.url;', 'import.meta'],
  ['declare const console: { log(s: string): void };', 'console in a pure room'],
  [`const s = \`at \${Date.now()}\`;`, 'Date in a pure room'],
])('finds in every pure room and in no other: %s', (text, what) => {
  const rooms = Object.keys(ROOMS).filter((name) => name !== 'index');
  expect(rooms.length).toBe(9);
  for (const room of rooms)
    expect(check(`src/${room}/planted.ts`, text)).toEqual(
      ROOMS[room]!.pure ? [`src/${room}/planted.ts:1: ${what}`] : [],
    );
  expect(check('src/index.ts', text)).toEqual([`src/index.ts:1: ${what}`]);
});

const silence = (word: string): string => `// @ts-${word}\nconst a = 1;`;
it.each([
  ['src/app/a.ts', 'let a: any;', 'any; say what it is, or unknown'],
  ['test/a.test.ts', 'const a = b as any;', 'any; say what it is, or unknown'],
  ['src/core/a.ts', 'const a: Record<string, any[]> = {};', 'any; say what it is, or unknown'],
  ['src/app/a.ts', silence('ignore'), 'silences the compiler with ts-ignore'],
  ['test/a.test.ts', silence('nocheck'), 'silences the compiler with ts-nocheck'],
  ['src/core/a.ts', silence('expect-error'), 'silences the compiler with ts-expect-error'],
  ['src/core/a.ts', '/// <reference types="node" />', 'refers to types by a comment; import them'],
  ['src/core/a.ts', 'export default 1;', 'default export; name it'],
  ['src/app/a.ts', '\n'.repeat(MAX_LINES + 1), `has ${MAX_LINES + 1} lines, at most ${MAX_LINES}; split it by idea`],
])('finds in %s: %s', (path, text, what) => {
  expect(check(path, text)).toEqual([`${path}:1: ${what}`]);
});

it('says the line, and finds several at once', () => {
  expect(check('src/core/a.ts', "import 'zod';\n\nexport const a = 1;\nexport const b = Date.now() ** 2;\n")).toEqual([
    'src/core/a.ts:1: core imports the package "zod"',
    'src/core/a.ts:4: **; use pow of core/math.ts',
    'src/core/a.ts:4: Date in a pure room',
  ]);
  expect(check('src/core/a.ts', 'const = ;')[0]).toMatch(/^src\/core\/a\.ts:1: does not parse: /);
});

it.each([
  ['src/core/a.ts', '// Date.now() and Math.exp in a comment\nexport const a = "console.log(Date.now() ** 2)";'],
  ['src/core/a.ts', `export const a = [${MATH_ALLOWED.map((m) => `Math.${m}`).join(', ')}];`],
  ['src/core/a.ts', 'export const a = { Date: 1, process: 2, any: 3 }.process;'],
  ['src/scenario/a.ts', 'const document = parse(text);\nexport const a = document.contents;'],
  ['src/control/a.ts', 'export const f = (process: string, { self }: T): string => process + self;'],
  ['src/core/math.ts', "export { default as sin } from '@stdlib/math-base-special-sin';"],
  ['src/models/index.ts', "export { battery } from './battery.ts';"],
  ['src/models/pv.ts', "import { SeriesRefSchema } from './schemas.ts';\nexport const a = SeriesRefSchema;"],
  ['src/report/a.ts', "import { a } from '../scenario/a.ts';\nexport const b = a;"],
  ['src/io/a.ts', "import { readFileSync } from 'node:fs';\nexport const a = readFileSync;"],
  ['src/app/cli/a.ts', "import { z } from 'zod/mini';\nexport const a = z;"],
  ['test/a.test.ts', silence('expect-error')],
])('lets pass in %s: %s', (path, text) => {
  expect(check(path, text, { isKind: (p) => p.endsWith('/battery.ts'), dependencies: ['zod'] })).toEqual([]);
});

it('finds a kind without test and a kind in the file of another', () => {
  const kind = (name: string): string => `export const a = defineKind<P, Q, typeof S>({\n  kind: '${name}',\n`;
  expect(
    checkModels(
      new Map([
        ['src/models/pv.ts', kind('pv')],
        ['test/models/pv.test.ts', ''],
        ['src/models/wind.ts', kind('wind')],
        ['src/models/sun.ts', kind('moon')],
        ['test/models/sun.test.ts', ''],
        ['src/models/schemas.ts', 'export const a = 1;'],
      ]),
    ),
  ).toEqual([
    'src/models/wind.ts: has no test/models/wind.test.ts',
    'src/models/sun.ts: defines "moon", expected src/models/moon.ts',
  ]);
});
