// Bundles the web app: src/app/web/studio to dist/app/page, files that any server can serve as they are. Skipped where
// nothing that went into the last bundle has changed. A warning of the compiler of its components is an error, and so is a name
// in them that nobody defines.
import { cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { compileComponents, FOLDER, unknownNames } from './components.mjs';
import { inputsText, isFresh } from './inputs.mjs';

const OUT = 'dist/app/page';
const INPUTS = 'dist/app/page.inputs.json';

/** What the licences of the bundled packages ask to go with them. */
const LICENSED = {
  svelte: 'LICENSE.md',
  uplot: 'LICENSE',
  echarts: 'NOTICE',
  zrender: 'LICENSE',
  elkjs: 'LICENSE.md',
  mqtt: 'LICENSE.md',
  yaml: 'LICENSE',
  zod: 'LICENSE',
  codemirror: 'LICENSE',
  papaparse: 'LICENSE',
};

/** @returns whether anything had to be done */
export async function bundleStudio(root) {
  if (isFresh(root, `${OUT}/index.html`, INPUTS)) return false;
  const [{ build }, { svelte, vitePreprocess }] = await Promise.all([
    import('vite'),
    import('@sveltejs/vite-plugin-svelte'),
  ]);
  const unknown = unknownNames(root, compileComponents(root));
  if (unknown.length > 0) throw new Error(`names that nobody defines:\n${unknown.join('\n')}`);
  const part = join(root, `${OUT}.part`);
  const modules = new Set();
  /** Tells what goes in, of the workers' bundles too. */
  const noting = () => ({
    name: 'note-inputs',
    generateBundle(_options, bundle) {
      for (const chunk of Object.values(bundle))
        if (chunk.type === 'chunk') for (const id of Object.keys(chunk.modules)) modules.add(id);
    },
    load(id) {
      if (/\.(css|html)$/.test(id)) modules.add(id);
    },
  });
  // Whoever bundles, a runner of tests too, makes the same: not what warns of faults while one writes.
  const { NODE_ENV } = process.env;
  process.env.NODE_ENV = 'production';
  await build({
    mode: 'production',
    root: join(root, FOLDER),
    configFile: false,
    envFile: false,
    publicDir: false,
    logLevel: 'error',
    base: './',
    plugins: [
      svelte({
        configFile: false,
        preprocess: vitePreprocess(),
        compilerOptions: { dev: false },
        onwarn(warning) {
          throw new Error(`${warning.filename}:${warning.start?.line ?? 0}: ${warning.message}`);
        },
      }),
      noting(),
    ],
    worker: { format: 'es', plugins: () => [noting()] },
    define: { 'process.env.NODE_ENV': '"production"' },
    build: {
      outDir: part,
      emptyOutDir: true,
      target: 'es2023',
      minify: true,
      manifest: true,
      // Inlined files would be data: addresses, which the page's own policy forbids.
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
      chunkSizeWarningLimit: 3000,
    },
  }).finally(() => {
    if (NODE_ENV === undefined) delete process.env.NODE_ENV;
    else process.env.NODE_ENV = NODE_ENV;
  });
  const notices = Object.entries(LICENSED)
    .map(([name, file]) => [name, join(root, 'node_modules', name, file)])
    .filter(([, path]) => existsSync(path))
    .map(([name, path]) => `${name}\n\n${readFileSync(path, 'utf8').trim()}`);
  writeFileSync(join(part, 'NOTICES.txt'), `${notices.join('\n\n---\n\n')}\n`);
  mkdirSync(join(root, 'dist/app'), { recursive: true });
  // In place only when whole: a build that is stopped leaves the old one.
  rmSync(join(root, OUT), { recursive: true, force: true });
  try {
    renameSync(part, join(root, OUT));
  } catch {
    cpSync(part, join(root, OUT), { recursive: true });
    rmSync(part, { recursive: true, force: true });
  }
  modules.add(join(root, FOLDER, 'index.html'));
  writeFileSync(
    join(root, INPUTS),
    inputsText(root, [...modules], 'src', ['scripts/bundleStudio.mjs', 'scripts/components.mjs']),
  );
  return true;
}
