import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { kinds } from '../../src/models/index.ts';

const text = readFileSync(new URL('../../docs/limits.md', import.meta.url), 'utf8');
const rows = [...text.matchAll(/^\| `(\w+)` \| (.+) \|$/gm)].map(([, kind, what]) => ({ kind: kind!, what: what! }));

it('says of every kind, and of none that there is not, what it does not model', () => {
  expect(rows.map(({ kind }) => kind)).toEqual(kinds.map(({ kind }) => kind).sort());
  for (const { kind, what } of rows) expect(what.length, kind).toBeGreaterThan(25);
});
