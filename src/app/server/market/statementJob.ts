import { journalLines } from '../../../io/journalFile.ts';
import { sha256 } from '../../../io/sha256.ts';
import { zoneRules } from '../../../io/zone.ts';
import { replay } from '../../../market/books/replay.ts';
import { statementCsv } from '../../../market/statement/csv.ts';
import { statementCollector } from '../../../market/statement/statement.ts';
import { statementHtml } from '../../../report/exchangeStatement.ts';
import { shownStatement } from './statementPayload.ts';
import { type AskedPeriod, chosenPeriod, type NoStatement, statementPeriods } from './statementPeriod.ts';

export type StatementForm = 'json' | 'csv' | 'html';

export interface StatementJob {
  /** The journal. */
  readonly path: string;
  readonly party: string;
  readonly asked: AskedPeriod;
  readonly zone: string;
  readonly form: StatementForm;
  readonly version: string;
}

/** Reads the journal, proves it as it goes, and writes the statement. @throws JournalError where it cannot be believed */
export function makeStatement({ path, party, asked, zone, form, version }: StatementJob): string | NoStatement {
  const period = chosenPeriod(statementPeriods(path), asked);
  if ('code' in period) return period;
  const { from_ms, to_ms } = period;
  const collector = statementCollector({ party, from_ms, to_ms, zone: zoneRules(zone, from_ms, to_ms) });
  replay(journalLines(path), sha256, (entry, books) => collector.take(entry, books));
  const statement = collector.done();
  if (form === 'csv') return statementCsv(statement);
  if (form === 'html') return statementHtml({ statement, version });
  return `${JSON.stringify(shownStatement(statement))}\n`;
}
