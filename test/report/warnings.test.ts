import { expect, it } from 'vitest';
import { summarise } from '../../src/report/summarise.ts';
import { simulated } from './simulated.ts';

const site = (more: string, tariff = 'energy: { price_money_per_kWh: 1 }'): string => `
buses: { power: { carrier: electricity, closers: [grid, curtailed, lost] } }
tariffs: { power: { ${tariff} } }
components:
  grid: { kind: gridConnection, bus: power, tariff: power, importLimit_kW: 40 }
  curtailed: { kind: curtailment, bus: power }
  lost: { kind: unserved, bus: power }
${more}
`;
const texts = (yaml: string): string[] => simulated(yaml).summary.warnings.map((w) => `${w.code}: ${w.text}`);

it('has nothing to say of a run that serves all', () => {
  expect(texts(site('  load: { kind: load, bus: power, demand: 40 }'))).toEqual([]);
});

it('tells what was not served, and what was cut', () => {
  expect(texts(site('  load: { kind: load, bus: power, demand: 50 }'))).toEqual([
    'unserved: bus power: 480 kWh unserved, 20 % of its use',
  ]);
  expect(
    texts(site('  load: { kind: load, bus: power, demand: 50, sheddingClass: 1, lostLoad_money_per_kWh: 5 }')),
  ).toEqual(['shed: bus power: 480 kWh of demand cut, 20 % of it']);
});

it('counts what the hub of a network lacks by all that it passes on', () => {
  const hall = (demand: number): string =>
    `${site(`  load: { kind: load, bus: hall, demand: ${demand} }`).replace('lost] } }', 'lost] }, hall: { carrier: electricity } }')}
networks: { campus: { kind: copperPlate, buses: [power, hall] } }
`;
  // By hand: 10 of 50 kW over two days.
  expect(texts(hall(50))).toEqual(['unserved: bus power: 480 kWh unserved, 20 % of its use']);
  expect(texts(hall(40.02))).toEqual([]);
});

it('tells what had no use', () => {
  expect(
    texts(
      site(
        '  load: { kind: load, bus: power, demand: 10 }\n  mill: { kind: source, bus: power, max_kW: 15, mustRun: true, price_money_per_kWh: 0 }',
      ),
    ),
  ).toEqual(['curtailed: bus power: 240 kWh curtailed, 33.3 % of its supply']);
});

it('tells that a demand charge is a lower bound', () => {
  expect(
    texts(
      site(
        '  load: { kind: load, bus: power, demand: 10 }',
        'energy: { price_money_per_kWh: 1 }, fixed: { by: demand, price_money_per_kW_month: 50 }',
      ),
    ),
  ).toEqual([
    'demandCharge: grid: demand is metered over 15 min and the run has steps of 60 min, so its demand charge is a lower bound',
  ]);
});

it('tells of a run that was stopped, and of steps that did not settle', () => {
  const { outcome, tally } = simulated(site('  load: { kind: load, bus: power, demand: 10 }'));
  const { warnings } = summarise({ ...outcome, passes: [40, 0, 0, 0, 8] }, { tally, unfinished: true });
  expect(warnings.map((w) => w.text)).toEqual([
    'the run was stopped at 2023-01-02T16:00Z, after 48 of 48 steps; all figures are of that part',
    '8 of 48 steps took all 5 passes of the rules and may not have settled; their surplus or shortage went to stores and closers',
  ]);
});
