// Checks the names in Svelte components, which the TypeScript compiler does not read: each is compiled to a script, and
// that is looked at by oxlint (names that nobody defines) and by tsc (properties, words and arguments that are not there).
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { compile } from 'svelte/compiler';

export const FOLDER = 'src/app/web/studio';

/** Globals of browsers that are rather a variable forgotten: nobody here means the name of the window. */
const TRAPS =
  'name status event length top parent find stop open close print focus blur origin closed external scroll self frames screen'.split(
    ' ',
  );
/**
 * What tsc finds that cannot come of the types which compiling takes away: a name (2304, 2552), a property (2339, 2551,
 * 2353), an export (2305, 2724) or a module (2307) that is not there, the wrong number of arguments (2554).
 */
const NAMES = /error TS(2304|2552|2339|2551|2353|2305|2724|2307|2554): (?!.* on type '(unknown|\{\}|never)')/;
/** And a word that no dictionary has. */
const WORDS = /error TS2345: Argument of type '"/;

/** @returns every component below `folder` of `root`, its text and the script it is compiled to, by path in `folder` */
export function compileComponents(root, folder = FOLDER) {
  const paths = readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' });
  return new Map(
    paths
      .map((path) => path.replaceAll('\\', '/'))
      .filter((path) => path.endsWith('.svelte'))
      .sort()
      .map((path) => {
        const text = readFileSync(join(root, folder, path), 'utf8');
        const { js } = compile(text, { filename: join(root, folder, path), generate: 'client' });
        return [path, { text, script: js.code }];
      }),
  );
}

/** Writes the scripts, and `more` files beside them, to a folder in `place` for as long as `work` takes. */
function withScripts(place, components, more, work) {
  mkdirSync(place, { recursive: true });
  const folder = mkdtempSync(join(place, 'components-'));
  try {
    for (const [path, { script }] of components) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, `${path}.js`), script);
    }
    for (const [name, value] of Object.entries(more)) writeFileSync(join(folder, name), JSON.stringify(value));
    return work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Where `name` stands in a component. */
function lineOf({ text }, name) {
  const at = text
    .split('\n')
    .findIndex((line) => new RegExp(`(?<![\\w$.])${name.replaceAll('$', '\\$')}(?![\\w$])`).test(line));
  return at < 0 ? '' : `:${at + 1}`;
}

/** @returns a line for each name in components that nobody defines */
export function unknownNames(root, components) {
  const rules = { 'no-undef': 'error', 'no-restricted-globals': ['error', ...TRAPS] };
  const config = { env: { browser: true, es2024: true }, categories: { correctness: 'off' }, rules };
  return withScripts(tmpdir(), components, { 'oxlint.json': config }, (folder) => {
    const bin = join(root, 'node_modules/oxlint/bin/oxlint');
    const args = [bin, '--config', join(folder, 'oxlint.json'), '--format', 'json', '--no-ignore', folder];
    const { stdout, stderr } = spawnSync(process.execPath, args, { cwd: folder, encoding: 'utf8', maxBuffer: 1e8 });
    let report;
    try {
      report = JSON.parse(stdout);
    } catch {
      throw new Error(`oxlint could not look at the components: ${stdout}${stderr}`);
    }
    if (report.number_of_files !== components.size)
      throw new Error(`oxlint looked at ${report.number_of_files} of ${components.size} components`);
    return report.diagnostics.map(({ filename, message }) => {
      const path = [...components.keys()].find((one) => filename.replaceAll('\\', '/').endsWith(`${one}.js`));
      const [, name] = /'([^']+)'/.exec(message) ?? [];
      return `${path}${name === undefined ? '' : lineOf(components.get(path), name)}: ${message}`;
    });
  });
}

/** @returns a line for each property, word or argument in components that is not there, where the types can tell */
export function wrongNames(root, components, folder = FOLDER) {
  const up = '../..';
  const config = {
    extends: `${up}/tsconfig.web.json`,
    compilerOptions: {
      allowJs: true,
      checkJs: true,
      noEmit: true,
      composite: false,
      declaration: false,
      incremental: false,
      strict: false,
      exactOptionalPropertyTypes: false,
      noUnusedLocals: false,
      noUnusedParameters: false,
      lib: ['ESNext', 'DOM', 'DOM.Iterable'],
      tsBuildInfoFile: null,
      rootDir: up,
      rootDirs: ['.', `${up}/${folder}`],
    },
    include: ['.', `${up}/${FOLDER}/modules.d.ts`],
    exclude: [],
    references: [],
  };
  return withScripts(join(root, 'dist'), components, { 'tsconfig.json': config }, (place) => {
    const tsc = join(root, 'node_modules/typescript/bin/tsc');
    const args = [tsc, '-p', place, '--pretty', 'false'];
    const { stdout, error } = spawnSync(process.execPath, args, { cwd: place, encoding: 'utf8', maxBuffer: 1e8 });
    if (error !== undefined || /^error/m.test(stdout))
      throw new Error(`tsc could not look at the components: ${error ?? stdout}`);
    return stdout
      .split('\n')
      .filter((line) => /^[^ .].*\.svelte\.js\(/.test(line) && (NAMES.test(line) || WORDS.test(line)))
      .map((line) => line.replace(/\.js\(\d+,\d+\)/, ''));
  });
}
