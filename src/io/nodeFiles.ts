import { existsSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import { ConfigError } from '../core/errors.ts';
import { type Files, type Memory, makeMemory } from '../core/files.ts';

const MAX_BYTES = 512 * 1024 * 1024;

/** The nearest ancestor of a folder that holds a folder `profiles`. */
function projectRoot(folder: string): string | undefined {
  for (let at = folder; ; at = dirname(at)) {
    if (existsSync(join(at, 'profiles'))) return at;
    if (dirname(at) === at) return undefined;
  }
}

const inside = (path: string, folder: string): boolean => path === folder || path.startsWith(folder + sep);

/** As a user would write it: relative to where they stand, unless that climbs. */
function shownPath(path: string): string {
  const near = relative(process.cwd(), path);
  return near.startsWith('..') ? path : near || '.';
}

/**
 * Files of a scenario on disk. A scenario may read below its own folder and below its project root (the nearest
 * ancestor that holds `profiles/`), and files that the caller names in `also`; symbolic links are followed first.
 */
export function nodeFiles(scenarioPath: string, also: readonly string[] = [], memory: Memory = makeMemory()): Files {
  const first = resolve(scenarioPath);
  const allowed = new Set(also.map((path) => resolve(path)));
  let folders: readonly string[] | undefined;
  const mayRead = (): readonly string[] => {
    if (folders) return folders;
    const home = realpathSync(dirname(first));
    const root = projectRoot(home);
    folders = root === undefined ? [home] : [home, root];
    return folders;
  };
  return {
    memory,
    read(path, from) {
      const asked = from === '' ? resolve(path) : resolve(dirname(resolve(from)), path);
      const file = shownPath(asked);
      const real = realOf(asked, file, from);
      if (from !== '' && !allowed.has(asked) && !mayRead().some((folder) => inside(real, folder)))
        throw new ConfigError(
          `may not read "${path}": it is outside the folders of the scenario (${mayRead()
            .map(shownPath)
            .join(', ')}); move it into one of them`,
        );
      return { file, text: textOf(real, file) };
    },
  };
}

/** @throws ConfigError without a place: whoever named the path knows where */
function realOf(path: string, file: string, from: string): string {
  try {
    return realpathSync(path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const hint = from === '' ? 'check the path' : `check the path, it is seen from the folder of ${basename(from)}`;
    throw new ConfigError(
      code === 'ENOENT' || code === 'ENOTDIR'
        ? `there is no file "${file}"; ${hint}`
        : `cannot read "${file}" (${code ?? String(error)}); ${hint}`,
    );
  }
}

function textOf(path: string, file: string): string {
  try {
    const found = statSync(path);
    // A pipe or a device may never end.
    if (!found.isFile())
      throw new ConfigError([
        { file, path: '', message: `is ${found.isDirectory() ? 'a folder' : 'no plain file'}; expected a file` },
      ]);
    const { size } = found;
    if (size > MAX_BYTES)
      throw new ConfigError([{ file, path: '', message: `has ${size} bytes; at most ${MAX_BYTES} are read` }]);
    return new TextDecoder('utf-8').decode(readFileSync(path));
  } catch (error) {
    if (error instanceof ConfigError) throw error;
    const code = (error as NodeJS.ErrnoException).code ?? String(error);
    throw new ConfigError([
      { file, path: '', message: `cannot be read (${code}); check that ${basename(path)} is a readable file` },
    ]);
  }
}
