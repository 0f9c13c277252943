import type { StoredRun } from '../core/store.ts';

export const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;
/** The table of a kind's points. The view of the kind's own name shows them with tags and time. */
export const pointsOf = (kind: string): string => quoted(`points_${kind}`);

export const SCHEMA_VERSION = 1;

/** What every file has. No keys: they would cost most of the speed, and the transaction already sees to once. */
export const TABLES = `
CREATE TABLE IF NOT EXISTS sixfold_store (version INTEGER);
CREATE TABLE IF NOT EXISTS sixfold_runs (number INTEGER, run VARCHAR, site VARCHAR, scenario VARCHAR, parent VARCHAR,
  fork INTEGER, start_ms BIGINT, step_s INTEGER, zone VARCHAR, currency VARCHAR, "columns" JSON, owners JSON);
CREATE TABLE IF NOT EXISTS sixfold_series (series INTEGER, number INTEGER, component VARCHAR, kind VARCHAR, owner VARCHAR);
CREATE TABLE IF NOT EXISTS sixfold_extents (number INTEGER, from_step INTEGER, until_step INTEGER);
CREATE TABLE IF NOT EXISTS sixfold_checkpoints (number INTEGER, step INTEGER, states BLOB, control BLOB, journaled INTEGER);
`;

/** A component of a run within the table of its kind. */
export interface ComponentSeries {
  readonly series: number;
  readonly component: string;
  readonly owner: string | undefined;
  readonly kind: string;
  /** Places in the run's frame by field. */
  readonly at: ReadonlyMap<string, number>;
}

/** The components of a run, numbered from `first`. */
export function seriesOf(run: StoredRun, first: number): ComponentSeries[] {
  const byComponent = new Map<string, { kind: string; at: Map<string, number> }>();
  run.columns.forEach(({ component, kind, signal }, k) => {
    const known = byComponent.get(component) ?? { kind, at: new Map<string, number>() };
    known.at.set(signal, k);
    byComponent.set(component, known);
  });
  return [...byComponent].map(([component, { kind, at }], k) => ({
    series: first + k,
    component,
    kind,
    owner: run.owners[component],
    at,
  }));
}

/** Shows the points of a kind in the vocabulary of every store: tags, time, and a column per field. */
export const viewOf = (kind: string, fields: readonly string[]): string => `
CREATE OR REPLACE VIEW ${quoted(kind)} AS
SELECT r.site, r.run, s.component, s.owner,
  make_timestamp((r.start_ms + p.step::BIGINT * r.step_s * 1000) * 1000) AS time${fields.map((f) => `, p.${quoted(f)}`).join('')}
FROM ${pointsOf(kind)} p JOIN sixfold_series s ON s.series = p.series JOIN sixfold_runs r ON r.number = s.number`;

export type SeriesByKind = ReadonlyMap<string, readonly ComponentSeries[]>;

export function byKind(series: readonly ComponentSeries[]): SeriesByKind {
  const kinds = new Map<string, ComponentSeries[]>();
  for (const one of series) {
    const own = kinds.get(one.kind);
    if (own === undefined) kinds.set(one.kind, [one]);
    else own.push(one);
  }
  return kinds;
}
