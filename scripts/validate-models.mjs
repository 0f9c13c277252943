// `npm run validate-models` holds the models against the numbers in ../shared and writes docs/validation.md with its
// pictures; with --check it only says whether they are up to date. The comparisons are TypeScript below test/validation,
// which Vite loads as the tests do. Exit code 1 where a miss is not explained or, with --check, a page is old.
import { fileURLToPath } from 'node:url';
import { createServer } from 'vite';

const server = await createServer({
  root: fileURLToPath(new URL('..', import.meta.url)),
  configFile: false,
  envFile: false,
  logLevel: 'error',
  appType: 'custom',
  optimizeDeps: { noDiscovery: true, include: [] },
  server: { middlewareMode: true, hmr: false, ws: false, watch: null },
});
try {
  const { main } = await server.ssrLoadModule('/test/validation/page/write.ts');
  process.exitCode = await main(process.argv.includes('--check'), (text) => console.log(text));
} finally {
  await server.close();
}
