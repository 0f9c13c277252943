import { join } from 'node:path';
import { ConfigError } from '../../core/errors.ts';
import { readyFolder, writeWhole } from '../../io/folder.ts';
import { sha256 } from '../../io/sha256.ts';
import { zoneRules } from '../../io/zone.ts';
import type { Books } from '../../market/books/books.ts';
import { type Entry, replay } from '../../market/books/replay.ts';
import { statementCsv } from '../../market/statement/csv.ts';
import { type StatementCollector, statementCollector } from '../../market/statement/statement.ts';
import { statementHtml } from '../../report/exchangeStatement.ts';

export interface StatementWish {
  /** All where left out. */
  readonly party?: string | undefined;
  /** ms UTC; from the first entry to the last where left out. */
  readonly from_ms?: number | undefined;
  readonly to_ms?: number | undefined;
  readonly zone: string;
  readonly version: string;
  /** The journal's lines, read anew; told what for. */
  readonly read: (what: string) => Iterable<string>;
}

/** What was written of one party. */
export interface Written {
  readonly party: string;
  readonly html: string;
  readonly csv: string;
  /** Whole micro-money. */
  readonly closing: number;
}

const files = (party: string): readonly [html: string, csv: string] => [`${party}.html`, `${party}.csv`];

/**
 * Writes the statements of a journal's parties: a page and a CSV file each. The journal is read twice, so that no more than
 * the lines of the statements is kept. @throws ConfigError where there is no such party, JournalError where it cannot be believed
 */
export function writeStatements(folder: string, wish: StatementWish): Written[] {
  let first_ms = Number.NaN;
  let last_ms = Number.NaN;
  let parties: string[] = [];
  const look = ({ record }: Entry, books: Books): void => {
    if (Number.isNaN(first_ms)) first_ms = record.at_ms;
    last_ms = record.at_ms;
    parties = [...books.parties.keys()];
  };
  replay(wish.read('looking for the parties'), sha256, look);
  if (wish.party !== undefined && !parties.includes(wish.party))
    throw new ConfigError(`no party "${wish.party}" in this journal; expected one of ${parties.join(', ')}`);
  const from_ms = wish.from_ms ?? first_ms;
  const to_ms = wish.to_ms ?? last_ms;
  if (!(to_ms > from_ms)) throw new ConfigError(`a statement ends after it begins; met ${from_ms} to ${to_ms} ms`);
  const zone = zoneRules(wish.zone, from_ms, to_ms);
  const wanted = wish.party === undefined ? parties : [wish.party];
  const collectors = new Map<string, StatementCollector>(
    wanted.map((party) => [party, statementCollector({ party, from_ms, to_ms, zone })]),
  );
  replay(wish.read('writing statements'), sha256, (entry, books) => {
    for (const collector of collectors.values()) collector.take(entry, books);
  });
  readyFolder(folder, wanted.flatMap(files));
  return [...collectors].map(([party, collector]) => {
    const statement = collector.done();
    const [html, csv] = files(party);
    writeWhole(join(folder, csv), statementCsv(statement));
    writeWhole(join(folder, html), statementHtml({ statement, version: wish.version, csv }));
    return { party, html: join(folder, html), csv: join(folder, csv), closing: statement.closing };
  });
}
