import { figure, type Html, html, quantity, raw, tableOf } from './htmlText.ts';
import {
  changedSizes,
  rowsBy,
  type Sensitivity,
  type SensitivityEnd,
  type SensitivityRow,
  swingOf,
} from './sensitivity.ts';

const WIDTH = 860;
const NAME = 240;
const ROOM = 130;
const BAR = 20;
const STEP = 30;
const MOST = 20;

/** Such as 20 % or 12.5 %. */
const shareText = (v: number): string => `${figure(100 * v)} %`;
const share = (v: number): string => `${v < 0 ? '\u2212' : '+'}${shareText(Math.abs(v))}`;

/** What a result hangs on: a tornado for each figure, and the numbers. */
export function sensitivityHtml(sensitivity: Sensitivity): Html {
  const { figures, rows, notes } = sensitivity;
  return html`<h2 id="sensitivity">What it hangs on</h2>
<p>Each input less and more by its share, all others as they are; the longest bar comes first.</p>
${notes.map((note) => html`<p class="soft">${note}</p>\n`)}${figures.map((_, k) => tornado(sensitivity, k))}
${figures.map((f, k) =>
  tableOf(
    `${f.label}, ${f.unit}`,
    [
      { head: 'Input' },
      { head: 'by', isNumber: true },
      { head: 'less', isNumber: true },
      { head: 'more', isNumber: true },
      { head: 'swing', isNumber: true },
    ],
    rowsBy(sensitivity, k).map((row) => [
      row.label,
      `± ${shareText(row.by)}`,
      endText(row.less, k),
      endText(row.more, k),
      figure(swingOf(row, k, f.value)),
    ]),
  ),
)}${sensitivity.sizes === undefined ? undefined : sizesTable(sensitivity)}${failures(rows)}`;
}

const endText = ({ figures }: SensitivityEnd, k: number): string => {
  const v = figures[k];
  return v === null || v === undefined ? '' : figure(v);
};

/** Bars from the base to what a figure is with each input less (hollow) and more (full). */
function tornado(sensitivity: Sensitivity, k: number): Html {
  const { label, unit, value: base } = sensitivity.figures[k]!;
  const shown = rowsBy(sensitivity, k)
    .filter((row) => swingOf(row, k, base) > 0)
    .slice(0, MOST);
  if (shown.length === 0) return html`<p class="soft">${label}: no input moves it.</p>\n`;
  const values = shown.flatMap((row) => [row.less.figures[k] ?? base, row.more.figures[k] ?? base]);
  const least = Math.min(base, ...values);
  const most = Math.max(base, ...values);
  const left = NAME + ROOM;
  const scale = (WIDTH - left - ROOM) / (most - least);
  const x = (v: number): number => left + (v - least) * scale;
  const height = shown.length * STEP + 34;
  const bar = (end: SensitivityEnd, isMore: boolean, y: number, text: string): Html | undefined => {
    const v = end.figures[k];
    if (v === null || v === undefined || v === base) return undefined;
    const [from, to] = v < base ? [x(v), x(base)] : [x(base), x(v)];
    const paint = isMore
      ? raw(' fill="var(--accent)" stroke="var(--accent)"')
      : raw(' fill="none" stroke="var(--accent)" stroke-width="1.5"');
    return html`<rect x="${from.toFixed(1)}" y="${y}" width="${Math.max(1, to - from).toFixed(1)}" height="${BAR}"${paint}><title>${text}: ${quantity(v, unit)} (${v > base ? '+' : '\u2212'}${figure(Math.abs(v - base))})</title></rect>`;
  };
  return html`<figure><figcaption>${label}<small>The line is ${quantity(base, unit)}. Full: with more of the input; hollow: with less.</small></figcaption>
<svg viewBox="0 0 ${WIDTH} ${height}" style="width:100%;height:auto" role="img" aria-label="${label} with each input less and more">
${shown.map((row, n) => {
  const y = n * STEP + 4;
  const less = row.less.figures[k] ?? base;
  const more = row.more.figures[k] ?? base;
  const both = Math.sign(less - base) * Math.sign(more - base) > 0;
  const low = Math.min(less, more, base);
  const high = Math.max(less, more, base);
  const side = (v: number): string => (v === more ? share(row.by) : v === less ? share(-row.by) : '');
  // Where both ends lie on one side, the nearer is drawn over the farther.
  const bars = [
    bar(row.less, false, y, `${row.label} ${share(-row.by)}`),
    bar(row.more, true, y, `${row.label} ${share(row.by)}`),
  ];
  const ordered = both && Math.abs(more - base) > Math.abs(less - base) ? bars.reverse() : bars;
  return html`<text x="0" y="${y + 15}" font-size="13" fill="currentColor">${brief(row.label)}</text>${ordered}
<text x="${(x(low) - 6).toFixed(1)}" y="${y + 15}" font-size="11" text-anchor="end" fill="var(--soft)">${low < base ? `${side(low)}  ${figure(low)}` : ''}</text><text x="${(x(high) + 6).toFixed(1)}" y="${y + 15}" font-size="11" fill="var(--soft)">${high > base ? `${figure(high)}  ${side(high)}` : ''}</text>
`;
})}<path d="M${x(base).toFixed(1)} 0V${height - 26}" stroke="currentColor"/><text x="${x(base).toFixed(1)}" y="${height - 10}" font-size="12" text-anchor="middle" fill="currentColor">${quantity(base, unit)}</text>
</svg></figure>
`;
}

const brief = (text: string): string => (text.length <= 36 ? text : `${text.slice(0, 35)}…`);

/** Which sizes are others where an input is less or more. */
function sizesTable(sensitivity: Sensitivity): Html {
  const text = (end: SensitivityEnd): string =>
    changedSizes(sensitivity, end)
      .map((c) => `${c.label} ${quantity(c.from, c.unit)} → ${quantity(c.to, c.unit)}`)
      .join('; ');
  return tableOf(
    'Sizes that change with it',
    [{ head: 'Input' }, { head: 'less' }, { head: 'more' }],
    sensitivity.rows.map((row) => [
      `${row.label} ± ${shareText(row.by)}`,
      text(row.less) || (row.less.error === undefined ? 'none' : ''),
      text(row.more) || (row.more.error === undefined ? 'none' : ''),
    ]),
  );
}

function failures(rows: readonly SensitivityRow[]): Html | undefined {
  const failed = rows.flatMap(({ label, by, less, more }) => [
    ...(less.error === undefined ? [] : [`${label} ${share(-by)}: ${less.error}`]),
    ...(more.error === undefined ? [] : [`${label} ${share(by)}: ${more.error}`]),
  ]);
  return failed.length === 0
    ? undefined
    : html`<ul>${failed.map((text) => html`<li class="warn">${text}</li>`)}</ul>\n`;
}
