import { readdirSync } from 'node:fs';
import type { Validation } from '../validation.ts';

const folder = new URL('../', import.meta.url);

/** Files of comparisons: all that lie beside validation.ts, but it and tests. */
export const validationFiles = (): readonly string[] =>
  readdirSync(folder)
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts') && name !== 'validation.ts')
    .sort();

/** Every comparison, by file and then in the order of the file. */
export async function discover(): Promise<readonly Validation[]> {
  const found: Validation[] = [];
  for (const name of validationFiles()) {
    const { validations } = (await import(new URL(name, folder).href)) as { validations?: readonly Validation[] };
    if (!Array.isArray(validations) || validations.length === 0)
      throw new Error(`test/validation/${name}: exports no "validations"; helpers belong in a folder of their own`);
    found.push(...validations);
  }
  return found;
}
