// Tells whether dist/ is older than what it is built from, by the stamp that a build leaves.
import { readdirSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const SETTINGS = [
  'tsconfig.base.json',
  'tsconfig.json',
  'tsconfig.pure.json',
  'tsconfig.node.json',
  'tsconfig.web.json',
];

/** Newest change in seconds of any of the paths, of the folders themselves too: a file that was deleted shows there. */
function newest(paths) {
  let last = 0;
  for (const path of paths) {
    const info = statSync(path, { throwIfNoEntry: false });
    if (info === undefined) continue;
    last = Math.max(last, info.mtimeMs);
    if (info.isDirectory()) last = Math.max(last, newest(readdirSync(path).map((name) => join(path, name))));
  }
  return last;
}

const stampOf = (root) => join(root, 'dist', '.built');

export function isStale(root) {
  const built = statSync(stampOf(root), { throwIfNoEntry: false });
  if (built === undefined) return true;
  return newest(['src', 'package.json', ...SETTINGS].map((name) => join(root, name))) > built.mtimeMs;
}

/** Marks dist/ as built from what stood in src/ at `started_ms`: what changed while it was being built counts as newer. */
export function stamp(root, started_ms) {
  writeFileSync(stampOf(root), '');
  utimesSync(stampOf(root), started_ms / 1000, started_ms / 1000);
}
