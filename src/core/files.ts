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
}

/** The offsets of a zone over a span, read from the engine's tables outside. @throws ConfigError on an unknown zone */
export type ZoneLookup = (zone: string, from_ms: number, to_ms: number) => ZoneRules;
