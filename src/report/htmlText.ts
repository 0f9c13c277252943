import { capital, isShare, labelOf } from './labels.ts';

/** Text that is safe to stand in a page as it is. */
export interface Html {
  readonly html: string;
}
export type Piece = Html | string | number | undefined | readonly (Html | undefined)[];

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (c) => ENTITIES[c]!);

function write(piece: Piece): string {
  if (piece === undefined) return '';
  if (typeof piece === 'string') return escapeHtml(piece);
  if (typeof piece === 'number') return String(piece);
  if ('html' in piece) return piece.html;
  return piece.map(write).join('');
}

/** A template whose every insertion is escaped unless it is itself made by this. */
export function html(strings: TemplateStringsArray, ...pieces: readonly Piece[]): Html {
  let out = strings[0]!;
  for (let k = 0; k < pieces.length; k++) out += write(pieces[k]) + strings[k + 1]!;
  return { html: out };
}

/** Takes text as safe; for what the program itself made. */
export const raw = (text: string): Html => ({ html: text });

/** Data for the page's script: no `<` that could end or open an element. */
export const jsonForPage = (data: unknown): Html =>
  raw(JSON.stringify(data).replaceAll('<', '\\u003c').replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029'));

/** A script that stands inside a page: what would end its element is broken up inside its strings. */
export const scriptForPage = (script: string): Html =>
  raw(script.replace(/<\/(script)/gi, '<\\/$1').replaceAll('<!--', '<\\!--'));

const MINUS = '\u2212';

const grouped = (digits: string): string => digits.replace(/\B(?=(\d{3})+$)/g, ',');

/** A number with so many decimals, thousands set apart. */
export function fixed(v: number, decimals: number): string {
  const text = Math.abs(v).toFixed(decimals);
  const [whole, part] = text.split('.');
  const sign = v < 0 && Number(text) !== 0 ? MINUS : '';
  return sign + grouped(whole!) + (part === undefined ? '' : `.${part}`);
}

/** A number of at most `figures` significant figures; whole from there on. */
export function figure(v: number, figures = 4): string {
  const size = Math.abs(v);
  if (size === 0) return '0';
  if (size < 1e6 && Math.trunc(v) === v) return fixed(v, 0);
  if (size < 1e-3) return v.toExponential(2).replace('-', MINUS).replace('e-', 'e\u2212').replace('e+', 'e');
  let decimals = figures - 1;
  for (let bound = 10; decimals > 0 && size >= bound; bound *= 10) decimals--;
  for (let bound = 1; decimals < figures + 2 && size < bound; bound /= 10) decimals++;
  const text = fixed(v, Math.max(0, decimals));
  return decimals > 0 ? text.replace(/\.?0+$/, '') : text;
}

const LARGER: Readonly<Record<string, string>> = { kWh: 'MWh', kg: 't' };

/** Sums so small are the rounding of sums. */
const ROUNDING = 1e-6;
const SUMS = ['kWh', 'kg', 'h', 'kW'];

/** A quantity with its unit, kWh and kg in thousands where there are many. */
export function quantity(v: number, unit: string, figures = 4): string {
  const larger = LARGER[unit];
  if (Math.abs(v) < ROUNDING && SUMS.includes(unit)) return `0 ${unit}`;
  if (larger !== undefined && Math.abs(v) >= 10_000) return `${figure(v / 1000, figures)} ${larger}`;
  return unit === '1' || unit === '' ? figure(v, figures) : `${figure(v, figures)} ${unit}`;
}

/** A share in per cent. */
export function percent(v: number): string {
  if (Math.abs(v) < ROUNDING) return '0 %';
  return Math.abs(v) < 0.000_5 ? `${v < 0 ? `>${MINUS}` : '<'}0.1 %` : `${fixed(100 * v, 1)} %`;
}

/** A figure by its name: shares in per cent, all else as a quantity. */
export const valueText = (name: string, v: number, unit: string, figures = 4): string =>
  isShare(name, unit) ? percent(v) : unit === 'a' ? `${figure(v, 3)} years` : quantity(v, unit, figures);

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** Heads of columns by month (`2023-01`), short where all are of one year, and that year to stand in the caption. */
export function monthHeads(months: readonly string[]): { readonly heads: readonly string[]; readonly year: string } {
  const years = new Set(months.map((m) => m.slice(0, 4)));
  if (years.size !== 1 || months.length < 2) return { heads: months, year: '' };
  return { heads: months.map((m) => MONTHS[Number(m.slice(5, 7)) - 1] ?? m), year: `, ${[...years].join('')}` };
}

const ABBREVIATIONS = ['CHP', 'CO2', 'NOx', 'NPV', 'IRR', 'LCOE', 'PV', 'COP'];

/** A name in words: those it is known by, else its own (`fullLoadHours_h` as `Full load hours`). */
export function words(name: string): string {
  const label = labelOf(name);
  if (label !== undefined) return capital(label);
  const spaced = name
    .split('_')[0]!
    .replace(/([a-z\d])([A-Z])/g, '$1 $2')
    .replace(/^scope(?=\d)/, 'scope ')
    .toLowerCase()
    .split(' ')
    .map((word) => ABBREVIATIONS.find((a) => a.toLowerCase() === word) ?? word)
    .join(' ');
  return spaced.charAt(0).toUpperCase() + spaced.slice(1);
}

export interface TableColumn {
  readonly head: string;
  readonly isNumber?: boolean;
}

/** Columns beyond which a table is set smaller on paper, and smaller still, on a screen too. */
const MORE = 8;
const MANY = 11;

/** A table that scrolls sideways where the page is narrow; the first cell of a row is its heading. */
export function tableOf(
  caption: string,
  columns: readonly TableColumn[],
  rows: readonly (readonly Piece[])[],
  foot?: readonly Piece[],
  /** Rows that stand below the foot and say more of it. */
  more: readonly (readonly Piece[])[] = [],
): Html {
  const cell = (piece: Piece, k: number): Html =>
    k === 0
      ? html`<th scope="row">${piece}</th>`
      : html`<td${columns[k]?.isNumber === true ? raw(' class="n"') : undefined}>${piece}</td>`;
  const row = (pieces: readonly Piece[]): Html => html`<tr>${pieces.map(cell)}</tr>\n`;
  return html`<div class="scroll" tabindex="0" role="region" aria-label="${caption}"><table${columns.length > MANY ? raw(' class="many"') : columns.length > MORE ? raw(' class="more"') : undefined}>
<caption>${caption}</caption>
<thead><tr>${columns.map((c) => html`<th scope="col"${c.isNumber === true ? raw(' class="n"') : undefined}>${c.head}</th>`)}</tr></thead>
<tbody>
${rows.map(row)}</tbody>${
    foot === undefined
      ? undefined
      : html`
<tfoot>${row(foot)}${more.map((pieces) => html`<tr class="more">${pieces.map(cell)}</tr>\n`)}</tfoot>`
  }
</table></div>
`;
}

export const details = (summary: string, body: Html | readonly Html[], isOpenInPrint = false): Html =>
  html`<details${isOpenInPrint ? raw(' data-print') : undefined}><summary>${summary}</summary>
${body}</details>
`;
