import { ConfigError } from '../core/errors.ts';
import type { Files } from '../core/files.ts';

/** Texts by their path, for browsers and tests. `..` at the top stays at the top. */
export const mapFiles = (texts: Readonly<Record<string, string>>): Files => ({
  read(path, from) {
    const folder = from.includes('/') ? from.slice(0, from.lastIndexOf('/') + 1) : '';
    const parts: string[] = [];
    for (const part of `${folder}${path}`.split('/')) {
      if (part === '..') parts.pop();
      else if (part !== '.' && part !== '') parts.push(part);
    }
    const file = parts.join('/');
    if (!Object.hasOwn(texts, file))
      throw new ConfigError(`there is no file "${file}"; there are: ${Object.keys(texts).join(', ')}`);
    return { file, text: texts[file]! };
  },
});
