#!/usr/bin/env node
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const main = new URL('../dist/app/cli/main.js', import.meta.url);
if (existsSync(fileURLToPath(main))) await import(main.href);
else {
  console.error('sixfold: not built yet (dist/app/cli/main.js is missing); run: npm ci && npm run build');
  process.exitCode = 1;
}
