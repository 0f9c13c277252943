import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { asyncBufferFromFile, parquetReadObjects } from 'hyparquet';
import { describe, expect, it } from 'vitest';
import type { Summary } from '../../src/report/summary.ts';
import { changed } from '../scenario/small.ts';
import { folderWith, root, say } from './site.ts';

const PLANNED = changed('control:\n', 'control:\n  planner: optimal\n  plan: { commitment: relaxed }\n');

describe('a run that is planned', () => {
  it('writes plan, prices and what became of it', async () => {
    const folder = folderWith(PLANNED);
    const out = join(folder, 'out');
    const { exit, out: text, err } = await say(['run', join(folder, 'small.yaml'), '--out', out]);
    expect({ exit, err }).toEqual({ exit: 0, err: '' });
    expect(readdirSync(out)).toContain('prices.parquet');
    const page = readFileSync(join(out, 'report.html'), 'utf8');
    expect(page).toContain('<h2 id="plan">Plan</h2>');
    expect(page).toContain('power: duration curve of the marginal price');
    const rows = await parquetReadObjects({ file: await asyncBufferFromFile(join(out, 'prices.parquet')) });
    expect(rows).toHaveLength(24);
    expect(Object.keys(rows[0]!)).toEqual([
      'time',
      'power.price_money_per_kWh',
      'gas.price_money_per_kWh',
      'heat.price_money_per_kWh',
    ]);
    // Gas has one price, and no limit that binds.
    expect(rows.every((row) => Math.abs((row['gas.price_money_per_kWh'] as number) - 0.05) < 1e-9)).toBe(true);
    const { plan } = JSON.parse(readFileSync(join(out, 'summary.json'), 'utf8')) as Summary;
    expect(plan!.status).toBe('optimal');
    expect(text).toMatch(
      /\nPlan: optimal \(optimal\)\n {2}planned +[\d,]+ CNY of bill, upkeep by use and carbon\n {2}delivered +[\d,]+ CNY \([-+][\d.]+ %\)\n/,
    );
    expect(text).toContain('which limits cost most');
  });

  it('writes its problem for other solvers, and runs nothing', async () => {
    const folder = folderWith(PLANNED);
    const path = join(folder, 'small.mps');
    const { exit, out } = await say(['run', join(folder, 'small.yaml'), '--mps', path]);
    expect(exit).toBe(0);
    expect(out).toContain(`${path}: `);
    expect(readFileSync(path, 'utf8')).toMatch(/^NAME/);
    expect(readdirSync(folder)).not.toContain('out');
  });

  const isBuilt = existsSync(join(root, 'dist/io/highsWorker.js'));
  it.skipIf(!isBuilt)(`solves in a worker${isBuilt ? '' : ' (skipped: not built; run npm run build)'}`, async () => {
    const { highsSolver } = (await import(
      join(root, 'dist/io/highsSolver.js')
    )) as typeof import('../../src/io/highsSolver.ts');
    const session = await highsSolver.open();
    // Least of x with x >= 3.
    const problem = {
      columns: 1,
      rows: 1,
      offset: 1,
      cost: Float64Array.of(2),
      lower: Float64Array.of(0),
      upper: Float64Array.of(10),
      rowLower: Float64Array.of(3),
      rowUpper: Float64Array.of(Number.POSITIVE_INFINITY),
      starts: Int32Array.of(0, 1),
      indices: Int32Array.of(0),
      values: Float64Array.of(1),
      integer: undefined,
    };
    const first = await session.solve(problem);
    expect([first.status, first.objective, first.x[0], first.duals[0]]).toEqual(['optimal', 7, 3, 2]); // by hand
    const second = await session.solve({ ...problem, rowLower: Float64Array.of(4) });
    expect(second.objective).toBe(9); // by hand
    const none = await session.solve({ ...problem, rowLower: Float64Array.of(11) });
    expect(none.status).toBe('infeasible');
    await session.close();
    await expect(session.solve(problem)).rejects.toThrow('thread was lost');
  });
});
