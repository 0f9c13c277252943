import type { WorkSheet } from '../../io/workbook.ts';
import type { BusSummary, Summary } from '../../report/summary.ts';

const cell = (value: string | number): string =>
  typeof value === 'string' && /[",\n\r]/.test(value) ? `"${value.replaceAll('"', '""')}"` : String(value);

/** The monthly balance of every bus as one CSV: a row per flow, into the bus positive. */
export function balanceCsv(summary: Summary): string {
  const rows: (string | number)[][] = [
    ['bus', 'carrier', 'component', 'label', 'role', 'unit', ...summary.months, 'total'],
    ...Object.entries(summary.buses).flatMap(([id, bus]) =>
      [...bus.rows.map((r) => [r.component, r.label, r.role, r.values, r.total] as const), sums(bus, summary)].map(
        ([component, label, role, values, total]) => [
          id,
          bus.carrier,
          component,
          label,
          role,
          bus.unit,
          ...values,
          total,
        ],
      ),
    ),
  ];
  return `${rows.map((row) => row.map(cell).join(',')).join('\n')}\n`;
}

/** The same as sheets, one for each bus. */
export function balanceSheets(summary: Summary): WorkSheet[] {
  return Object.entries(summary.buses).map(([id, bus]) => ({
    name: id,
    rows: [
      [`${bus.label} (${bus.carrier}), ${bus.unit}`, 'role', 'component', ...summary.months, 'total'],
      ...bus.rows.map((r) => [r.label, r.role, r.component, ...r.values, r.total]),
      (([, label, role, values, total]) => [label, role, '', ...values, total])(sums(bus, summary)),
    ],
  }));
}

/** The row that shows that it all adds up. */
function sums(bus: BusSummary, { months }: Summary): readonly [string, string, string, readonly number[], number] {
  const of = (pick: (row: BusSummary['rows'][number]) => number): number =>
    bus.rows.reduce((sum, row) => sum + pick(row), 0);
  return ['', 'Sum of all flows', 'sum', months.map((_, m) => of((r) => r.values[m] ?? 0)), of((r) => r.total)];
}
