import { describe, expect, it } from 'vitest';
import { assemble } from '../../../src/control/optimal/assemble.ts';
import { solveWhole } from '../../../src/control/optimal/plan.ts';
import { highsHere } from '../../../src/io/highsSolver.ts';
import { hasShared, readShared, whyNoShared } from '../../shared.ts';
import { costOf, moneyOf, planScenario, wholeRun } from './planning.ts';
import { siteYear } from './siteYear.ts';

const expected = (variant: string): number =>
  (JSON.parse(readShared(`reference/optimisation/site-year-pypsa/expected_${variant}.json`)) as { objective: number })
    .objective;

describe.skipIf(!hasShared)(`the industrial site of seven carriers${whyNoShared}`, () => {
  it('costs as in two other tools, over a week of quarter hours', async () => {
    const p = await planScenario(siteYear({ hours: 168, step_s: 900 }), { storeEnd: 'cyclic' });
    expect(p.status).toBe('optimal');
    expect(Math.abs(costOf(p) / expected('quarter') - 1)).toBeLessThan(1e-6);
    expect(p.weighed_money).toBeCloseTo(0, 6);
  });

  it('costs the same solved at once and from stretches whose bases are joined', async () => {
    const { run, rules } = siteYear({ hours: 700 });
    const options = wholeRun(run, { storeEnd: 'cyclic', ...moneyOf({ rules } as never) });
    const assembled = assemble(run, options);
    const session = await highsHere.open();
    const atOnce = await solveWhole(assembled, { ...options, stretch: 0 }, session);
    const joined = await solveWhole(assembled, { ...options, stretch: 168 }, session);
    await session.close();
    expect(joined.status).toBe('optimal');
    expect(Math.abs(joined.objective / atOnce.objective - 1)).toBeLessThan(1e-9);
    expect(joined.iterations).toBeLessThan(0.5 * atOnce.iterations);
  });
});
