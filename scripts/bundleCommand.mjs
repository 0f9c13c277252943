// Bundles the command line with the packages that every run needs into dist/app/bundle/: a process then loads a few files
// instead of some seven hundred, which takes a third of a second from every command. Skipped where nothing that went in has
// changed.
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { inputsText, isFresh } from './inputs.mjs';

const COMMAND = 'dist/app/cli/main.js';
/** How code names a file that it starts in a thread. */
const THREAD = /new URL\('\.\/(\w+)\.js', import\.meta\.url\)/g;
/** As deep as the folders of what goes in: what is found by its place beside them stays where it was. */
const OUT = 'dist/app/bundle';
/** All other packages are loaded only by the commands that need them, and some bring files of their own. */
const PACKAGES = [
  /^@stdlib\//,
  'commander',
  'fflate',
  'hyparquet',
  'hyparquet-writer',
  'papaparse',
  'write-excel-file',
  'yaml',
  'zod',
];

/**
 * The command, and what it starts in threads, by the names that they have in the bundle: there they lie side by side, as the
 * code that names them expects.
 */
export function entriesOf(root) {
  const entries = { main: COMMAND };
  for (const path of readdirSync(join(root, 'dist'), { recursive: true, encoding: 'utf8' }).sort((a, b) =>
    a < b ? -1 : 1,
  )) {
    const file = `dist/${path.replaceAll('\\', '/')}`;
    if (!file.endsWith('.js') || file.startsWith(OUT) || /^dist\/app\/(web|page)\//.test(file)) continue;
    for (const [, name] of readFileSync(join(root, file), 'utf8').matchAll(THREAD)) {
      const thread = `${dirname(file)}/${name}.js`;
      // The compiler leaves behind what has no source any more.
      if (!existsSync(join(root, thread))) continue;
      if ((entries[name] ?? thread) !== thread)
        throw new Error(`${thread} and ${entries[name]} have one name; in the bundle they would be one file`);
      entries[name] = thread;
    }
  }
  return entries;
}

/** The licences of the packages that went in, as they ask to go with their code; each text once. */
function licences(root, modules) {
  const names = modules.map((id) => /\/node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(id.replaceAll('\\', '/'))?.[1]);
  const by = new Map();
  for (const name of [...new Set(names.filter((one) => one !== undefined))].sort((a, b) => (a < b ? -1 : 1))) {
    const folder = join(root, 'node_modules', name);
    const texts = readdirSync(folder).filter((file) => /^(licen[cs]e|notice)/i.test(file));
    const text = texts.map((file) => readFileSync(join(folder, file), 'utf8').trim()).join('\n\n');
    by.set(text, [...(by.get(text) ?? []), name]);
  }
  return [...by].map(([text, of]) => `${of.join(', ')}\n\n${text}\n`).join(`\n${'-'.repeat(80)}\n\n`);
}

/** @returns whether anything had to be done */
export async function bundleCommand(root) {
  if (isFresh(root, `${OUT}/main.js`, `${OUT}/inputs.json`)) {
    // The command takes a bundle older than the last compilation for stale.
    utimesSync(join(root, OUT, 'main.js'), new Date(), new Date());
    return false;
  }
  const { build } = await import('vite');
  const { output } = await build({
    root,
    configFile: false,
    envFile: false,
    publicDir: false,
    logLevel: 'error',
    ssr: { noExternal: PACKAGES },
    build: {
      write: false,
      target: 'node20',
      minify: false,
      ssr: true,
      rollupOptions: {
        input: Object.fromEntries(Object.entries(entriesOf(root)).map(([name, file]) => [name, join(root, file)])),
        output: { entryFileNames: '[name].js', chunkFileNames: '[name]-[hash].js' },
      },
    },
  });
  const modules = output.flatMap((chunk) => Object.keys(chunk.modules ?? {}));
  // In place only when whole: a build that is stopped leaves no bundle, and the compiled files are run instead.
  const part = join(root, `${OUT}.part`);
  rmSync(part, { recursive: true, force: true });
  mkdirSync(part, { recursive: true });
  for (const { fileName, code } of output) writeFileSync(join(part, fileName), code);
  writeFileSync(join(part, 'LICENCES.txt'), licences(root, modules));
  const also = ['scripts/bundleCommand.mjs'];
  writeFileSync(join(part, 'inputs.json'), inputsText(root, modules, 'dist', also));
  rmSync(join(root, OUT), { recursive: true, force: true });
  renameSync(part, join(root, OUT));
  return true;
}
