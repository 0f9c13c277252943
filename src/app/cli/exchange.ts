import { existsSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type Command, InvalidArgumentError } from 'commander';
import { ConfigError } from '../../core/errors.ts';
import { journalLines, journalPath } from '../../io/journalFile.ts';
import { sha256 } from '../../io/sha256.ts';
import { zoneRules } from '../../io/zone.ts';
import { type AuditReport, audit, auditText } from '../../market/books/audit.ts';
import { parseInstant } from '../../scenario/instant.ts';
import { exchangeFolder } from './exchangeFiles.ts';
import { writeStatements } from './statements.ts';
import type { Terminal } from './terminal.ts';
import { table } from './text.ts';
import { version } from './version.ts';

const HELP = `
Examples:
  $ sixfold run simulations/suzhou-exchange.yaml
  $ sixfold exchange audit out/suzhou-exchange
  $ sixfold exchange statements out/suzhou-exchange --zone Asia/Shanghai
  $ sixfold exchange statements out/suzhou-exchange --party paper --from 2023-07-10 --to 2023-07-17 --zone Asia/Shanghai
  $ sixfold exchange audit out/suzhou-exchange --known 1200:9f2c...   what a statement or an earlier audit printed
`;

interface StatementFlags {
  readonly party?: string;
  readonly from?: string;
  readonly to?: string;
  readonly zone: string;
  readonly out?: string;
}
interface AuditFlags {
  readonly known?: NonNullable<Parameters<typeof audit>[2]>['known'];
  readonly json?: boolean;
}

export function addExchange(program: Command, terminal: Terminal, done: (exit: number) => void): void {
  const exchange = program
    .command('exchange')
    .description('looks into the books of an exchange; a scenario with an "exchange" section trades by `sixfold run`')
    .addHelpText('after', HELP);
  exchange
    .command('audit')
    .description('replays the journal of an exchange and proves every balance')
    .argument('<journal>', 'journal.jsonl, the folder that holds it, or the folder of a run')
    .option(
      '--known <entries:hash>',
      'what was kept of the journal before: its entries and the hash of the last',
      known,
    )
    .option('--json', 'print the report as JSON')
    .action((where: string, flags: AuditFlags) => {
      const path = journalOf(where);
      const options = flags.known === undefined ? {} : { known: flags.known };
      const report: AuditReport = audit(watched(path, terminal, 'auditing'), sha256, options);
      terminal.out(flags.json === true ? `${JSON.stringify(report, null, 2)}\n` : auditText(report));
      if (!report.isSound) done(1);
    });
  addStatements(exchange, terminal);
}

function addStatements(exchange: Command, terminal: Terminal): void {
  exchange
    .command('statements')
    .description('writes the statement of every party, or of one, as a page and a CSV file')
    .argument('<journal>', 'journal.jsonl, the folder that holds it, or the folder of a run')
    .option('--party <id>', 'of this participant alone')
    .option('--from <time>', 'first day (start of the journal unless said)')
    .option('--to <time>', 'end of the period, not included (end of the journal unless said)')
    .option('--zone <zone>', 'IANA zone of days and hours', 'UTC')
    .option('--out <dir>', 'folder of the statements (statements beside the journal unless said)')
    .action((where: string, flags: StatementFlags) => {
      const path = journalOf(where);
      const written = writeStatements(flags.out ?? join(dirname(path), 'statements'), {
        party: flags.party,
        from_ms: instantOf('--from', flags.from, flags.zone),
        to_ms: instantOf('--to', flags.to, flags.zone),
        zone: flags.zone,
        version: version(),
        read: (what) => watched(path, terminal, what),
      });
      const rows = written.map(({ party, html, closing }) => [party, (closing / 1e6).toFixed(2), html]);
      terminal.out(`${table([['party', 'closes with', 'page (CSV beside it)'], ...rows])}\n`);
    });
}

/** The lines of a journal, with progress by how much of the file is read. */
function* watched(path: string, terminal: Terminal, what: string): Generator<string, void, undefined> {
  const progress = terminal.progress(what);
  const onTorn = (bytes: number): void =>
    terminal.err(`${path}: its last ${bytes} bytes were being written when the process ended; left out\n`);
  const { size } = statSync(path);
  let read = 0;
  let lines = 0;
  try {
    for (const line of journalLines(path, onTorn)) {
      read += line.length + 1;
      if (++lines % 1000 === 0) progress.show(Math.min(1, read / size));
      yield line;
    }
  } finally {
    progress.end();
  }
}

/** Zone rules reach so far around an instant that they are asked for. */
const AROUND_ms = 400 * 86_400_000;

function instantOf(flag: string, text: string | undefined, zone: string): number | undefined {
  if (text === undefined) return undefined;
  const rough = Date.parse(text);
  const at = Number.isNaN(rough) ? 0 : rough;
  const instant = parseInstant(text, zoneRules(zone, at - AROUND_ms, at + AROUND_ms));
  if (typeof instant === 'string') throw new ConfigError(`${flag}: ${instant}`);
  return instant;
}

/** @throws ConfigError where there is no journal */
export function journalOf(where: string): string {
  const tries = [where, journalPath(where), journalPath(exchangeFolder(where))];
  const path = tries.find((one) => existsSync(one) && statSync(one).isFile());
  if (path === undefined)
    throw new ConfigError(
      `${where}: no journal; expected a file journal.jsonl, or a folder with one. A run of a scenario with an "exchange" section writes it`,
    );
  return path;
}

function known(text: string): { readonly entries: number; readonly head: string } {
  const [, entries, head] = /^(\d+):([0-9a-f]{64})$/.exec(text) ?? [];
  if (entries === undefined || head === undefined)
    throw new InvalidArgumentError('expected <entries>:<hash of 64 hexadecimal digits>.');
  return { entries: Number(entries), head };
}
