import { type Html, html, raw } from './htmlText.ts';
import type { Correlation } from './sweepStats.ts';

const WIDTH = 860;
const RIGHT = 24;
/** From dark to bright, told apart by those who see few colours (after Nuñez et al., "cividis", 2018). */
const SCALE = '#00224e #123570 #3b496c #575d6d #707173 #8a8678 #a59c74 #c3b369 #e1cc55 #fee838'.split(' ');
/** Cells overlap by so much, else the paper shines through between them. */
const SEAM = 0.3;
/** Cells of a map beyond which no figure is written into them. */
const MOST_WRITTEN = 150;

const round = (v: number): string => String(Math.round(10 * v) / 10);
type Text = (v: number) => string;

/** A text of an axis or a cell; of a long one its beginning. */
const brief = (text: string, most: number): string => (text.length <= most ? text : `${text.slice(0, most - 1)}…`);

const label = (x: number, y: number, text: string, more = ''): Html =>
  html`<text x="${round(x)}" y="${round(y)}" font-size="12" fill="var(--soft)"${raw(more)}>${text}</text>`;

/** A value of a parameter at which runs were made. */
export interface Point {
  /** Its words on the axis. */
  readonly text: string;
  /** Its place; undefined where values are words, which stand side by side. */
  readonly at: number | undefined;
  /** Undefined where all runs there failed. */
  readonly mean: number | undefined;
  /** 5 and 95 % of several draws. */
  readonly low?: number;
  readonly high?: number;
}

/** Least and most of an axis, a little wider than what it shows. */
function reach(values: readonly number[]): readonly [number, number] {
  const least = values.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
  const most = values.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
  const margin = most > least ? 0.06 * (most - least) : Math.max(1e-9, 0.05 * Math.abs(most));
  return [least - margin, most + margin];
}

/** A figure over one parameter. */
export function lineChart(points: readonly Point[], axis: string, title: string, text: Text): Html {
  const height = 320;
  const [left, top, bottom] = [120, 14, height - 46];
  const known = points.filter((p): p is Point & { mean: number } => p.mean !== undefined);
  if (known.length === 0) return html`<p class="warn">No run gave this figure.</p>`;
  const [low, high] = reach(known.flatMap((p) => [p.mean, p.low ?? p.mean, p.high ?? p.mean]));
  const ends = reach(points.map((p, k) => p.at ?? k));
  const x = (p: Point): number =>
    left + ((WIDTH - RIGHT - left) * ((p.at ?? points.indexOf(p)) - ends[0])) / (ends[1] - ends[0]);
  const y = (v: number): number => bottom - ((bottom - top) * (v - low)) / (high - low);
  const stride = Math.ceil(points.length / 11);
  const isWords = points.some((p) => p.at === undefined);
  const way = (of: readonly (readonly [number, number])[]): string =>
    of.map(([px, py], k) => `${k === 0 ? 'M' : 'L'}${round(px)} ${round(py)}`).join('');
  const band =
    known.some((p) => p.low !== undefined) && !isWords
      ? html`<path d="${way([...known.map((p) => [x(p), y(p.high ?? p.mean)] as const), ...[...known].reverse().map((p) => [x(p), y(p.low ?? p.mean)] as const)])}Z" fill="var(--accent)" opacity="0.18"/>`
      : undefined;
  return html`<svg viewBox="0 0 ${WIDTH} ${height}" role="img" aria-label="${title} over ${axis}">
${[0, 0.25, 0.5, 0.75, 1].map((share) => {
  const v = low + share * (high - low);
  return html`<path d="M${left} ${round(y(v))}H${WIDTH - RIGHT}" stroke="var(--line)"/>${label(left - 8, y(v) + 4, text(v), ' text-anchor="end"')}
`;
})}${points.map((p, k) => (k % stride === 0 ? label(x(p), bottom + 18, brief(p.text, 14), ' text-anchor="middle"') : undefined))}
${label(WIDTH - RIGHT, height - 6, axis, ' text-anchor="end"')}
${band}${isWords ? undefined : html`<path d="${way(known.map((p) => [x(p), y(p.mean)] as const))}" fill="none" stroke="var(--accent)" stroke-width="2"/>`}
${known.map((p) => html`<circle cx="${round(x(p))}" cy="${round(y(p.mean))}" r="3.5" fill="var(--accent)"><title>${p.text}: ${text(p.mean)}</title></circle>`)}
</svg>`;
}

/** A figure over two parameters: columns by the first, rows by the second. */
export function heatMap(
  columns: readonly string[],
  rows: readonly string[],
  valueAt: (column: number, row: number) => number | undefined,
  axes: readonly [string, string],
  text: Text,
): Html {
  const [left, top] = [140, 8];
  const wide = (WIDTH - RIGHT - left) / columns.length;
  const high = Math.max(3, Math.min(34, 560 / rows.length));
  const bottom = top + rows.length * high;
  const height = bottom + 84;
  let least = Number.POSITIVE_INFINITY;
  let most = Number.NEGATIVE_INFINITY;
  const each = (f: (v: number | undefined, c: number, r: number) => void): void => {
    for (let c = 0; c < columns.length; c++) for (let r = 0; r < rows.length; r++) f(valueAt(c, r), c, r);
  };
  each((v) => {
    if (v === undefined) return;
    least = Math.min(least, v);
    most = Math.max(most, v);
  });
  if (least > most) return html`<p class="warn">No run gave this figure.</p>`;
  const shade = (v: number): number =>
    most > least ? Math.min(SCALE.length - 1, Math.floor((SCALE.length * (v - least)) / (most - least))) : 0;
  const paths = SCALE.map(() => '');
  const written: Html[] = [];
  const isWritten = columns.length * rows.length <= MOST_WRITTEN && wide >= 52 && high >= 16;
  each((v, c, r) => {
    const [px, py] = [left + c * wide, top + (rows.length - 1 - r) * high];
    const at = `x="${round(px + wide / 2)}" y="${round(py + high / 2 + 4)}" text-anchor="middle" font-size="11"`;
    if (v === undefined) written.push(html`<text ${raw(at)} fill="var(--bad)">×</text>`);
    else {
      paths[shade(v)] +=
        `M${round(px)} ${round(py)}h${round(wide + SEAM)}v${round(high + SEAM)}h-${round(wide + SEAM)}z`;
      if (isWritten) written.push(html`<text ${raw(at)} fill="${shade(v) > 4 ? '#000' : '#fff'}">${text(v)}</text>`);
    }
  });
  const step = (WIDTH - RIGHT - left) / SCALE.length;
  const [strideX, strideY] = [Math.ceil(columns.length / 12), Math.ceil((rows.length * 15) / (rows.length * high))];
  return html`<svg viewBox="0 0 ${WIDTH} ${round(height)}" role="img" aria-label="${axes[0]} across, ${axes[1]} upwards">
${paths.map((d, k) => (d === '' ? undefined : html`<path d="${raw(d)}" fill="${SCALE[k]!}"/>`))}
${written}
${columns.map((name, c) => (c % strideX === 0 ? label(left + (c + 0.5) * wide, bottom + 16, brief(name, 12), ' text-anchor="middle"') : undefined))}
${rows.map((name, r) => (r % strideY === 0 ? label(left - 8, top + (rows.length - 0.5 - r) * high + 4, brief(name, 18), ' text-anchor="end"') : undefined))}
${label(WIDTH - RIGHT, bottom + 34, `across: ${axes[0]}; upwards: ${axes[1]}`, ' text-anchor="end"')}
${SCALE.map((colour, k) => html`<rect x="${round(left + k * step)}" y="${round(bottom + 46)}" width="${round(step)}" height="12" fill="${colour}"/>`)}
${label(left, bottom + 74, text(least))}${label(left + 5 * step, bottom + 74, text((least + most) / 2), ' text-anchor="middle"')}${label(WIDTH - RIGHT, bottom + 74, text(most), ' text-anchor="end"')}
</svg>`;
}

/** How strongly, and which way, a figure goes with each parameter. */
export function tornado(all: readonly Correlation[], text: Text): Html {
  const shown = all.slice(0, 15);
  if (shown.length === 0) return html`<p class="soft">No parameter moves this figure.</p>`;
  const [left, bar] = [330, 26];
  const middle = left + (WIDTH - RIGHT - left) / 2;
  const half = (WIDTH - RIGHT - left) / 2 - 4;
  const height = shown.length * bar + 30;
  return html`<svg viewBox="0 0 ${WIDTH} ${height}" role="img" aria-label="Rank correlation with each parameter">
${[-1, -0.5, 0, 0.5, 1].map((v) => html`<path d="M${round(middle + v * half)} 0V${height - 26}" stroke="var(--line)"/>${label(middle + v * half, height - 8, String(v).replace('-', '\u2212'), ' text-anchor="middle"')}`)}
${shown.map(({ path, rank, low, high }, k) => {
  const wide = Math.max(1, Math.abs(rank) * half);
  return html`<rect x="${round(rank < 0 ? middle - wide : middle)}" y="${k * bar + 4}" width="${round(wide)}" height="${bar - 8}" fill="${rank < 0 ? 'var(--good)' : 'var(--bad)'}"><title>${path}: ${rank.toFixed(3)}; ${text(low)} in the lowest tenth, ${text(high)} in the highest</title></rect>${label(left - 10, k * bar + 17, brief(path, 48), ' text-anchor="end"')}
`;
})}
</svg>`;
}

const BINS = 30;

/** How often a figure fell where; the dashed lines are 5, 50 and 95 %. */
export function histogram(values: readonly number[], marks: readonly number[], title: string, text: Text): Html {
  const [low, high] = reach(values);
  const [height, left] = [220, 24];
  const bottom = height - 30;
  const counts = Array.from({ length: BINS }, () => 0);
  for (const v of values) counts[Math.min(BINS - 1, Math.floor((BINS * (v - low)) / (high - low)))]!++;
  const most = counts.reduce((a, b) => Math.max(a, b), 1);
  const x = (v: number): number => left + ((WIDTH - RIGHT - left) * (v - low)) / (high - low);
  const wide = (WIDTH - RIGHT - left) / BINS;
  return html`<svg viewBox="0 0 ${WIDTH} ${height}" role="img" aria-label="Distribution of ${title}">
${counts.map((n, k) => (n === 0 ? undefined : html`<rect x="${round(left + k * wide)}" y="${round(bottom - ((bottom - 8) * n) / most)}" width="${round(wide - 1)}" height="${round(((bottom - 8) * n) / most)}" fill="var(--accent)"><title>${n} runs</title></rect>`))}
<path d="M${left} ${bottom}H${WIDTH - RIGHT}" stroke="var(--line)"/>
${marks.map((v) => html`<path d="M${round(x(v))} 4V${bottom}" stroke="var(--ink)" stroke-dasharray="4 4"/>${label(x(v), bottom + 18, text(v), ' text-anchor="middle"')}`)}
</svg>`;
}
