import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { kinds } from '../../src/models/index.ts';
import { hasShared, whyNoShared } from '../shared.ts';
import { discover, validationFiles } from './page/discover.ts';
import { figure } from './page/figures.ts';
import { type Judgement, judge, objection } from './page/judge.ts';
import { toleranceText, validationPages } from './page/page.ts';
import { UNHELD } from './page/unheld.ts';
import { differences, judgeAll, objections } from './page/write.ts';
import type { Point, Validation } from './validation.ts';

const sample = (tolerance: Validation['tolerance'], points: readonly Point[], more: object = {}): Judgement =>
  judge(
    {
      model: 'sample',
      quantity: 'power_kW',
      title: 'a < b',
      source: 'by hand',
      tolerance,
      points: () => points,
      ...more,
    },
    points,
  );
const POINTS: readonly Point[] = [
  { reference: 10, model: 11 },
  { reference: 20, model: 18 },
];

it('sums up errors', () => {
  const met = sample({ absolute: 1 }, POINTS);
  // by hand: errors +1 and -2
  expect([met.meanError, met.largestError, met.rms, met.meanRelative]).toEqual([-0.5, -2, Math.sqrt(2.5), -1 / 30]);
  expect([met.outside, met.misses]).toEqual([1, ['1 of 2 points outside']]);
});

it.each<[Validation['tolerance'], boolean]>([
  [{ absolute: 2 }, true],
  [{ absolute: 1.9 }, false],
  [{ relative: 0.1 }, true],
  [{ relative: 0.099 }, false],
  [{ absolute: 0.5, relative: 0.08 }, true], // 1.3 and 2.1
  [{ absolute: 0.5, relative: 0.05 }, false],
  [{ rms: 1.59 }, true],
  [{ rms: 1.58 }, false],
  [{ meanRelative: 0.034 }, true],
  [{ meanRelative: 0.033 }, false],
  [{ absolute: 2, meanRelative: 0.033 }, false],
  [{}, false],
])('judges by %j: %s', (tolerance, within) => {
  expect(sample(tolerance, POINTS).within).toBe(within);
});

it('lets nothing pass that is no number, and no empty comparison', () => {
  for (const tolerance of [{ absolute: 1 }, { relative: 1 }, { rms: 1 }, { meanRelative: 1 }])
    expect(sample(tolerance, [{ reference: 1, model: Number.NaN }, ...POINTS]).within).toBe(false);
  expect(sample({ absolute: 1 }, []).misses).toEqual(['has no points']);
});

it('asks for a decision where one misses, and for none where none does', () => {
  const decision = 'docs/decisions/0001-signs.md';
  const exists = (page: string): boolean => page === decision;
  const name = 'sample power_kW (a < b)';
  expect(objection(sample({ absolute: 2 }, POINTS), exists)).toBeUndefined();
  expect(objection(sample({ absolute: 1 }, POINTS, { decision }), exists)).toBeUndefined();
  expect(objection(sample({ absolute: 1 }, POINTS), exists)).toBe(
    `${name}: 1 of 2 points outside; mend the model or write a decision that says why`,
  );
  for (const page of ['docs/decisions/0999-none.md', 'README.md'])
    expect(objection(sample({ absolute: 1 }, POINTS, { decision: page }), () => page === 'README.md')).toBe(
      `${name}: 1 of 2 points outside; no page "${page}"; expected one in docs/decisions`,
    );
  expect(objection(sample({ absolute: 2 }, POINTS, { decision }), exists)).toBe(
    `${name}: within tolerance, so ${decision} explains no miss; drop "decision" from the validation`,
  );
});

it.each<[number, string]>([
  [0, '0'],
  [1234.5, '1235'],
  [0.123456, '0.123'],
  [-12.34, '-12.3'],
  [0.00001234, '1.2e-5'],
  [2.5e6, '2.5e6'],
  [Number.NaN, 'none'],
])('writes %d as %s', (value, text) => {
  expect(figure(value)).toBe(text);
});

it('puts tolerances in words', () => {
  expect(toleranceText({ absolute: 5, relative: 0.03 })).toBe('each 5 + 3 %');
  expect(toleranceText({ absolute: 0 })).toBe('each exact');
  expect(toleranceText({ rms: 1, meanRelative: 0.02 })).toBe('rms 1; sum 2 %');
});

it('writes one row and one picture for each comparison, verdicts by the numbers', () => {
  const pages = validationPages([
    sample({ absolute: 2 }, POINTS),
    sample({ absolute: 1 }, POINTS, { decision: 'docs/decisions/0001-signs.md' }),
    sample(
      { rms: 9 },
      [
        { reference: 1, model: 1, x: 0 },
        { reference: 2, model: 3, x: 1 },
      ],
      { model: 'other' },
    ),
  ]);
  expect([...pages.keys()]).toEqual([
    'validation.md',
    'validation/sample-power_kW.svg',
    'validation/sample-power_kW-2.svg',
    'validation/other-power_kW.svg',
  ]);
  const page = pages.get('validation.md')!;
  expect(page).toContain(
    '- models: 2, in 3 comparisons\n- references: 1 source, 6 points\n- within tolerance: 2 of 3 comparisons\n',
  );
  expect(page).toContain('\n- misses: sample `power_kW` (a < b): 1 of 2 points outside\n');
  expect(page).toContain('| `power_kW` | a < b | by hand | 2 | -0.5 | -2 | 1.58 | each 2 | within |');
  expect(page).toContain('| each 1 | **miss**, see [0001](decisions/0001-signs.md) |');
  expect(pages.get('validation/sample-power_kW.svg')).toContain('<title>sample, a &lt; b</title>');
});

it('says of kinds without a comparison why, and where they are worked by hand', () => {
  const page = validationPages(
    [sample({ absolute: 2 }, POINTS)],
    [{ kind: 'sink', why: 'takes | what it is told', tests: ['test/models/sink.test.ts'] }],
  ).get('validation.md')!;
  expect(page).toContain('\n- kinds without outside evidence: 1, named at the end with the reason\n');
  expect(page).toContain('| `sink` | takes \\| what it is told | [sink.test.ts](../test/models/sink.test.ts) |\n');
});

it('thins a long picture and keeps the worst', () => {
  const many = Array.from({ length: 9001 }, (_, k) => ({ reference: k, model: k === 4001 ? 9e4 : k, x: k }));
  const svg = validationPages([sample({ rms: 1 }, many)]).get('validation/sample-power_kW.svg')!;
  expect(svg.length).toBeLessThan(20_000);
  expect(svg).toContain('80000'); // the axis reaches the worst
});

describe.skipIf(!hasShared)(`the models${whyNoShared}`, async () => {
  const validations = hasShared ? await discover() : [];
  const judgements = new Map<Validation, Judgement>();

  it('come from every file', () => {
    expect(validationFiles().length).toBeGreaterThan(0);
    expect(validations.length).toBeGreaterThanOrEqual(validationFiles().length);
  });

  it.each(validations.map((v) => [v.model, v.quantity, v.title, v] as const))('%s %s: %s', (_m, _q, _t, v) => {
    const [judgement] = judgeAll([v]);
    judgements.set(v, judgement!);
    expect(objections([judgement!])).toEqual([]);
  });

  it('hold every kind, or the list of the others says why not', () => {
    const held = new Set(validations.map(({ model }) => model));
    const missing = kinds.map(({ kind }) => kind).filter((kind) => !held.has(kind));
    expect(UNHELD.map(({ kind }) => kind)).toEqual([...missing].sort());
    for (const { kind, why, tests } of UNHELD) {
      expect(why.length, kind).toBeGreaterThan(20);
      for (const test of tests) expect(existsSync(new URL(`../../${test}`, import.meta.url)), test).toBe(true);
    }
  });

  it('stand in docs/validation.md as they are; else run: npm run validate-models', () => {
    const all = validations.map((v) => judgements.get(v) ?? judgeAll([v])[0]!);
    expect(differences(validationPages(all, UNHELD))).toEqual([]);
  });
});
