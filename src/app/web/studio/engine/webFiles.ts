/** Files of a scenario in a browser: texts that the user opened, and those that the page's server has. */
import { ConfigError } from '../../../../core/errors.ts';
import { type Files, type Memory, makeMemory } from '../../../../core/files.ts';

/** The path that `path` means, seen from the file `from` ('' for the scenario itself). @throws ConfigError where it climbs out */
export function resolved(path: string, from: string): string {
  const parts = from === '' || path.startsWith('/') ? [] : from.split('/').slice(0, -1);
  for (const part of path.replaceAll('\\', '/').split('/')) {
    if (part === '' || part === '.') continue;
    if (part !== '..') parts.push(part);
    else if (parts.pop() === undefined)
      throw new ConfigError(`may not read "${path}": it is outside the folders that this page knows`);
  }
  return parts.join('/');
}

const nameOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

/**
 * @param given texts by path; what is not among them is asked of `fetchText`
 * @param fetchText the text at a path, undefined where there is none
 */
export function webFiles(
  given: ReadonlyMap<string, string>,
  fetchText: (path: string) => string | undefined,
  memory: Memory = makeMemory(),
): Files {
  const fetched = new Map<string, string>();
  const byName = new Map([...given].map(([path, text]) => [nameOf(path), text]));
  return {
    memory,
    read(path, from) {
      const file = resolved(path, from);
      // Files that a user picks come without their folders.
      let text = given.get(file) ?? byName.get(nameOf(file)) ?? fetched.get(file);
      if (text === undefined) {
        text = fetchText(file);
        if (text !== undefined) fetched.set(file, text);
      }
      if (text === undefined)
        throw new ConfigError(
          `there is no file "${file}" among those of this page; open it together with the scenario${from === '' ? '' : `, it is named in ${from}`}`,
        );
      return { file, text };
    },
  };
}
