import { journalLines } from '../../../io/journalFile.ts';
import type { JournalRecord } from '../../../market/journal/record.ts';

/** A period that a statement is of. */
export interface StatementPeriod {
  readonly from_ms: number;
  readonly to_ms: number;
  /** Whether it went out: it never changes again. */
  readonly isFinal: boolean;
  /** What each party has at its end, micro-money; of those that went out. */
  readonly closing?: Readonly<Record<string, number>>;
}

/** What is asked for: the period that is going on (`current`) or begins at an instant, to an end of one's own or its own. */
export interface AskedPeriod {
  readonly from_ms: number | 'current';
  readonly to_ms?: number;
}

/** Why there is no such statement. */
export interface NoStatement {
  readonly code: 'not_found' | 'invalid';
  readonly message: string;
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

/** The period that is asked for among those that there are. */
export function chosenPeriod(
  periods: readonly StatementPeriod[],
  asked: AskedPeriod,
): Pick<StatementPeriod, 'from_ms' | 'to_ms'> | NoStatement {
  const current = periods[0];
  if (current === undefined) return { code: 'not_found', message: 'nothing was booked yet' };
  const from_ms = asked.from_ms === 'current' ? current.from_ms : asked.from_ms;
  const to_ms = asked.to_ms ?? periods.find((one) => one.from_ms === from_ms)?.to_ms;
  if (to_ms === undefined)
    return {
      code: 'not_found',
      message: `no period begins at ${from_ms}; say where it ends with ?to=, or ask for the list`,
    };
  if (to_ms <= from_ms) return { code: 'invalid', message: `query.to: met ${to_ms}, expected more than ${from_ms}` };
  return { from_ms, to_ms };
}
