import type { StoredRun } from '../core/store.ts';
import type { Block } from '../core/table.ts';

/**
 * InfluxDB line protocol. Names and tags escape comma, space and equals sign by a backslash; a backslash itself cannot be
 * written safely there (before a comma it would escape that, at the end what follows), nor a line break, so that these
 * become `/` and a space. Strings are quoted and hold anything. Numbers are always floats: one integer would keep every
 * later float out of its field.
 */
const plain = (text: string): string => text.replaceAll('\\', '/').replace(/[\n\r\t]/g, ' ');

/** A measurement. There an equals sign needs no escape, and must have none. */
export const measurement = (name: string): string => plain(name).replace(/[, ]/g, '\\$&');
/** A tag key, a tag value or a field key. */
export const tag = (text: string): string => plain(text).replace(/[,= ]/g, '\\$&');
export const stringField = (text: string): string => `"${text.replace(/["\\]/g, '\\$&')}"`;
/** All 53 bits, with the sign of a zero. Finite only: neither NaN nor Infinity can be written. */
export const numberField = (v: number): string => (v === 0 && 1 / v < 0 ? '-0' : `${v}`);

/** Tags in the order of their names, as the server sorts them; an empty value is no tag. */
export const seriesKey = (name: string, tags: Readonly<Record<string, string | undefined>>): string =>
  [
    measurement(name),
    ...Object.keys(tags)
      .sort()
      .flatMap((key) => {
        const value = tags[key];
        return value === undefined || value === '' ? [] : [`${tag(key)}=${tag(value)}`];
      }),
  ].join(',');

/** Writes the points of a run. */
export interface LineWriter {
  readonly components: number;
  /** The line of a component in a row of a block, with its line break; empty where it has no finite value. */
  line(component: number, block: Block, row: number): string;
}

export function lineWriter(run: StoredRun): LineWriter {
  const byComponent = new Map<string, { prefix: string; keys: string[]; at: number[] }>();
  run.columns.forEach(({ component, kind, signal }, k) => {
    const known = byComponent.get(component) ?? {
      prefix: `${seriesKey(kind, { component, owner: run.owners[component], run: run.id, site: run.site })} `,
      keys: [],
      at: [],
    };
    known.keys.push(`${tag(signal)}=`);
    known.at.push(k);
    byComponent.set(component, known);
  });
  const components = [...byComponent.values()];
  const step_ms = run.step_s * 1000;
  return {
    components: components.length,
    line(component, { columns, at: row0, first }, row) {
      const { prefix, keys, at } = components[component]!;
      let text = '';
      for (let f = 0; f < keys.length; f++) {
        const v = columns[at[f]!]![row0 + row]!;
        // An infinite number minus itself is none.
        if (v - v === 0) text += (text === '' ? prefix : ',') + keys[f]! + numberField(v);
      }
      return text === '' ? '' : `${text} ${run.start_ms + (first + row) * step_ms}\n`;
    },
  };
}

/** A string field of InfluxDB holds 64 KiB. */
const PART = 60_000;
export const RUNS_MEASUREMENT = 'sixfold_runs';

/** The line that makes a run known: its description as JSON, in ASCII and in parts. */
export function runLine(run: StoredRun): string {
  const json = JSON.stringify(run).replace(
    /[\u007f-\uffff]/g,
    (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  const parts = Array.from({ length: Math.ceil(json.length / PART) }, (_, k) => json.slice(k * PART, (k + 1) * PART));
  const fields = parts.map((part, k) => `json${k}=${stringField(part)}`).join(',');
  return `${seriesKey(RUNS_MEASUREMENT, { run: run.id, site: run.site })} ${fields} ${run.start_ms}\n`;
}

/** The run that a row of `sixfold_runs` describes, by column name. */
export function runOf(row: Readonly<Record<string, unknown>>): StoredRun {
  let json = '';
  for (let k = 0; typeof row[`json${k}`] === 'string'; k++) json += row[`json${k}`] as string;
  return JSON.parse(json) as StoredRun;
}
