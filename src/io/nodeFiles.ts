import { existsSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import { ConfigError } from '../core/errors.ts';
import type { Files } from '../core/files.ts';

export { mapFiles } from '../scenario/mapFiles.ts';

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
  return near.startsWith('..') ? path : near;
}

/**
 * Files of a scenario on disk. A scenario may read below its own folder and below its project root (the nearest
 * ancestor that holds `profiles/`), and files that the caller names in `also`; symbolic links are followed first.
 */
export function nodeFiles(scenarioPath: string, also: readonly string[] = []): Files {
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
    read(path, from) {
      const asked = from === '' ? resolve(path) : resolve(dirname(resolve(from)), path);
      const file = shownPath(asked);
      const where = from === '' ? '' : from;
      const real = realOf(asked, file, where);
      if (from !== '' && !allowed.has(asked) && !mayRead().some((folder) => inside(real, folder)))
        throw new ConfigError([
          {
            file: where,
            path: '',
            message: `may not read "${path}": it lies outside the scenario's folder and its project root (${mayRead()
              .map(shownPath)
              .map((p) => p || '.')
              .join(', ')}); move the file below one of them`,
          },
        ]);
      return { file, text: textOf(real, file) };
    },
  };
}

function realOf(path: string, file: string, from: string): string {
  try {
    return realpathSync(path);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    const why =
      code === 'ENOENT' || code === 'ENOTDIR' ? `there is no file "${file}"` : `cannot read "${file}": ${code}`;
    throw new ConfigError([
      {
        file: from,
        path: '',
        message: `${why}; check the path (it is taken from the folder of the file that names it)`,
      },
    ]);
  }
}

function textOf(path: string, file: string): string {
  try {
    const { size } = statSync(path);
    if (statSync(path).isDirectory())
      throw new ConfigError([{ file, path: '', message: 'is a folder; expected a file' }]);
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
