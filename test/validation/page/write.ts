import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { hasShared, whyNoShared } from '../../shared.ts';
import type { Validation } from '../validation.ts';
import { discover } from './discover.ts';
import { type Judgement, judge, objection } from './judge.ts';
import { validationPages } from './page.ts';
import { UNHELD } from './unheld.ts';

const docs = new URL('../../../docs/', import.meta.url);
const isPage = (page: string): boolean => existsSync(new URL(`../${page}`, docs));

/** Every comparison judged; throws where one has no points although the data are there. */
export const judgeAll = (validations: readonly Validation[]): readonly Judgement[] =>
  validations.map((validation) => {
    const points = validation.points();
    if (points === undefined) throw new Error(`${validation.model} ${validation.quantity}: gives no points`);
    return judge(validation, points);
  });

/** What may not stand, in words. */
export const objections = (judgements: readonly Judgement[]): readonly string[] =>
  judgements.flatMap((judgement) => objection(judgement, isPage) ?? []);

/** Files below docs/ that differ from what the comparisons give, gone or strange. */
export function differences(pages: ReadonlyMap<string, string>): readonly string[] {
  const folder = new URL('validation/', docs);
  const strange = (existsSync(folder) ? readdirSync(folder) : [])
    .map((name) => `validation/${name}`)
    .filter((path) => !pages.has(path));
  const old = (path: string): string | undefined => {
    const at = new URL(path, docs);
    return existsSync(at) ? readFileSync(at, 'utf8') : undefined;
  };
  return [...[...pages].filter(([path, text]) => old(path) !== text).map(([path]) => path), ...strange].sort();
}

/** Writes docs/validation.md and its pictures, or only says whether they are current. @returns the exit code */
export async function main(check: boolean, say: (text: string) => void): Promise<number> {
  if (!hasShared) {
    say(`docs/validation.md left as it is${whyNoShared}`);
    return 0;
  }
  const judgements = judgeAll(await discover());
  const faults = objections(judgements);
  const pages = validationPages(judgements, UNHELD);
  const changed = differences(pages);
  for (const fault of faults) say(fault);
  const within = judgements.filter((judgement) => judgement.within).length;
  say(`${within} of ${judgements.length} comparisons within tolerance`);
  if (check) {
    if (changed.length > 0) say(`not what the models say: ${changed.join(', ')}; run: npm run validate-models`);
    return faults.length + changed.length > 0 ? 1 : 0;
  }
  mkdirSync(new URL('validation/', docs), { recursive: true });
  for (const path of changed) {
    const text = pages.get(path);
    if (text === undefined) rmSync(new URL(path, docs));
    else writeFileSync(new URL(path, docs), text);
  }
  say(changed.length === 0 ? 'docs/validation.md is up to date' : `wrote ${changed.length} files below docs/`);
  return faults.length > 0 ? 1 : 0;
}
