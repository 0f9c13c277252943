import { ConfigError } from '../core/errors.ts';
import { remembered } from '../core/files.ts';
import { endOf, formatUtc, timeAt } from '../core/timeGrid.ts';
import type { ZoneRules } from '../core/zone.ts';
import { type ImportContext, importProfile } from '../series/csv.ts';
import { resample } from '../series/resample.ts';
import type { ImportReport, SeriesTable } from '../series/table.ts';
import { LARGEST, readNamed } from './document.ts';
import { among } from './known.ts';
import type { Cluster, Outside } from './read.ts';

/** The profiles of a scenario; a column is laid on the run's grid. Each throws a ConfigError naming what there is. */
export interface Profiles {
  /** @throws ConfigError where a value is missing, too */
  column(id: string, column: string): Float64Array;
  /** The table that has the column, as it was read. */
  table(id: string, column: string): SeriesTable;
}

/** What importers need of a scenario. */
export function importContext(cluster: Cluster, { zones }: Outside, file: string): ImportContext {
  return {
    file,
    siteZone: cluster.zone,
    run: { start_ms: cluster.grid.start_ms, end_ms: endOf(cluster.grid) },
    zone(name, from_ms, to_ms): ZoneRules | undefined {
      try {
        return zones(name, from_ms, to_ms);
      } catch (error) {
        if (error instanceof ConfigError) return undefined;
        throw error;
      }
    },
  };
}

/** What a table depends on beside its text and mapping: all that importers are told of a scenario. */
export const readBy = ({ spec, grid }: Cluster, file: string): readonly unknown[] => [file, spec.site, grid];

/** Reads each profile when a column of it is first asked for, and lays each column on the grid once. */
export function readProfiles(cluster: Cluster, outside: Outside, imports: ImportReport[]): Profiles {
  const { spec, grid, document } = cluster;
  const tables = new Map<string, SeriesTable>();
  const laid = new Map<string, Float64Array>();
  const tableOf = (id: string): SeriesTable => {
    const known = tables.get(id);
    if (known) return known;
    if (!Object.hasOwn(spec.profiles, id)) {
      const names = Object.keys(spec.profiles);
      throw new ConfigError(`there is no profile "${id}"${among(id, names)}`);
    }
    const { file: path, ...mapping } = spec.profiles[id]!;
    const { file, text } = readNamed(path, outside.files, document, ['profiles', id, 'file']);
    const table = remembered(outside.files, ['profile', mapping, ...readBy(cluster, file)], text, () =>
      importProfile(text, mapping, importContext(cluster, outside, file)),
    );
    imports.push(table.report);
    for (const [name, values] of Object.entries(table.columns)) {
      const extreme = values.find((v) => Math.abs(v) > LARGEST);
      if (extreme !== undefined)
        throw new ConfigError([
          { file, path: '', message: `${name} holds ${extreme}; expected numbers between -${LARGEST} and ${LARGEST}` },
        ]);
    }
    tables.set(id, table);
    return table;
  };
  const holding = (id: string, column: string): SeriesTable => {
    const table = tableOf(id);
    if (Object.hasOwn(table.columns, column)) return table;
    const names = Object.keys(table.columns);
    throw new ConfigError(`profile "${id}" has no column "${column}"${among(column, names, 'it has')}`);
  };
  return {
    table: holding,
    column(id, column) {
      const known = laid.get(`${id}.${column}`);
      if (known) return known;
      const table = holding(id, column);
      const values = resample({ ...table, columns: { [column]: table.columns[column]! } }, grid).columns[column]!;
      const gap = values.findIndex(Number.isNaN);
      if (gap >= 0)
        throw new ConfigError(
          `"${id}.${column}" has no value at ${formatUtc(timeAt(grid, gap))}: its profile leaves what is missing, as only meters may; name another policy, gaps: hold | interpolate | sameHourYesterday`,
        );
      laid.set(`${id}.${column}`, values);
      return values;
    },
  };
}
