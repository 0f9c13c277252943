import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { FILES, SMALL } from '../scenario/small.ts';
import { command, folderWith, root } from './site.ts';

const isBuilt = existsSync(join(root, 'dist/app/cli/main.js'));
const ZONES = ['UTC', 'Europe/Berlin', 'Asia/Shanghai', 'Australia/Lord_Howe'];

/** Over the spring change of clocks at the site, and where the machine may stand. */
const files = {
  ...FILES,
  'small.yaml': `${SMALL.replace('Asia/Shanghai', 'Europe/Berlin')
    .replace('start: 2023-03-01T00:00, end: 2023-03-02T00:00', 'start: 2023-03-25T00:00, end: 2023-04-03T00:00')
    .replace('site.demand_kW', '250')
    .replace('profiles:\n  site: { file: site.csv }\n', '')}reference: without.yaml\n`,
  'without.yaml': 'extends: small.yaml\nname: without\nreference: null\ncomponents: { pv: null }\n',
};

it.skipIf(!isBuilt)(
  `two runs in each of four time zones give the same bytes${isBuilt ? '' : ' (skipped: not built)'}`,
  { timeout: 120_000 },
  () => {
    const folder = folderWith(files);
    const digests = [...ZONES, ...ZONES].map((TZ, k) => {
      const out = join(folder, `out${k}`);
      const { status, stdout, stderr } = spawnSync(
        process.execPath,
        [command, 'run', 'small.yaml', '--out', out, '--csv'],
        { cwd: folder, encoding: 'utf8', env: { ...process.env, TZ } },
      );
      expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
      const names = readdirSync(out).filter((name) => name !== 'run.json');
      const bytes = names.map((name) => [
        name,
        createHash('sha256')
          .update(readFileSync(join(out, name)))
          .digest('hex'),
      ]);
      return Object.fromEntries([...bytes, ['printed', stdout.replaceAll(out, '')]]) as Record<string, string>;
    });
    expect(Object.keys(digests[0]!).sort()).toEqual([
      'balance.csv',
      'balance.xlsx',
      'meta.json',
      'printed',
      'report.html',
      'results.csv',
      'results.parquet',
      'summary.json',
    ]);
    for (const digest of digests) expect(digest).toEqual(digests[0]);
  },
);
