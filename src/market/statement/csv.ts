import { formatUtc } from '../../core/timeGrid.ts';
import { readingText } from '../ledger/register.ts';
import type { Statement, StatementLine } from './statement.ts';

/** A whole number of the smallest unit as an exact decimal: `decimal(-1500, 3)` is `-1.500`. */
export function decimal(n: number, places: number): string {
  const digits = String(Math.abs(n)).padStart(places + 1, '0');
  return `${n < 0 ? '-' : ''}${digits.slice(0, -places)}.${digits.slice(-places)}`;
}

export const moneyText = (micro: number): string => decimal(micro, 6);
export const quantityText = (quanta: number): string => decimal(quanta, 3);

const COLUMNS = [
  'entry',
  'booked',
  'market',
  'slot',
  'what',
  'revision',
  'takesBack',
  'quantity',
  'unit',
  'price_money',
  'amount_money',
  'fee_money',
  'order',
  'meters',
  'tariff',
  'estimated',
  'note',
] as const;

/** A cell: quoted where it must be, and never one that a spreadsheet would take for a formula. */
function cell(text: string): string {
  const safe = /^[=+@\t\r]|^-(?![\d.]+$)/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** Readings and quantities are exact decimals of kWh or kg, money of the currency, prices of money per kWh or kg; instants are UTC. */
export function statementCsv(statement: Statement): string {
  const { opening, closing, earlier, lines, from_ms, to_ms, units, currency, proof } = statement;
  const balance = (what: string, at_ms: number, money: number, note: string): string[] => {
    const known: Partial<Record<(typeof COLUMNS)[number], string>> = {
      booked: formatUtc(at_ms),
      what,
      amount_money: moneyText(money),
      note,
    };
    return COLUMNS.map((name) => known[name] ?? '');
  };
  const row = (line: StatementLine, note: string): string[] => [
    String(line.place),
    formatUtc(line.at_ms),
    line.market,
    formatUtc(line.slot_ms),
    line.kind,
    String(line.revision),
    line.reverses === undefined ? '' : String(line.reverses),
    line.quanta === 0 ? '' : quantityText(line.quanta),
    line.quanta === 0 ? '' : (units[line.market] ?? ''),
    line.price === undefined ? '' : moneyText(line.price),
    moneyText(line.money),
    line.fee === 0 ? '' : moneyText(line.fee),
    line.order ?? '',
    line.readings.map(readingText).join('; '),
    line.tariff ?? '',
    line.isEstimated ? 'yes' : '',
    [note, line.text ?? ''].filter((text) => text !== '').join('; '),
  ];
  const rows = [
    [...COLUMNS],
    balance('opening', from_ms, opening, currency),
    ...earlier.map((line) => row(line, 'correction of an earlier period')),
    ...lines.map((line) => row(line, '')),
    balance('closing', to_ms, closing, `journal entry ${proof.entries}; hash ${proof.head}`),
  ];
  return `${rows.map((cells) => cells.map(cell).join(',')).join('\n')}\n`;
}
