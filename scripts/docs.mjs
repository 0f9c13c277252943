// `npm run docs` writes docs/models.md from the component kinds; with --check it only says whether it is up to date.
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
const text = modelReference(kinds);
const file = at('docs/models.md');
const old = existsSync(file) ? readFileSync(file, 'utf8') : '';
if (text === old) console.log(`docs/models.md is up to date (${kinds.length} kinds)`);
else if (process.argv.includes('--check')) {
  console.error('docs/models.md is not what the kinds say; run: npm run docs');
  process.exitCode = 1;
} else {
  mkdirSync(at('docs'), { recursive: true });
  writeFileSync(file, text);
  console.log(`wrote docs/models.md (${kinds.length} kinds)`);
}
