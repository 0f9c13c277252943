import type { Summary } from './summary.ts';

/** A table to write as CSV or as a sheet of a workbook. */
export interface Sheet {
  readonly name: string;
  readonly header: readonly string[];
  readonly rows: readonly (readonly (string | number)[])[];
}

/** The monthly balance of every bus: a row for each direction of each port, into the bus positive, and their sum last. */
export const balanceSheets = ({ buses, months }: Pick<Summary, 'buses' | 'months'>): Sheet[] =>
  Object.entries(buses).map(([name, bus]) => ({
    name,
    header: ['component', 'signal', 'role', ...months.map((m) => `${m} (${bus.unit})`), `total (${bus.unit})`],
    rows: [
      ...bus.rows.map((r) => [r.component, r.signal, r.role, ...r.values, r.total]),
      [
        'balance',
        '',
        '',
        ...months.map((_, m) => bus.rows.reduce((sum, r) => sum + r.values[m]!, 0)),
        bus.rows.reduce((sum, r) => sum + r.total, 0),
      ],
    ],
  }));
