// Compiles src/ to dist/; incremental, so a second build is quick.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { stamp } from './stale.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const tsc = join(root, 'node_modules/typescript/bin/tsc');
if (!existsSync(tsc)) {
  console.error('sixfold: the compiler is not installed; run: npm ci');
  process.exit(1);
}
const started_ms = Date.now();
const projects = ['tsconfig.pure.json', 'tsconfig.node.json', 'tsconfig.web.json'];
const { status } = spawnSync(process.execPath, [tsc, '-b', ...projects], { cwd: root, stdio: 'inherit' });
if (status === 0) {
  mkdirSync(join(root, 'dist'), { recursive: true });
  stamp(root, started_ms);
}
process.exit(status ?? 1);
