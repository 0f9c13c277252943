import { dirname, resolve } from 'node:path';
import type { Files } from '../core/files.ts';
import { parquetText } from '../io/parquetText.ts';
import { readDocument } from '../scenario/document.ts';
import type { Outside } from '../scenario/read.ts';

type Plain = Readonly<Record<string, unknown>>;
const isPlain = (value: unknown): value is Plain =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Columns of the file that a mapping names; undefined where it takes all. */
function namedIn(mapping: unknown): string[] | undefined {
  if (!isPlain(mapping)) return undefined;
  const { columns, time } = mapping;
  if (!isPlain(columns)) return undefined;
  const times = isPlain(time) ? [time.column, ...(Array.isArray(time.columns) ? time.columns : [])] : [];
  return [...Object.values(columns).map((c) => (isPlain(c) ? c.from : c)), ...times].filter(
    (name): name is string => typeof name === 'string',
  );
}

/**
 * Reads the Parquet files that a scenario names for profiles and weather beforehand, so that they are read as its other
 * series are. What a scenario may read stays what it was.
 */
export async function withParquet(path: string, outside: Outside, sections: Plain = {}): Promise<Outside> {
  const { files } = outside;
  const document = readDocument(path, files, { patch: sections });
  const data = document.data as Plain;
  const named: { readonly file: string; readonly from: string; readonly names: string[] | undefined }[] = [];
  const add = (spec: unknown, at: readonly string[], mapping: unknown): void => {
    if (!isPlain(spec) || typeof spec.file !== 'string' || !/\.parquet$/i.test(spec.file)) return;
    named.push({ file: spec.file, from: document.placeOf([...at, 'file']).file, names: namedIn(mapping) });
  };
  for (const [id, spec] of Object.entries(isPlain(data.profiles) ? data.profiles : {}))
    add(spec, ['profiles', id], spec);
  if (isPlain(data.weather)) add(data.weather, ['weather'], data.weather.csv);
  const texts = new Map<string, { readonly file: string; readonly text: string }>();
  for (const { file: name, from, names } of named) {
    const at = resolve(dirname(resolve(from)), name);
    const already = texts.has(at);
    // Asks whether it may be read at all; what it gives of a file that is no text is thrown away.
    const { file } = files.read(name, from);
    texts.set(at, { file, text: await parquetText(at, already ? undefined : names) });
  }
  if (texts.size === 0) return outside;
  const read: Files['read'] = (name, from) =>
    (from === '' ? undefined : texts.get(resolve(dirname(resolve(from)), name))) ?? files.read(name, from);
  return { ...outside, files: { ...files, read } };
}
