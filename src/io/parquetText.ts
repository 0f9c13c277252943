import { existsSync, readFileSync } from 'node:fs';
import { parquetMetadata, parquetReadObjects, parquetSchema } from 'hyparquet';
import { ConfigError } from '../core/errors.ts';

/** Names of a Parquet file's columns. @throws ConfigError where it is none */
export function parquetNames(path: string): string[] {
  return parquetSchema(metadataOf(path).metadata).children.map((child) => child.element.name);
}

/**
 * A Parquet file as the text of a CSV file, so that it is read through the same mapping: times in UTC, numbers in full,
 * nulls and NaN empty. `names` are the columns wanted beside those of time; all where left out.
 * @throws ConfigError where the file is none, or has a column that is neither number, text, truth nor time
 */
export async function parquetText(path: string, names?: readonly string[]): Promise<string> {
  const { file, metadata } = metadataOf(path);
  const all = parquetSchema(metadata).children.map((child) => child.element.name);
  const isTime = (name: string): boolean => /^(time|datetime|timestamp|date)$/i.test(name);
  const wanted = all.filter((name) => names === undefined || names.includes(name) || isTime(name));
  const rows = await parquetReadObjects({ file, metadata, columns: wanted });
  const lines = rows.map((row) => wanted.map((name) => cellText(row[name], path, name)).join(','));
  return `${[wanted.map(quoted).join(','), ...lines].join('\n')}\n`;
}

function metadataOf(path: string): {
  readonly file: ArrayBuffer;
  readonly metadata: ReturnType<typeof parquetMetadata>;
} {
  const fault = (message: string): ConfigError => new ConfigError([{ file: path, path: '', message }]);
  if (!existsSync(path)) throw fault('is not there; check the path');
  const bytes = readFileSync(path);
  const file = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer;
  try {
    return { file, metadata: parquetMetadata(file) };
  } catch (error) {
    throw fault(
      `is no Parquet file (${(error as Error).message}); expected one that "sixfold run" or another tool wrote`,
    );
  }
}

const quoted = (text: string): string => (/[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

function cellText(value: unknown, path: string, name: string): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'number') return Number.isFinite(value) ? String(value) : '';
  if (typeof value === 'bigint' || typeof value === 'boolean') return String(Number(value));
  if (value instanceof Date) return value.toISOString();
  if (typeof value === 'string') return quoted(value);
  throw new ConfigError([
    { file: path, path: '', message: `column "${name}" holds neither numbers nor times; leave it out of the mapping` },
  ]);
}
