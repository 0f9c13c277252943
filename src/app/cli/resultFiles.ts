import { existsSync, readFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ConfigError } from '../../core/errors.ts';
import { writeWhole } from '../../io/folder.ts';
import { type ResultWriter, writerHere } from '../../io/resultWriter.ts';
import { metaOf } from '../../report/meta.ts';
import type { Summary } from '../../report/summary.ts';
import type { Outcome } from '../../scenario/simulation.ts';
import { tidy } from '../tidy.ts';
import { balanceCsv, balanceSheets } from './balanceSheets.ts';
import { version } from './version.ts';

/** All that a run may leave in its folder; what an earlier run left of them is removed first. */
export const RESULT_FILES = [
  'results.parquet',
  'results.csv',
  'measured.csv',
  'prices.parquet',
  'meta.json',
  'summary.json',
  'run.json',
  'report.html',
  'balance.csv',
  'balance.xlsx',
];

/** `run.json`: all that may differ between two runs of the same scenario. */
export interface RunRecord {
  readonly schemaVersion: 1;
  readonly version: string;
  readonly command: readonly string[];
  /** Wall clock, UTC. */
  readonly started: string;
  readonly unfinished: boolean;
  readonly times_s: Readonly<Record<string, number>>;
}

const json = (data: unknown): string => `${JSON.stringify(data, null, 2)}\n`;

export function writeRecord(folder: string, record: RunRecord): void {
  const [processor] = cpus();
  writeWhole(
    join(folder, 'run.json'),
    json({
      ...record,
      machine: {
        node: process.version,
        platform: `${process.platform} ${process.arch}`,
        processor: processor?.model ?? 'unknown',
        cores: cpus().length,
        memory_MB: Math.round(totalmem() / 2 ** 20),
      },
      residentMost_MB: Math.round(process.resourceUsage().maxRSS / 1024),
    }),
  );
}

export interface Results {
  readonly outcome: Outcome;
  readonly summary: Summary;
  readonly unfinished: boolean;
  readonly report: boolean;
}

/** Writes everything but the series: meta, summary, monthly balance, report. */
export async function writeResults(
  folder: string,
  { outcome, summary, unfinished, report }: Results,
  writer: ResultWriter = writerHere,
): Promise<{ readonly summary: unknown }> {
  const marked = unfinished ? { ...summary, unfinished: true } : summary;
  writeWhole(join(folder, 'meta.json'), json(metaOf(outcome)));
  writeWhole(join(folder, 'summary.json'), json(marked));
  writeWhole(join(folder, 'balance.csv'), balanceCsv(summary));
  await Promise.all([
    writer.workbook(join(folder, 'balance.xlsx'), balanceSheets(summary)),
    ...(report ? [writeReport(join(folder, 'report.html'), outcome, summary)] : []),
  ]);
  return { summary: marked };
}

async function writeReport(path: string, outcome: Outcome, summary: Summary): Promise<void> {
  tidy(outcome.steps);
  // Loaded where it is needed: a report is no part of a quick look.
  const { reportHtml } = await import('../../report/html.ts');
  writeWhole(path, reportHtml({ outcome, summary, script: reportScript(), version: version() }));
}

/** The bundled script of the report, beside the compiled code, or in dist/ where the source itself runs. */
function reportScript(): string {
  const found = ['../web/report.js', '../../../dist/app/web/report.js']
    .map((path) => fileURLToPath(new URL(path, import.meta.url)))
    .find((path) => existsSync(path));
  if (found === undefined)
    throw new ConfigError('the script of the report is not built; run: npm run build, or add --no-report');
  return readFileSync(found, 'utf8');
}
