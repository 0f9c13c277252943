import { existsSync, statSync } from 'node:fs';
import { type Command, InvalidArgumentError } from 'commander';
import { ConfigError } from '../../core/errors.ts';
import { journalLines, journalPath } from '../../io/journalFile.ts';
import { sha256 } from '../../io/sha256.ts';
import { type AuditReport, audit, auditText } from '../../market/books/audit.ts';
import { exchangeFolder } from './exchangeFiles.ts';
import type { Terminal } from './terminal.ts';

const HELP = `
Examples:
  $ sixfold run simulations/suzhou-exchange.yaml
  $ sixfold exchange audit out/suzhou-exchange
  $ sixfold exchange audit out/suzhou-exchange --known 1200:9f2c...   what a statement or an earlier audit printed
`;

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
      const report: AuditReport = audit(journalLines(path), sha256, options);
      terminal.out(flags.json === true ? `${JSON.stringify(report, null, 2)}\n` : auditText(report));
      if (!report.isSound) done(1);
    });
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
