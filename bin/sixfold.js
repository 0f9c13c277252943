#!/usr/bin/env node
import { existsSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const dist = (path) => fileURLToPath(new URL(`../dist/${path}`, import.meta.url));
const changed_ms = (path) => statSync(dist(path), { throwIfNoEntry: false })?.mtimeMs ?? 0;

// The bundle starts sooner and does the same; one that was not made again after a compilation is passed over.
const bundled_ms = changed_ms('app/bundle/main.js');
const compiled_ms = Math.max(changed_ms('pure.tsbuildinfo'), changed_ms('node.tsbuildinfo'));
const main = bundled_ms > 0 && bundled_ms >= compiled_ms ? 'app/bundle/main.js' : 'app/cli/main.js';
if (existsSync(dist(main))) await import(new URL(`../dist/${main}`, import.meta.url).href);
else {
  console.error('sixfold: not built yet (dist/app/cli/main.js is missing); run: npm ci && npm run build');
  process.exitCode = 1;
}
