import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { nodeOutside } from '../../src/app/node.ts';
import { loadScenario, type Result, simulate } from '../../src/index.ts';
import { type MeterWatch, watchMeters } from '../../src/scenario/meterWatch.ts';
import { hasShared, sharedPath, whyNoShared } from '../shared.ts';

const path = fileURLToPath(new URL('ucsd-microgrid.yaml', import.meta.url));
const outside = () => nodeOutside(path, [sharedPath('data/ucsd-microgrid/DemandCharge_to2018.csv')]);

/** 30 July 2018, 15:45: the first quarter of an hour without the plant. */
const TRIP = (2 * 24 + 15) * 4 + 3;

function replayed(sections: Readonly<Record<string, unknown>> = {}): { result: Result; alarms: MeterWatch } {
  const scenario = loadScenario(path, outside(), { sections });
  const alarms = watchMeters({ run: scenario.run, correct: () => undefined }, scenario.meters);
  return { result: simulate(scenario, { observers: [alarms] }), alarms };
}
/** Residuals of a meter in MW, reading less model. */
function residuals({ meters, table }: Result, column: string): number[] {
  const { meter } = meters.find((m) => m.meter.column === column)!;
  return Array.from(meter.values, (v, i) => (v - table.columns[meter.at]![i]!) / 1000);
}
const rounded = (values: readonly number[]): number[] => values.map((v) => Math.round(v) + 0);

describe.skipIf(!hasShared)(`UC San Diego, the trip of its plant in July 2018${whyNoShared}`, () => {
  it('is told by the residuals: what the plant gave less, the grid gave more', () => {
    const { result } = replayed();
    const plant = residuals(result, 'plant.output_kW');
    const grid = residuals(result, 'grid.electricity_kW');
    // From an hour before the trip to two and a half after it.
    expect(rounded(plant.slice(TRIP - 4, TRIP + 10))).toEqual([
      0, 0, 0, 0, -27, -27, -27, -26, -23, -12, -12, -11, 0, 0,
    ]);
    // Load is generation and import to the watt: the residuals are each other's opposite.
    expect(Math.max(...plant.map((v, i) => Math.abs(v + grid[i]!)))).toBeLessThan(0.005);
    // Import in MW: 19.3 before, 45.8 of the data's README.
    const { meter } = result.meters[1]!;
    expect(Math.max(...meter.values) / 1000).toBeCloseTo(45.8, 1);
    expect(result.audit.run.residual_kWh).toBeLessThan(1e-3);
  });

  it('raises an alarm in the first quarter of an hour, and no false one in the two and a half days before', () => {
    const { alarms } = replayed();
    const before = alarms.events.filter((e) => e.step < TRIP);
    expect(before).toEqual([]);
    const [first, second] = alarms.events;
    expect(first).toMatchObject({ step: TRIP, code: 'drift', severity: 'alarm', component: 'plant' });
    expect(first!.text).toContain('the meter shows less than the model');
    expect(second).toMatchObject({ step: TRIP, code: 'drift', component: 'grid' });
  });

  it('is explained by an outage: with it, the model follows the meters', () => {
    const { result } = replayed({
      events: [{ label: 'trip', outage: 'plant', start: '2018-07-30T15:45', end: '2018-07-30T17:00' }],
    });
    const without = replayed().result.meters[0]!;
    const [plant] = result.meters;
    expect(without.rmse / 1000).toBeCloseTo(3.17, 2);
    expect(plant!.rmse / 1000).toBeLessThan(1.4);
    expect(plant!.correlation).toBeGreaterThan(0.9);
  });
});
