import Papa from 'papaparse';
import { ConfigError } from '../core/errors.ts';
import { counted, type Findings } from './table.ts';

/** Stops with one fault of a file. */
export function refuse(file: string, line: number | undefined, message: string): never {
  throw new ConfigError([{ file, line, path: '', message }]);
}

/** A cell as an error message may show it. */
export const shown = (cell: string): string => JSON.stringify(cell.length > 40 ? `${cell.slice(0, 40)}...` : cell);

const SIGNATURES: readonly (readonly [string, string])[] = [
  ['PK\u0003\u0004', 'an Excel workbook or a ZIP archive'],
  ['PAR1', 'a Parquet file'],
  ['%PDF', 'a PDF document'],
  ['\u001f', 'a compressed file'],
];

/** Counts a character up to a limit. */
function countChar(text: string, char: string, limit: number): number {
  let count = 0;
  for (let at = text.indexOf(char); at >= 0 && count < limit; at = text.indexOf(char, at + 1)) count++;
  return count;
}

/**
 * The text without byte order mark and NUL bytes, every line ended by `\n`. A file that is no text at all is refused:
 * more than one character in fifty is NUL or could not be decoded.
 * @throws ConfigError on an empty or binary file
 */
export function cleanText(text: string, file: string, findings: Findings): string {
  for (const [start, what] of SIGNATURES)
    if (text.startsWith(start))
      refuse(file, undefined, `is ${what}; expected text; export the table as CSV (UTF-8) and name that file`);
  const nuls = countChar(text, '\0', text.length);
  const lost = countChar(text, '\ufffd', text.length);
  if ((nuls + lost) * 50 > text.length)
    refuse(
      file,
      undefined,
      `is no UTF-8 text (${counted(nuls, 'NUL byte')} and ${counted(lost, 'undecodable byte')} in ` +
        `${text.length} characters); expected CSV, EPW, TMY3, PVGIS, SURFRAD or CRN text; save it as UTF-8`,
    );
  let clean = text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
  if (nuls > 0) {
    const at = text.indexOf('\0');
    clean = clean.replaceAll('\0', '');
    findings.add({
      kind: 'nul',
      column: '',
      count: nuls,
      places: [{ line: countChar(text.slice(0, at), '\n', at) + 1, time_ms: Number.NaN }],
      text: `${counted(nuls, 'NUL byte')} ignored`,
    });
  }
  if (clean.includes('\r')) clean = clean.replace(/\r\n?/g, '\n');
  if (clean.trim() === '') refuse(file, undefined, 'is empty; expected a header and rows of numbers');
  return clean;
}

export interface Rows {
  readonly rows: readonly (readonly string[])[];
  /** Line of each row in the file, from 1. */
  readonly lines: Int32Array;
  readonly separator: string;
}

export interface RowOptions {
  readonly separator?: string | undefined;
  /** Not taken for a separator when guessing. */
  readonly decimal?: string | undefined;
  readonly skipLines?: number | undefined;
  readonly comment?: string | undefined;
}

/** The separator that is most frequent in a line, outside quotes. */
function guessSeparator(line: string, decimal: string): string {
  const bare = line.replace(/"[^"]*"/g, '');
  let best = ',';
  let most = 0;
  for (const candidate of [',', ';', '\t', '|']) {
    const count = candidate === decimal ? 0 : countChar(bare, candidate, bare.length);
    if (count > most) {
      most = count;
      best = candidate;
    }
  }
  return best;
}

/** Where line `n` (from 0) begins; the text's length where there is none. */
function offsetOfLine(text: string, n: number): number {
  let at = 0;
  for (let k = 0; k < n; k++) {
    const next = text.indexOf('\n', at);
    if (next < 0) return text.length;
    at = next + 1;
  }
  return at;
}

/** Splits clean text into rows of cells, empty rows and comments left out. @throws ConfigError on broken quotes */
export function splitRows(text: string, file: string, options: RowOptions = {}): Rows {
  const skip = options.skipLines ?? 0;
  let body = skip > 0 ? text.slice(offsetOfLine(text, skip)) : text;
  const { comment } = options;
  if (comment !== undefined && body.includes(comment))
    body = body
      .split('\n')
      .map((line) => (line.trimStart().startsWith(comment) ? '' : line))
      .join('\n');
  const start = body.search(/\S/);
  if (start < 0) refuse(file, undefined, `holds nothing after its first ${counted(skip, 'line')}; expected rows`);
  const end = body.indexOf('\n', start);
  const separator =
    options.separator ?? guessSeparator(body.slice(start, end < 0 ? body.length : end), options.decimal ?? '.');
  const parsed = Papa.parse<string[]>(body, { delimiter: separator, newline: '\n', header: false });
  const rows: string[][] = [];
  const lines = new Int32Array(parsed.data.length);
  const quoted = body.includes('"');
  let line = skip + 1;
  const broken = parsed.errors.find((error) => error.type === 'Quotes');
  for (let i = 0; i < parsed.data.length; i++) {
    const row = parsed.data[i]!;
    if (broken !== undefined && broken.row === i)
      refuse(file, line, `a quote (") is opened and not closed before the next separator; close it or remove it`);
    if (row.length > 1 || row[0]!.trim() !== '') {
      lines[rows.length] = line;
      rows.push(row);
    }
    line++;
    if (quoted) for (const cell of row) if (cell.includes('\n')) line += countChar(cell, '\n', cell.length);
  }
  if (broken !== undefined) refuse(file, undefined, 'a quote (") is opened and never closed; close it or remove it');
  return { rows, lines: lines.subarray(0, rows.length), separator };
}

/**
 * A finite number, or NaN. Stricter than the language: no hexadecimal, no blank, no words. With a decimal comma, points
 * may part the thousands.
 */
export function numberIn(cell: string, decimal: '.' | ','): number {
  let text = cell;
  if (decimal === ',') {
    if (text.includes('.')) {
      if (!/^\s*[+-]?\d{1,3}(\.\d{3})+(,\d*)?\s*$/.test(text)) return Number.NaN;
      text = text.replaceAll('.', '');
    }
    text = text.replace(',', '.');
  }
  const value = +text;
  if (!Number.isFinite(value)) return Number.NaN;
  // The language reads "", "0x1f", "0b1" and "0o7" as numbers too.
  if (value === 0 ? /^\s*$|[xXbBoO]/.test(text) : text.length > 2 && /[xXbBoO]/.test(text)) return Number.NaN;
  return value;
}

/** An empty cell, or one of the words by which programs write "no value". */
export function isBlank(cell: string): boolean {
  const text = cell.trim().toLowerCase();
  return text === '' || text === 'nan' || text === 'na' || text === 'n/a' || text === 'null' || text === 'none';
}
