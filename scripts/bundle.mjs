// Bundles what runs in a reader's browser: src/app/web/report/main.ts to dist/app/web/report.js, one script that the
// report holds in itself. Skipped where nothing that went into the last bundle has changed.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';

const ENTRY = 'src/app/web/report/main.ts';
const OUT = 'dist/app/web/report.js';
const INPUTS = 'dist/app/web/report.inputs.json';

/** A digest of the files; a file that is gone counts as changed. */
function digestOf(root, files) {
  const hash = createHash('sha256');
  for (const file of files) {
    const path = join(root, file);
    hash.update(file).update('\0');
    hash.update(existsSync(path) ? readFileSync(path) : '(gone)').update('\0');
  }
  return hash.digest('hex');
}

/** What the licences of the bundled packages ask to go with them. */
function notices(root) {
  const text = (path) =>
    readFileSync(join(root, 'node_modules', path), 'utf8')
      .trim()
      .replaceAll('*/', '* /');
  return [
    'Apache ECharts, under the Apache License, Version 2.0:',
    text('echarts/NOTICE'),
    'Parts of it derive from D3:',
    text('echarts/licenses/LICENSE-d3'),
    'ZRender:',
    text('zrender/LICENSE'),
  ].join('\n\n');
}

function isFresh(root) {
  try {
    const { files, digest } = JSON.parse(readFileSync(join(root, INPUTS), 'utf8'));
    return existsSync(join(root, OUT)) && digestOf(root, files) === digest;
  } catch {
    return false;
  }
}

/** @returns whether anything had to be done */
export async function bundleReport(root) {
  if (isFresh(root)) return false;
  const { build } = await import('vite');
  const result = await build({
    root,
    configFile: false,
    envFile: false,
    publicDir: false,
    logLevel: 'error',
    define: { 'process.env.NODE_ENV': '"production"' },
    build: {
      write: false,
      target: 'es2022',
      minify: true,
      lib: { entry: join(root, ENTRY), formats: ['iife'], name: 'sixfoldReport', fileName: () => 'report.js' },
    },
  });
  const [{ output }] = Array.isArray(result) ? result : [result];
  const [chunk] = output.filter((part) => part.type === 'chunk');
  const own = Object.keys(chunk.modules)
    .map((id) => relative(root, id.replace(/[?\0].*$/, '')).replaceAll('\\', '/'))
    .filter((file) => file.startsWith('src/'))
    .sort();
  const files = [...own, 'package-lock.json', 'scripts/bundle.mjs'];
  mkdirSync(join(root, 'dist/app/web'), { recursive: true });
  // In place only when whole: a build that is stopped leaves the old script.
  const write = (path, text) => {
    writeFileSync(join(root, `${path}.part`), text);
    renameSync(join(root, `${path}.part`), join(root, path));
  };
  write(OUT, `/*!\n${notices(root)}\n*/\n${chunk.code}`);
  write(INPUTS, `${JSON.stringify({ digest: digestOf(root, files), files }, null, 1)}\n`);
  return true;
}
