// Compiles src/ to dist/ and bundles the script of the reports and the web app; incremental, so a second build is quick.
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundleReport } from './bundle.mjs';
import { bundleCommand } from './bundleCommand.mjs';
import { stamp } from './stale.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const tsc = join(root, 'node_modules/typescript/bin/tsc');
if (!existsSync(tsc)) {
  console.error('sixfold: the compiler is not installed; run: npm ci');
  process.exit(1);
}
const started_ms = Date.now();
const projects = ['tsconfig.pure.json', 'tsconfig.node.json', 'tsconfig.web.json'];
const compiling = new Promise((resolve) => {
  const compiler = spawn(process.execPath, [tsc, '-b', ...projects], { cwd: root, stdio: 'inherit' });
  compiler.on('error', (error) => {
    console.error(`sixfold: the compiler did not start: ${error.message}`);
    resolve(1);
  });
  compiler.on('close', (code) => resolve(code ?? 1));
});
const bundling = bundleReport(root).then(
  () => 0,
  (error) => {
    console.error(`sixfold: the script of the reports could not be bundled: ${error.message}`);
    return 1;
  },
);
// Its packages are asked for once it is known that they are there.
const bundlingStudio = import('./bundleStudio.mjs')
  .then(({ bundleStudio }) => bundleStudio(root))
  .then(
    () => 0,
    (error) => {
      console.error(`sixfold: the web app could not be bundled: ${error.message}`);
      return 1;
    },
  );
const codes = await Promise.all([compiling, bundling, bundlingStudio]);
if (codes[0] === 0)
  codes.push(
    await bundleCommand(root).then(
      () => 0,
      (error) => {
        console.error(`sixfold: the command line could not be bundled: ${error.message}`);
        return 1;
      },
    ),
  );
const failed = codes.find((code) => code !== 0);
if (failed === undefined) {
  mkdirSync(join(root, 'dist'), { recursive: true });
  stamp(root, started_ms);
}
process.exit(failed ?? 0);
