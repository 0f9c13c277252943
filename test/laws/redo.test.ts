import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { execute } from '../../src/app/cli/execute.ts';
import { loadScenario, type Scenario } from '../../src/app/node.ts';
import { type Meta, metaOf } from '../../src/report/meta.ts';
import { randomCluster } from './random.ts';
import { type Columns, readColumns, redoAudit, redoBalance } from './redo.ts';
import { compileSketch } from './sketch.ts';

const folder = mkdtempSync(join(tmpdir(), 'sixfold-redo-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Runs a scenario to files; from there on only the Parquet file and the text of its meta are read. */
async function written(scenario: Scenario): Promise<{ meta: Meta; values: Columns }> {
  const parquet = join(folder, `${scenario.run.name}.parquet`);
  const quiet = { show: () => undefined, end: () => undefined };
  const { outcome } = await execute(scenario, { parquet }, quiet, () => false);
  const meta = JSON.parse(JSON.stringify(metaOf(outcome))) as Meta;
  return { meta, values: await readColumns(parquet, meta.grid.length) };
}

let suzhou: { meta: Meta; values: Columns };
beforeAll(async () => {
  suzhou = await written(
    loadScenario(fileURLToPath(new URL('../../simulations/suzhou-six-in-one.yaml', import.meta.url))),
  );
});

it('redoes balance and audits of the Suzhou year from its results and meta alone', () => {
  const { meta, values } = suzhou;
  expect(Object.keys(values).sort()).toEqual(['time', ...meta.columns.map((c) => c.name)].sort());
  expect(values.time![0]).toBe(meta.grid.start_ms);
  expect(values.time![8759]).toBe(meta.grid.start_ms + 8759 * 3_600_000);
  expect(redoBalance(meta, values)).toEqual([]);
  const { faults, laws } = redoAudit(meta, values);
  expect(faults).toEqual([]);
  // Energy of every component; carbon and water of those that carry them.
  expect(laws).toBeGreaterThan(new Set(meta.columns.map((c) => c.component)).size + 5);
});

it('sees 1 % too much in any column that a law counts', () => {
  const { meta, values } = suzhou;
  const blind: string[] = [];
  for (const column of meta.columns) {
    const right = values[column.name]!;
    if (column.laws.length === 0 || right.every((v) => v === 0)) continue;
    const alone = { ...meta, columns: meta.columns.filter((c) => c.component === column.component) };
    const wrong = { ...values, [column.name]: right.map((v) => 1.01 * v) };
    if (redoAudit(alone, wrong).faults.length === 0) blind.push(column.name);
  }
  // The pumps' motors lose less than a ten-thousandth of what their pipes carry: 1 % of that is within the tolerance.
  expect(blind.filter((name) => !/^pipe-.*\.motorLoss_kW$/.test(name))).toEqual([]);
});

it('redoes a cluster of any kinds at any step, networks too', async () => {
  let joined = 0;
  for (let seed = 1; seed < 100 && (seed < 14 || joined === 0); seed += 3) {
    const { meta, values } = await written(compileSketch(randomCluster(seed).sketch));
    expect(redoBalance(meta, values)).toEqual([]);
    expect(redoAudit(meta, values).faults).toEqual([]);
    joined += meta.networks.length;
  }
  expect(joined).toBeGreaterThan(0);
});
