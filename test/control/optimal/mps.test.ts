import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { assemble } from '../../../src/control/optimal/assemble.ts';
import { openHighs } from '../../../src/io/highsModel.ts';
import { planOptionsOf } from '../../../src/scenario/planned.ts';
import { FILES, load } from '../../scenario/small.ts';

const has = (command: string): boolean => spawnSync(command, ['--version']).error === undefined;
const hasGlpk = has('glpsol');
const hasCbc = spawnSync('cbc', ['-quit']).error === undefined;

/** The problem of a day, its least cost, and the file of it. */
async function problem(commitment: 'relaxed' | 'binary', use: (path: string, least: number) => void): Promise<void> {
  const scenario = load(FILES);
  const { problem: day } = assemble(scenario.run, { ...planOptionsOf(scenario), commitment });
  const model = await openHighs();
  const folder = mkdtempSync(join(tmpdir(), 'sixfold-mps-'));
  try {
    const path = join(folder, 'day.mps');
    writeFileSync(path, model.mps(day));
    use(path, model.solve(day, { gap: 1e-9 }).objective);
  } finally {
    model.close();
    rmSync(folder, { recursive: true });
  }
}

it.skipIf(!hasGlpk)(`gives a problem that GLPK solves to the same cost${hasGlpk ? '' : ' (skipped: no glpsol)'}`, () =>
  problem('relaxed', (path, least) => {
    const out = `${path}.txt`;
    execFileSync('glpsol', ['--freemps', path, '-o', out]);
    const found = Number(/Objective: .*= ([-\d.e+]+)/.exec(readFileSync(out, 'utf8'))![1]);
    expect(Math.abs(found / least - 1)).toBeLessThan(1e-6);
  }),
);

it.skipIf(!hasCbc)(`gives a problem that CBC solves to the same cost${hasCbc ? '' : ' (skipped: no cbc)'}`, () =>
  problem('binary', (path, least) => {
    const out = execFileSync('cbc', [path, 'ratio', '1e-9', 'solve', 'quit'], { encoding: 'utf8' });
    const found = Number(/Objective value: +([-\d.e+]+)/.exec(out)![1]);
    expect(Math.abs(found / least - 1)).toBeLessThan(1e-6);
  }),
);
