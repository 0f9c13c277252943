import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { withinBounds } from '../../src/app/cli/calibrationText.ts';
import type { Summary } from '../../src/report/summary.ts';
import { FILES, SMALL } from '../scenario/small.ts';
import { folderWith, say } from './site.ts';

const WEEK = SMALL.replace('end: 2023-03-02', 'end: 2023-03-08').replace('demand: site.demand_kW', 'demand: 350');
const TWIN = `${WEEK.replace('profiles:', 'profiles:\n  seen: { file: was/results.parquet, columns: { pv_kW: pv.electricity_kW } }')}meters:
  pv.electricity_kW: seen.pv_kW
`;
const PLANT =
  'extends: week.yaml\nsixfold: 1\nname: plant\ncomponents: { pv: { losses: { soiling: 0.1 }, tilt_deg: 20 } }\n';

it('an interval is shown no further than the bounds of its parameter', () => {
  expect(withinBounds([-0.04, 0.04], { least: 0, most: 1 })).toEqual([0, 0.04]);
  expect(withinBounds([0.2, 3], { least: 0, most: 1 })).toEqual([0.2, 1]);
});

describe('calibrate', () => {
  it('writes a scenario that run takes, and that agrees with the meters', async () => {
    const folder = folderWith({ ...FILES, 'week.yaml': WEEK, 'plant.yaml': PLANT, 'twin.yaml': TWIN });
    await say(['run', join(folder, 'plant.yaml'), '--out', join(folder, 'was'), '--no-report']);
    const said = await say([
      'calibrate',
      join(folder, 'twin.yaml'),
      '--fit',
      'components.pv.losses.soiling',
      'components.pv.losses.wiring',
    ]);
    expect(said).toMatchObject({ exit: 0, err: '' });
    expect(said.out).toContain('cannot be told apart by these');
    const again = await say(['calibrate', join(folder, 'twin.yaml'), '--fit', 'components.pv.losses.soiling']);
    expect(again.out).toMatch(/components\.pv\.losses\.soiling +0\.02 +0\.1 /);
    const file = join(folder, 'twin.fitted.yaml');
    expect(parse(readFileSync(file, 'utf8'))).toEqual({
      extends: 'twin.yaml',
      sixfold: 1,
      name: 'small-fitted',
      components: { pv: { losses: { soiling: 0.1 } } },
    });
    await say(['replay', file, '--out', join(folder, 'out'), '--no-report']);
    const { meters } = JSON.parse(readFileSync(join(folder, 'out', 'summary.json'), 'utf8')) as Summary;
    expect(meters![0]!.kpis.rmse_kW!.value).toBeLessThan(1e-5);
    const data = JSON.parse(
      (await say(['calibrate', join(folder, 'twin.yaml'), '--fit', 'components.pv.losses.soiling', '--json'])).out,
    );
    expect(data).toMatchObject({ readings: 118, mixed: [], converged: true });
  });

  it('takes as meters what another run recorded', async () => {
    const folder = folderWith({ ...FILES, 'week.yaml': WEEK, 'plant.yaml': PLANT });
    const was = join(folder, 'was');
    await say(['run', join(folder, 'plant.yaml'), '--out', was, '--no-report']);
    const fit = ['--history', was, '--meter', 'pv.electricity_kW', '--fit', 'components.pv.losses.soiling'];
    const said = await say(['calibrate', join(folder, 'week.yaml'), ...fit]);
    expect({ exit: said.exit, err: said.err }).toEqual({ exit: 0, err: '' });
    expect(said.out).toMatch(/components\.pv\.losses\.soiling +0\.02 +0\.1 /);
    expect(said.out).toContain(`see it beside the meters: sixfold replay ${folder}/week.fitted.yaml --history ${was}`);
  });
});
