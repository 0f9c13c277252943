import { journalLines } from '../../../io/journalFile.ts';
import { sha256 } from '../../../io/sha256.ts';
import { zoneRules } from '../../../io/zone.ts';
import { replay } from '../../../market/books/replay.ts';
import type { JournalRecord } from '../../../market/journal/record.ts';
import { statementCsv } from '../../../market/statement/csv.ts';
import { statementCollector } from '../../../market/statement/statement.ts';
import { statementHtml } from '../../../report/exchangeStatement.ts';
import { shownStatement } from './statementPayload.ts';

/** A period that a statement is of. */
export interface StatementPeriod {
  readonly from_ms: number;
  readonly to_ms: number;
  /** Whether it went out: it never changes again. */
  readonly isFinal: boolean;
  /** What each party has at its end, micro-money; of those that went out. */
  readonly closing?: Readonly<Record<string, number>>;
}

export type StatementForm = 'json' | 'csv' | 'html';

export interface StatementJob {
  /** The journal. */
  readonly path: string;
  readonly party: string;
  readonly from_ms: number;
  readonly to_ms: number;
  readonly zone: string;
  readonly form: StatementForm;
  readonly version: string;
}

/** The record of a line that is of a kind; lines of others are passed over unread. */
const ISSUED = '"kind":"issued"';
const recordIn = (line: string): JournalRecord => (JSON.parse(line) as { readonly record: JournalRecord }).record;

/** Periods whose statements went out, and the one that is going on, the last first; none where the journal is empty. */
export function statementPeriods(path: string): StatementPeriod[] {
  const periods: StatementPeriod[] = [];
  let begin_ms: number | undefined;
  let last = '';
  for (const line of journalLines(path)) {
    last = line;
    begin_ms ??= recordIn(line).at_ms;
    if (!line.includes(ISSUED)) continue;
    const record = recordIn(line);
    if (record.kind !== 'issued') continue;
    const { from_ms, to_ms, money } = record;
    periods.unshift({ from_ms, to_ms, isFinal: true, closing: money });
  }
  if (begin_ms === undefined) return periods;
  const from_ms = periods[0]?.to_ms ?? begin_ms;
  const to_ms = recordIn(last).at_ms;
  if (to_ms > from_ms) periods.unshift({ from_ms, to_ms, isFinal: false });
  return periods;
}

/** Reads the journal, proves it as it goes, and writes the statement. @throws JournalError where it cannot be believed */
export function makeStatement({ path, party, from_ms, to_ms, zone, form, version }: StatementJob): string {
  const collector = statementCollector({ party, from_ms, to_ms, zone: zoneRules(zone, from_ms, to_ms) });
  replay(journalLines(path), sha256, (entry, books) => collector.take(entry, books));
  const statement = collector.done();
  if (form === 'csv') return statementCsv(statement);
  if (form === 'html') return statementHtml({ statement, version });
  return `${JSON.stringify(shownStatement(statement))}\n`;
}
