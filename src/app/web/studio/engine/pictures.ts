/** What the charts beside the sliders draw of a case: plain numbers, small enough to be sent while one drags. */

import { sankeyOf } from '../../../../report/chartSankey.ts';
import { type Drawn, drawnGathered } from '../../../../report/chartSankeyGather.ts';
import { durationCurve } from '../../../../report/chartShape.ts';
import type { BalanceRow, BusSummary } from '../../../../report/summary.ts';
import type { Case } from './caseRunner.ts';

/** Which picture is wanted; months are in every result. */
export type Look =
  | { readonly kind: 'months' }
  | { readonly kind: 'flows' }
  | { readonly kind: 'week'; readonly bus: string; readonly week: number }
  | { readonly kind: 'duration'; readonly bus: string };

export interface WeekPicture {
  readonly kind: 'week';
  readonly start_ms: number;
  readonly step_s: number;
  readonly unit: string;
  readonly parts: readonly { readonly label: string; readonly values: Float64Array }[];
}
export interface Curve {
  readonly what: 'use' | 'import';
  readonly isBase: boolean;
  readonly hours_h: readonly number[];
  readonly values: readonly number[];
}
export interface DurationPicture {
  readonly kind: 'duration';
  readonly unit: string;
  readonly curves: readonly Curve[];
}
export interface FlowsPicture {
  readonly kind: 'flows';
  readonly drawn: Drawn;
}
export type Picture = WeekPicture | DurationPicture | FlowsPicture;

const WEEK_S = 7 * 86_400;
const POINTS = 200;

/** @returns undefined where the case has nothing of the kind, and for months */
export function pictureOf(look: Look, now: Case, base: Case | undefined): Picture | undefined {
  switch (look.kind) {
    case 'months':
      return undefined;
    case 'flows':
      return { kind: 'flows', drawn: drawnGathered(sankeyOf(now.outcome, now.summary)) };
    case 'week':
      return weekOf(now, look.bus, look.week);
    case 'duration':
      return durationOf(look.bus, now, base);
  }
}

const flowUnit = ({ unit }: BusSummary): string => (unit === 'kg' ? 'kg_per_h' : 'kW');

/** A row for each port, which stands once for each of its directions. */
function ports({ rows }: BusSummary): readonly BalanceRow[] {
  const found = new Map<string, BalanceRow>();
  for (const row of rows) if (row.signal !== '' && row.total !== 0) found.set(`${row.component}.${row.signal}`, row);
  return [...found.values()];
}

function columnOf({ outcome }: Case, { component, signal }: BalanceRow): Float64Array | undefined {
  const k = outcome.columns.findIndex(({ name }) => name === `${component}.${signal}`);
  return k < 0 ? undefined : outcome.table.columns[k];
}

function weekOf(one: Case, bus: string, week: number): WeekPicture | undefined {
  const summary = one.summary.buses[bus];
  const { grid } = one.outcome.table;
  if (summary === undefined || grid.length === 0) return undefined;
  const rows = Math.min(grid.length, Math.max(1, Math.round(WEEK_S / grid.step_s)));
  const first = Math.max(0, Math.min(grid.length - rows, week * rows));
  const parts = ports(summary).flatMap((row) => {
    const values = columnOf(one, row)?.slice(first, first + rows);
    return values?.some((v) => Math.abs(v) > 1e-9) === true ? [{ label: row.label, values }] : [];
  });
  const start_ms = grid.start_ms + first * grid.step_s * 1000;
  return { kind: 'week', start_ms, step_s: grid.step_s, unit: flowUnit(summary), parts };
}

function durationOf(bus: string, now: Case, base: Case | undefined): DurationPicture | undefined {
  const summary = now.summary.buses[bus];
  if (summary === undefined) return undefined;
  const cases = base === undefined || base === now ? [now] : [base, now];
  const curves = cases.flatMap((one) => {
    const of = one.summary.buses[bus];
    const isBase = one !== now;
    return of === undefined
      ? []
      : [
          ...curveOf(one, of, 'use', ['finalUse', 'converterUse'], -1, isBase),
          ...curveOf(one, of, 'import', ['purchase', 'sale'], 1, isBase),
        ];
  });
  return { kind: 'duration', unit: flowUnit(summary), curves };
}

/** Of the sum of all ports that play one of these roles. */
function curveOf(
  one: Case,
  { rows }: BusSummary,
  what: Curve['what'],
  roles: readonly BalanceRow['role'][],
  sign: 1 | -1,
  isBase: boolean,
): readonly Curve[] {
  const { grid } = one.outcome.table;
  const names = new Set<string>();
  const sum = new Float64Array(grid.length);
  for (const row of rows) {
    const name = `${row.component}.${row.signal}`;
    if (!roles.includes(row.role) || names.has(name)) continue;
    const column = columnOf(one, row);
    if (column === undefined) continue;
    names.add(name);
    for (let i = 0; i < sum.length; i++) sum[i] = sum[i]! + sign * column[i]!;
  }
  if (names.size === 0 || sum.length === 0) return [];
  const points = durationCurve(sum, grid.step_s, POINTS);
  return [{ what, isBase, hours_h: points.map((p) => p.hours_h), values: points.map((p) => p.value) }];
}
