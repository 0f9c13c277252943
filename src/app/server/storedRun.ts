import { randomBytes } from 'node:crypto';
import type { Column } from '../../core/columns.ts';
import type { StoredRun } from '../../core/store.ts';
import type { CurrentRun } from './dataFolder.ts';
import type { SiteInfo } from './siteInfo.ts';

/** An id for a run that begins now: `r` of a run or a what-if, `f` of a forecast. */
export function newRunId(prefix: 'r' | 'f'): string {
  const now = new Date().toISOString().replaceAll(/[-:]|\.\d+/g, '');
  return `${prefix}${now.toLowerCase()}-${randomBytes(2).toString('hex')}`;
}

/** A run of a site as its store knows it. */
export const storedRunOf = (
  site: SiteInfo,
  { run, parent, fork }: Pick<CurrentRun, 'run' | 'parent' | 'fork'>,
  columns: readonly Column[] = site.columns,
): StoredRun => ({
  id: run,
  site: site.name,
  scenario: site.label,
  ...(parent === undefined ? {} : { parent }),
  fork,
  start_ms: site.grid.start_ms,
  step_s: site.grid.step_s,
  zone: site.zone,
  currency: site.currency,
  columns,
  owners: Object.fromEntries(site.components.flatMap(({ id, owner }) => (owner === '' ? [] : [[id, owner]]))),
});
