import type { Validation } from '../validation.ts';
import { figure } from './figures.ts';
import type { Judgement } from './judge.ts';
import { picture } from './picture.ts';
import type { Unheld } from './unheld.ts';

const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', ' ');
const counted = (n: number, what: string): string => `${n.toString()} ${what}${n === 1 ? '' : 's'}`;

/** The bounds of a tolerance in words. */
export function toleranceText({ absolute, relative, rms, meanRelative }: Validation['tolerance']): string {
  const point = [absolute && figure(absolute), relative && `${figure(relative * 100)} %`].filter(Boolean).join(' + ');
  return [
    point === '' && absolute === 0 ? 'each exact' : point && `each ${point}`,
    rms !== undefined && `rms ${figure(rms)}`,
    meanRelative !== undefined && `sum ${figure(meanRelative * 100)} %`,
  ]
    .filter(Boolean)
    .join('; ');
}

/** The bare name of the page of a decision, such as 0012. */
const decisionLink = (page: string): string => `[${/(\d{4})/.exec(page)?.[1] ?? page}](${page.replace(/^docs\//, '')})`;

function verdict({ validation, within }: Judgement): string {
  if (within) return 'within';
  return validation.decision === undefined ? '**miss**' : `**miss**, see ${decisionLink(validation.decision)}`;
}

function row(judgement: Judgement): string {
  const { validation: v, points, meanError, largestError, rms, meanRelative } = judgement;
  const mean =
    v.tolerance.meanRelative === undefined
      ? figure(meanError)
      : `${figure(meanError)} (${figure(meanRelative * 100)} %)`;
  const cells = [
    `\`${v.quantity}\``,
    v.title,
    v.source,
    String(points.length),
    mean,
    figure(largestError),
    figure(rms),
    toleranceText(v.tolerance),
    verdict(judgement),
  ];
  return `| ${cells.map(cell).join(' | ')} |`;
}

/** File names of the pictures, in the order of the judgements. */
function pictureNames(judgements: readonly Judgement[]): readonly string[] {
  const met = new Map<string, number>();
  return judgements.map(({ validation }) => {
    const base = `${validation.model}-${validation.quantity}`.replace(/[^A-Za-z0-9_-]+/g, '-');
    const n = (met.get(base) ?? 0) + 1;
    met.set(base, n);
    return `${base}${n === 1 ? '' : `-${n}`}.svg`;
  });
}

const HEAD = `| quantity | conditions | source | points | mean error | largest error | rms | tolerance | verdict |
|---|---|---|---|---|---|---|---|---|`;

/** What stands below docs/: `validation.md` and its pictures. */
export function validationPages(
  judgements: readonly Judgement[],
  unheld: readonly Unheld[] = [],
): ReadonlyMap<string, string> {
  const names = pictureNames(judgements);
  const pages = new Map<string, string>();
  const sections = [...new Set(judgements.map(({ validation }) => validation.model))].sort().map((model) => {
    const mine = judgements.map((judgement, k) => ({ judgement, name: names[k]! }));
    const own = mine.filter(({ judgement }) => judgement.validation.model === model);
    const pictures = own.map(
      ({ judgement: { validation }, name }) => `![${validation.title.replace(/[[\]]/g, '')}](validation/${name})`,
    );
    const rows = own.map(({ judgement }) => row(judgement)).join('\n');
    return `## ${model}\n\n${HEAD}\n${rows}\n\n${pictures.join('\n')}\n`;
  });
  pages.set('validation.md', `${headOf(judgements, unheld)}\n${sections.join('\n')}${unheldText(unheld)}`);
  for (const [k, judgement] of judgements.entries()) pages.set(`validation/${names[k]}`, picture(judgement));
  return pages;
}

/** The section on kinds that nothing from outside holds; nothing where there are none. */
function unheldText(unheld: readonly Unheld[]): string {
  if (unheld.length === 0) return '';
  const link = (test: string): string => `[${test.replace(/^test\/models\//, '')}](../${test})`;
  const rows = unheld.map(({ kind, why, tests }) => `| \`${kind}\` | ${cell(why)} | ${tests.map(link).join(', ')} |`);
  return `
## Kinds without outside evidence, and why

No number that others made holds these. What holds them are rows worked by hand, and the laws that hold every kind.

| kind | why | worked by hand in |
|---|---|---|
${rows.join('\n')}
`;
}

function headOf(judgements: readonly Judgement[], unheld: readonly Unheld[]): string {
  const models = new Set(judgements.map(({ validation }) => validation.model)).size;
  const sources = new Set(judgements.map(({ validation }) => validation.source)).size;
  const points = judgements.reduce((sum, { points: p }) => sum + p.length, 0);
  const misses = judgements.filter(({ within }) => !within);
  const missed = misses.map(
    (j) =>
      `- misses: ${j.validation.model} \`${j.validation.quantity}\` (${j.validation.title}): ${j.misses.join('; ')}`,
  );
  return `# Models held against the world

Written by \`npm run validate-models\`; do not edit. Each row holds a model against numbers that this project did not
make: measurements, published tables, or other programs.

- models: ${models}, in ${counted(judgements.length, 'comparison')}
- references: ${counted(sources, 'source')}, ${counted(points, 'point')}
- within tolerance: ${judgements.length - misses.length} of ${judgements.length} comparisons
${missed.map((line) => `${line}\n`).join('')}${
  unheld.length === 0 ? '' : `- kinds without outside evidence: ${unheld.length}, named at the end with the reason\n`
}
Errors are model minus reference, in the unit of the quantity. A tolerance of each point is an amount, a share of the
reference, or their sum; *rms* bounds the root mean square of the errors, *sum* the error of the sum over the sum of the
references. The verdict follows from these alone; a miss fails the build unless a decision says why it stands. Pictures
of more than 500 points show every n-th and the worst. Folders under \`shared/\` lie beside the project.
`;
}
