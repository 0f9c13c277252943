import type { ZoneRules } from './zone.ts';

/** A text that a scenario names, and the name under which errors speak of it. */
export interface NamedText {
  readonly file: string;
  readonly text: string;
}

/** Texts that the world outside holds, handed in: files of a disk, or of a map in a browser. */
export interface Files {
  /**
   * The text at `path`, seen from the file `from` ('' for the scenario itself).
   * @throws ConfigError where it is missing, unreadable, or outside what the scenario may read
   */
  read(path: string, from: string): NamedText;
  /** What was made of texts; nothing is remembered where left out. */
  readonly memory?: Memory;
}

/** Keeps what was made of a text, for scenarios that name the same files: only what nobody changes may be kept. */
export interface Memory {
  /** What `make` gives for `text`, made anew where `what` (all that it depends on beside the text) or the text is another. */
  of<T>(what: string, text: string, make: () => T): T;
}

/** A longer text is of one scenario's own, and would be kept beside what was made of it. */
const LONGEST = 2_000_000;

export function makeMemory(): Memory {
  const known = new Map<string, { readonly text: string; readonly made: unknown }>();
  return {
    of<T>(what: string, text: string, make: () => T): T {
      const old = known.get(what);
      if (old !== undefined && old.text === text) return old.made as T;
      const made = make();
      if (text.length <= LONGEST) known.set(what, { text, made });
      return made;
    },
  };
}

/** What `make` gives, or gave before for the same text. */
export const remembered = <T>({ memory }: Files, what: readonly unknown[], text: string, make: () => T): T =>
  memory === undefined ? make() : memory.of(JSON.stringify(what), text, make);

/** The offsets of a zone over a span, read from the engine's tables outside. @throws ConfigError on an unknown zone */
export type ZoneLookup = (zone: string, from_ms: number, to_ms: number) => ZoneRules;
