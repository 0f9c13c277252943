import { changedSizes, rowsBy, type Sensitivity, type SensitivityEnd, swingOf } from '../../report/sensitivity.ts';
import { amount, table, wrap } from './text.ts';

const WIDTH = 100;
const BAR = 24;

/** What a result hangs on, a table for each figure. */
export function sensitivityText(sensitivity: Sensitivity): string[] {
  const { figures, notes } = sensitivity;
  const parts = figures.flatMap(({ label, unit, value: base }, k) => {
    const rows = rowsBy(sensitivity, k);
    const moving = rows.filter((row) => swingOf(row, k, base) > 0);
    const still = rows.filter((row) => swingOf(row, k, base) === 0).map((row) => row.label);
    const widest = Math.max(...moving.map((row) => swingOf(row, k, base)));
    const of = (end: SensitivityEnd): string => {
      const v = end.figures[k];
      return v === null || v === undefined ? 'none' : amount(v);
    };
    const body = moving.map((row) => {
      const swing = swingOf(row, k, base);
      const bar = '#'.repeat(Math.max(1, Math.round((BAR * swing) / widest)));
      return [row.label, percent(row.by), of(row.less), of(row.more), amount(swing), bar];
    });
    return [
      ...(k > 0 ? [''] : []),
      ...wrap(`${label}: ${amount(base)} ${unit}, with one input less and more`, WIDTH),
      ...(body.length === 0 ? [] : [table([['input', 'by', 'less', 'more', 'swing', ''], ...body])]),
      ...(still.length === 0 ? [] : wrap(`moved by none of: ${still.join(', ')}`, WIDTH, '  ')),
    ];
  });
  const failed = sensitivity.rows.flatMap(({ label, less, more, by }) => [
    ...fault(`${label} -${percent(by)}`, less),
    ...fault(`${label} +${percent(by)}`, more),
  ]);
  return [
    'What it hangs on',
    ...notes.flatMap((note) => wrap(note, WIDTH)),
    ...parts,
    ...sizesText(sensitivity),
    ...(failed.length === 0 ? [] : ['', 'Without a result', ...failed]),
  ];
}

const percent = (v: number): string => `${amount(100 * v, Number.isInteger(Math.round(1e9 * v) / 1e7) ? 0 : 1)} %`;

const fault = (at: string, { error }: SensitivityEnd): string[] =>
  error === undefined ? [] : wrap(`- ${at}: ${error}`, WIDTH, '  ');

/** Which sizes are others, one line for each end at which some are. */
function sizesText(sensitivity: Sensitivity): string[] {
  if (sensitivity.sizes === undefined) return [];
  const show = (v: number): string => amount(v, v !== 0 && Math.abs(v) < 100 ? 1 : 0);
  const lines = sensitivity.rows.flatMap((row) =>
    [
      { end: row.less, sign: '-' },
      { end: row.more, sign: '+' },
    ].flatMap(({ end, sign }) => {
      const changes = changedSizes(sensitivity, end).map(
        (c) => `${c.label} ${show(c.from)} to ${show(c.to)} ${c.unit}`,
      );
      return changes.length === 0
        ? []
        : wrap(`- ${row.label} ${sign}${percent(row.by)}: ${changes.join(', ')}`, WIDTH, '  ');
    }),
  );
  return lines.length === 0
    ? ['', 'No size changes by more than 1 % with any of them.']
    : ['', 'Sizes that change', ...lines];
}
