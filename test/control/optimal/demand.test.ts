import { expect, it } from 'vitest';
import type { Scenario } from '../../../src/index.ts';
import { FILES, load, SMALL, TARIFF } from '../../scenario/small.ts';
import { planScenario } from './planning.ts';

/** The small site without sun and engine, with an electric boiler: all of it is bought. */
const bought = (fixed: string): Scenario =>
  load({
    ...FILES,
    'small.yaml': SMALL.replace(/ {2}(pv|chp): \{ kind.*\n/g, '').replace(
      'boiler: { kind: boiler, ports: { gas: gas, heat: heat }, rated_kW: 600 }',
      'boiler: { kind: boiler, fuel: electricity, ports: { electricity: power, heat: heat }, rated_kW: 600 }',
    ),
    'tariffs/power.yaml': `${TARIFF}${fixed}`,
  });
const drawOf = (scenario: Scenario, p: Awaited<ReturnType<typeof planScenario>>): Float64Array =>
  p.flows[scenario.run.components.findIndex((c) => c.id === 'grid')]![0]!;

it('holds the highest draw of the month down by what it costs', async () => {
  const plain = bought('');
  const charged = bought('fixed: { by: demand, price_money_per_kW_month: 31, metering_min: 60 }\n');
  const [free, held] = [await planScenario(plain), await planScenario(charged)];
  const at = charged.run.components.findIndex((c) => c.id === 'grid');
  const draw = drawOf(charged, held);
  const energy = draw.reduce((sum, kW, h) => sum + kW * (h >= 8 && h < 22 ? 0.3 : 0.1), 0);
  // One day of the 31 of March at 31 CNY per kW and month: 1 CNY per kW of the highest draw. // by hand
  expect(held.paidBy_money[at]).toBeCloseTo(energy + Math.max(...draw), 6);
  expect(Math.max(...draw)).toBeLessThan(Math.max(...drawOf(plain, free)) - 1);
});
