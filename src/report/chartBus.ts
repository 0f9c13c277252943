import type { Outcome } from '../scenario/simulation.ts';
import type { PageRows } from './chartSeries.ts';
import { type TypicalWeek, typicalWeeks } from './chartShape.ts';
import { wallClock } from './chartTime.ts';
import type { BalanceRow, Summary } from './summary.ts';

/** What one component does on a bus through one port. */
export interface BusPart {
  readonly label: string;
  /** Columns of the port; none for a network, which brings what the others lack. */
  readonly columns: readonly number[];
  /** Brought and taken by month, into the bus positive; kWh or kg. */
  readonly up: readonly number[];
  readonly down: readonly number[];
}

export interface BusChart {
  readonly id: string;
  readonly label: string;
  readonly carrier: string;
  readonly unit: 'kWh' | 'kg';
  /** Of the flows: kW or kg/h. */
  readonly flowUnit: string;
  /** Largest first. */
  readonly parts: readonly BusPart[];
  readonly hasNetwork: boolean;
  /** Columns that buy, and that serve the final use. */
  readonly purchase: readonly number[];
  readonly finalUse: readonly number[];
  readonly weeks: readonly TypicalWeek[];
}

/** Parts of a bus beyond these are drawn as one. */
export const MAX_PARTS = 11;
/** Below this share of what the bus turns over, parts are drawn as one: nobody could see them. */
const SMALL = 0.005;
/** Below this share, a part is not drawn. */
const NOTHING = 1e-6;

/** What the charts of a bus draw, from its balance by month. */
export function busCharts(outcome: Outcome, summary: Summary, page: PageRows): BusChart[] {
  const { site } = outcome.compiled.run;
  const wall = wallClock(page, site.zone);
  const labels = new Map(outcome.compiled.run.components.map((c) => [c.id, c.label]));
  const index = new Map(outcome.columns.map((c, k) => [c.name, k]));
  return Object.entries(summary.buses).map(([id, bus]) => {
    const columnOf = (row: BalanceRow): number[] => {
      const at = index.get(`${row.component}.${row.signal}`);
      return at === undefined ? [] : [at];
    };
    const groups = new Map<string, BalanceRow[]>();
    for (const row of bus.rows) {
      const key = `${row.component}.${row.signal}`;
      groups.set(key, [...(groups.get(key) ?? []), row]);
    }
    const parts = [...groups.values()].map((rows) =>
      partOf(labels.get(rows[0]!.component) ?? rows[0]!.label, rows.flatMap(columnOf).slice(0, 1), rows),
    );
    const all = parts.reduce((sum, p) => sum + sizeOf(p), 0);
    const sorted = parts.filter((p) => sizeOf(p) > NOTHING * all).sort((a, b) => sizeOf(b) - sizeOf(a));
    const roles = (role: BalanceRow['role']): number[] => [
      ...new Set(bus.rows.filter((row) => row.role === role).flatMap(columnOf)),
    ];
    return {
      id,
      label: bus.label,
      carrier: bus.carrier,
      unit: bus.unit,
      flowUnit: bus.unit === 'kg' ? 'kg/h' : 'kW',
      parts: merged(sorted, SMALL * all),
      hasNetwork: bus.rows.some((row) => row.role === 'network'),
      purchase: roles('purchase'),
      finalUse: roles('finalUse'),
      weeks: typicalWeeks(
        wall,
        page.step_s,
        sorted.slice(0, MAX_PARTS).flatMap((part) => part.columns.map((k) => page.values[k]!)),
        site.latitude_deg < 0,
      ),
    };
  });
}

function partOf(label: string, columns: readonly number[], rows: readonly BalanceRow[]): BusPart {
  const months = rows[0]!.values.map((_, m) => m);
  const sum = (pick: (v: number) => number): number[] =>
    months.map((m) => rows.reduce((v, row) => v + pick(row.values[m]!), 0));
  return { label, columns, up: sum((v) => Math.max(0, v)), down: sum((v) => Math.min(0, v)) };
}

const sizeOf = ({ up, down }: BusPart): number => up.reduce((s, v) => s + v, 0) - down.reduce((s, v) => s + v, 0);

/** `parts` by size; those beyond the count or below `small` as one. */
function merged(parts: readonly BusPart[], small: number): BusPart[] {
  const shown = Math.min(MAX_PARTS, parts.filter((part) => sizeOf(part) >= small).length);
  if (parts.length <= shown + 1) return [...parts];
  const rest = parts.slice(shown);
  const over = (pick: (p: BusPart) => readonly number[]): number[] =>
    pick(rest[0]!).map((_, m) => rest.reduce((v, p) => v + pick(p)[m]!, 0));
  return [
    ...parts.slice(0, shown),
    {
      label: `${rest.length} others`,
      columns: rest.flatMap((p) => p.columns),
      up: over((p) => p.up),
      down: over((p) => p.down),
    },
  ];
}
