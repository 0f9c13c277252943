// What a bundle was made from, kept beside it, so that one is made again only where that has changed.
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';

/** A digest of the files; a file that is gone counts as changed. */
function digestOf(root, files) {
  const hash = createHash('sha256');
  for (const file of files) {
    const path = join(root, file);
    hash.update(file).update('\0');
    hash.update(existsSync(path) ? readFileSync(path) : '(gone)').update('\0');
  }
  return hash.digest('hex');
}

/** Whether a bundle is there and what it was made from is as it was; `inputs` is the file that tells. */
export function isFresh(root, bundle, inputs) {
  try {
    const { files, digest } = JSON.parse(readFileSync(join(root, inputs), 'utf8'));
    return existsSync(join(root, bundle)) && digestOf(root, files) === digest;
  } catch {
    return false;
  }
}

/** The text of the file that tells what a bundle was made from: the modules in `folder`, and further files. */
export function inputsText(root, modules, folder, also) {
  const own = modules
    .map((id) => relative(root, id.replace(/[?\0].*$/, '')).replaceAll('\\', '/'))
    .filter((file) => file.startsWith(`${folder}/`));
  const files = [...[...new Set(own)].sort((a, b) => (a < b ? -1 : 1)), 'package-lock.json', ...also];
  return `${JSON.stringify({ digest: digestOf(root, files), files }, null, 1)}\n`;
}
