import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** Reference numbers and data that live beside the project and are not part of it. */
const folder = new URL('../../shared/', import.meta.url);

export const hasShared = existsSync(folder);
export const whyNoShared = hasShared ? '' : ' (skipped: no ../shared folder with reference data beside the project)';

/** Absolute path of a file such as `reference/solar/suzhou_hourly.csv`. */
export const sharedPath = (path: string): string => fileURLToPath(new URL(path, folder));
export const readShared = (path: string): string => readFileSync(new URL(path, folder), 'utf8');

export interface ReferenceCase {
  readonly id: string;
  readonly group: string;
  readonly fn: string;
  readonly inputs: Record<string, unknown>;
  readonly expected: unknown;
  readonly tol: Record<string, number>;
}
/** The cases of a `cases.json`, none where the folder is absent. */
export const referenceCases = (path: string): readonly ReferenceCase[] =>
  hasShared ? (JSON.parse(readShared(path)) as { cases: ReferenceCase[] }).cases : [];
