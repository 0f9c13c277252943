// `npm run docs` writes docs/models.md from the component kinds and docs/scenario.md from the JSON Schema of scenarios; with
// --check it only says whether they are up to date.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { isStale } from './stale.mjs';

const at = (path) => fileURLToPath(new URL(`../${path}`, import.meta.url));
if (isStale(at('.'))) {
  const { status } = spawnSync(process.execPath, [at('scripts/build.mjs')], { stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
}
const { kinds } = await import('../dist/models/index.js');
const { modelReference } = await import('../dist/app/modelReference.js');
const { scenarioReference } = await import('../dist/app/scenarioReference.js');
const { jsonSchema } = await import('../dist/scenario/jsonSchema.js');
const pages = { 'docs/models.md': modelReference(kinds), 'docs/scenario.md': scenarioReference(jsonSchema()) };
mkdirSync(at('docs'), { recursive: true });
for (const [page, text] of Object.entries(pages)) {
  const old = existsSync(at(page)) ? readFileSync(at(page), 'utf8') : '';
  if (text === old) console.log(`${page} is up to date`);
  else if (process.argv.includes('--check')) {
    console.error(`${page} is not what the code says; run: npm run docs`);
    process.exitCode = 1;
  } else {
    writeFileSync(at(page), text);
    console.log(`wrote ${page}`);
  }
}
