import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { nodeOutside } from '../../src/app/node.ts';
import { loadScenario } from '../../src/index.ts';
import { studyResilience } from '../../src/scenario/resilience.ts';

const page = readFileSync(new URL('../../docs/district.md', import.meta.url), 'utf8').replaceAll(/\s+/g, ' ');
const path = fileURLToPath(new URL('../../simulations/suzhou-sip-district.yaml', import.meta.url));

it('says what the district survives without the grid, and without any one of its components', () => {
  const scenario = loadScenario(path, nodeOutside(path), { copperPlate: true });
  // Every seventh hour stands for all of them: it meets each hour of the day and each day of the week alike.
  const study = studyResilience(scenario, { horizon_h: 48, every_h: 7 });
  while (!study.advance(8760));
  const { losses, withoutOne } = study.result();
  const share = (hours: Float64Array, least_h: number): number =>
    hours.filter((h) => h >= least_h).length / losses.steps.length;

  expect(page).toContain('At nine hours in ten the lights go out at once');
  expect(losses.first.filter((what) => what === 'black').length / losses.steps.length).toBeCloseTo(0.9, 1);
  expect(page).toContain('for at least an hour after four losses in five, for four hours after two in five');
  expect(share(losses.carried_h, 1)).toBeCloseTo(0.8, 1);
  expect(share(losses.carried_h, 4)).toBeCloseTo(0.4, 1);

  const missed = withoutOne.filter(({ hours_h }) => hours_h === 0).length;
  expect(page).toContain(`${missed} of ${withoutOne.length} can be missing for a year`);
  const hoursOf = (component: string): number => withoutOne.find((o) => o.component === component)!.hours_h;
  const [, chiller, gas] = /a chiller in the hottest (\d+) hours, and the gas of industry in (\d+) hours/
    .exec(page)!
    .map(Number);
  for (const [stated, hours] of [[chiller, hoursOf('chiller1')] as const, [gas, hoursOf('gas-supply')] as const])
    expect(Math.abs(stated! - hours) / hours).toBeLessThan(0.03);
  expect(hoursOf('core-station')).toBeGreaterThan(3000);
  expect(hoursOf('electrolyser')).toBeGreaterThan(5000);
}, 600_000);
