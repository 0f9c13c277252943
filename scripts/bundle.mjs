// Bundles what runs in a reader's browser: src/app/web/report/main.ts to dist/app/web/report.js, one script that the
// report holds in itself. Skipped where nothing that went into the last bundle has changed.
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { inputsText, isFresh } from './inputs.mjs';

const ENTRY = 'src/app/web/report/main.ts';
const OUT = 'dist/app/web/report.js';
const INPUTS = 'dist/app/web/report.inputs.json';

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

/** @returns whether anything had to be done */
export async function bundleReport(root) {
  if (isFresh(root, OUT, INPUTS)) return false;
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
  mkdirSync(join(root, 'dist/app/web'), { recursive: true });
  // In place only when whole: a build that is stopped leaves the old script.
  const write = (path, text) => {
    writeFileSync(join(root, `${path}.part`), text);
    renameSync(join(root, `${path}.part`), join(root, path));
  };
  write(OUT, `/*!\n${notices(root)}\n*/\n${chunk.code}`);
  write(INPUTS, inputsText(root, Object.keys(chunk.modules), 'src', ['scripts/bundle.mjs']));
  return true;
}
