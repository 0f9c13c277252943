import { createHash } from 'node:crypto';
import { ConfigError } from '../../core/errors.ts';
import type { Files, NamedText } from '../../core/files.ts';
import { makeMemory } from '../../core/files.ts';
import { zoneRules } from '../../io/zone.ts';
import type { Outside } from '../../scenario/read.ts';
import type { SweepPlan } from '../../scenario/sweepPlan.ts';

/** A text that a scenario read: what it was asked for, from where, and what it is known as. */
export interface Reading {
  readonly path: string;
  readonly from: string;
  readonly file: string;
  /** SHA-256 of the text, its address. */
  readonly hash: string;
}

/** A sweep as it travels: everything that its runs need, so that they need no disk of whoever began it. */
export interface SweepDefinition {
  /** Hash of all that follows but the texts, which are in it by their own hashes. */
  readonly id: string;
  /** Of Sixfold. */
  readonly version: string;
  readonly name: string;
  readonly currency: string;
  readonly file: string;
  readonly plan: SweepPlan;
  readonly readings: readonly Reading[];
  /** By hash. */
  readonly texts: Readonly<Record<string, string>>;
}

export const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex');

/** Files that note whatever is read of them. */
export function notingFiles(files: Files): {
  readonly files: Files;
  readonly noted: () => readonly (NamedText & { path: string; from: string })[];
} {
  const noted = new Map<string, NamedText & { path: string; from: string }>();
  return {
    files: {
      ...files,
      read(path, from) {
        const found = files.read(path, from);
        noted.set(JSON.stringify([from, path]), { path, from, ...found });
        return found;
      },
    },
    noted: () => [...noted.values()],
  };
}

/** @param noted all that the scenario reads */
export function definitionOf(
  own: Pick<SweepDefinition, 'version' | 'name' | 'currency' | 'file' | 'plan'>,
  noted: readonly (NamedText & { readonly path: string; readonly from: string })[],
): SweepDefinition {
  const texts: Record<string, string> = {};
  const readings = noted.map(({ path, from, file, text }) => {
    const hash = hashOf(text);
    texts[hash] = text;
    return { path, from, file, hash };
  });
  return { id: hashOf(JSON.stringify({ ...own, readings })).slice(0, 32), ...own, readings, texts };
}

/** The world of a scenario that has travelled. */
export function outsideOf({ readings, texts }: SweepDefinition): Outside {
  const known = new Map(readings.map((r) => [JSON.stringify([r.from, r.path]), r]));
  return {
    zones: zoneRules,
    files: {
      memory: makeMemory(),
      read(path, from) {
        const found = known.get(JSON.stringify([from, path]));
        if (found === undefined)
          throw new ConfigError(
            `"${path}" did not travel with the sweep: only this combination of values reads it; vary it alone, or begin anew with the file in the scenario`,
          );
        return { file: found.file, text: texts[found.hash]! };
      },
    },
  };
}
