// Compiles src/ to dist/, and bundles the report's chart script that the report inlines.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const tsc = fileURLToPath(new URL('../node_modules/typescript/bin/tsc', import.meta.url));
if (!existsSync(tsc)) {
  console.error('sixfold: the compiler is not installed; run: npm ci');
  process.exit(1);
}
const run = (args) => spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit' }).status ?? 1;
const failed = run([tsc, '-b', 'tsconfig.pure.json', 'tsconfig.node.json', 'tsconfig.web.json']);
process.exit(failed);
