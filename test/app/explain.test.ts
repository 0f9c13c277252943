import { expect, it } from 'vitest';
import { accountOf } from '../../src/app/cli/explain.ts';
import type { Decision } from '../../src/control/config.ts';
import type { Bus } from '../../src/core/run.ts';

const bus = (id: string, carrier: 'heat' | 'oxygen'): Bus =>
  ({ id, carrier, label: id, closers: [] }) as unknown as Bus;
const decision = (given: Partial<Decision>): Decision => ({
  pass: 0,
  phase: 'candidate',
  bus: 'warm',
  component: 'boiler',
  port: 'heat',
  lowest_kW: 0,
  highest_kW: 1234.56,
  leastOn_kW: 60.125,
  cost_money_per_kWh: 0.333333,
  before_kW: 0,
  given_kW: 0,
  why: 'could serve',
  ...given,
});

it('lays decisions out by pass, bus and phase, in the units of the bus, and closers last', () => {
  const lines = accountOf(
    [
      decision({}),
      decision({ component: 'tank', lowest_kW: -0.00123456, highest_kW: 1e-9, leastOn_kW: 0, cost_money_per_kWh: 0 }),
      decision({ phase: 'deficit', given_kW: 100.04, why: 'one two three four five six seven eight nine ten eleven' }),
      decision({
        phase: 'closer',
        component: 'dump',
        port: 'input',
        lowest_kW: Number.NEGATIVE_INFINITY,
        highest_kW: 0,
      }),
      decision({ pass: 1, bus: 'air', component: 'cells', port: 'oxygen', cost_money_per_kWh: Number.NaN }),
    ],
    { currency: 'CNY', buses: [bus('warm', 'heat'), bus('air', 'oxygen')] },
  );
  expect(`${lines.join('\n')}\n`).toMatchInlineSnapshot(`
    "
    Pass 1           lowest  highest  least on    cost  before  given
    warm, candidates (kW, CNY/kWh)
      boiler.heat         0    1,235     60.13  0.3333       0      0  could serve
      tank.heat     -0.0012        0         0       0       0      0  could serve
    warm, to serve what is lacking (kW, CNY/kWh)
      boiler.heat         0    1,235     60.13  0.3333       0    100  one two three four five six seven eight nine ten
                                                                       eleven

    Pass 2           lowest  highest  least on    cost  before  given
    air, candidates (kg/h, CNY/kg)
      cells.oxygen        0    1,235     60.13               0      0  could serve

    Closers       lowest  highest    cost  given
    warm, closers (kW, CNY/kWh)
      dump.input     any        0  0.3333      0  could serve
    "
  `);
});
