import { describe, expect, it } from 'vitest';
import { costOf, planScenario } from '../control/optimal/planning.ts';
import { siteYear } from '../control/optimal/siteYear.ts';
import { hasShared, readShared, whyNoShared } from '../shared.ts';

const expected = (variant: string): number =>
  (JSON.parse(readShared(`reference/optimisation/site-year-pypsa/expected_${variant}.json`)) as { objective: number })
    .objective;
const CHP =
  '{ kind: converter, lead: gas, rated_kW: 9000, minLoad: 0.5, planned: { startCost_money: 350, minUp_h: 6, minDown_h: 4, rampUp_per_h: 0.6, rampDown_per_h: 0.6 }, ports: { gas: gas, electricity: el, heat: heat, flue: flue }, flows: { gas: { carrier: gas, flow: in, per: 1 }, electricity: { carrier: electricity, flow: out, per: 0.4 }, heat: { carrier: heat, flow: out, per: 0.44 }, flue: { carrier: co2, flow: out, per: 0.202 } } }';

describe.skipIf(!hasShared)(`the industrial site of seven carriers, as two other tools found it${whyNoShared}`, () => {
  it('a year', { timeout: 300_000 }, async () => {
    const p = await planScenario(siteYear({ hours: 8760 }), { storeEnd: 'cyclic', stretch: 240 });
    expect(p.status).toBe('optimal');
    expect(Math.abs(costOf(p) / expected('dispatch') - 1)).toBeLessThan(1e-6);
  });

  it('a week of starts, least times and ramps', { timeout: 600_000 }, async () => {
    const scenario = siteYear({ from: 4344, hours: 168, replace: { chp: CHP } });
    const p = await planScenario(scenario, { storeEnd: 'cyclic', commitment: 'binary', gap: 1e-5 });
    expect(p.status).toBe('optimal');
    expect(Math.abs(costOf(p) / expected('uc168') - 1)).toBeLessThan(1e-4);
  });
});
