// Completes package-lock.json: a package manager behind a mirror that carries only the files of its own platform leaves the
// optional packages of other platforms out of the lock, and `npm ci` then refuses the lock on every machine. Run it
// after `npm install`; with --check it only says whether something is missing.
import { readFileSync, writeFileSync } from 'node:fs';

const file = new URL('../package-lock.json', import.meta.url);
const lock = JSON.parse(readFileSync(file, 'utf8'));
const packages = lock.packages;
const missing = [];
for (const [path, { optionalDependencies = {}, dev }] of Object.entries(packages))
  for (const [name, version] of Object.entries(optionalDependencies)) {
    const place = [`${path}/node_modules/${name}`, `node_modules/${name}`];
    if (place.some((at) => at in packages)) continue;
    const [, os, cpu, abi] =
      /(android|darwin|freebsd|linux|openharmony|win32)-([a-z0-9]+)(?:-([a-z]+))?$/.exec(name) ?? [];
    if (os === undefined) throw new Error(`${name}: no platform in its name`);
    const libc =
      os !== 'linux' ? undefined : abi?.startsWith('musl') ? 'musl' : abi === undefined ? undefined : 'glibc';
    missing.push(name);
    packages[place[1]] = {
      version,
      cpu: [cpu],
      ...(dev ? { dev } : {}),
      ...(libc === undefined ? {} : { libc: [libc] }),
      optional: true,
      os: [os],
    };
  }
if (missing.length === 0) console.log('package-lock.json is complete');
else if (process.argv.includes('--check')) {
  console.error(`package-lock.json lacks ${missing.join(', ')}; run: node scripts/lock.mjs`);
  process.exitCode = 1;
} else {
  const [root, ...rest] = Object.entries(packages);
  lock.packages = Object.fromEntries([root, ...rest.sort(([a], [b]) => (a < b ? -1 : 1))]);
  writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`);
  console.log(`added ${missing.length} packages of other platforms`);
}
