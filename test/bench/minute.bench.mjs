// A year at one-minute steps, streamed to Parquet: steps a second and memory of the whole command.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ms, report, root, whole } from './timing.mjs';

const folder = mkdtempSync(join(tmpdir(), 'sixfold-minute-'));
const file = join(root, 'simulations', '.minute.yaml');
try {
  writeFileSync(
    file,
    'extends: suzhou-six-in-one.yaml\nsixfold: 1\nname: minute\nreference: null\ntime: { step_s: 60 }\n',
  );
  const { time_ms } = whole(['bin/sixfold.js', 'run', file, '--out', folder]);
  const { residentMost_MB, unfinished } = JSON.parse(readFileSync(join(folder, 'run.json'), 'utf8'));
  if (unfinished) throw new Error('the run did not come to its end');
  report('A year at one-minute steps: 525,600 steps, streamed to Parquet, with report', [
    ['time', ms(time_ms)],
    ['resident at most (asked: 400 MB)', `${residentMost_MB} MB`],
  ]);
} finally {
  rmSync(file, { force: true });
  rmSync(folder, { recursive: true, force: true });
}
