import { expect, it } from 'vitest';
import { loadScenario, startSimulation } from '../../src/index.ts';
import { zoneRules } from '../../src/io/zone.ts';
import { mapFiles } from '../../src/scenario/mapFiles.ts';

const HOURS = 24;
const cluster = (battery: string, events = ''): string => `sixfold: 1
name: works
site: { latitude_deg: 31.3, longitude_deg: 120.7, altitude_m: 5, zone: Asia/Shanghai }
time: { start: 2023-03-01T00:00, end: 2023-03-02T00:00, step_s: 3600 }
currency: CNY
buses:
  mv: { carrier: electricity, closers: [grid, missing] }
  hall: { carrier: electricity, closers: [spilt, short] }
tariffs:
  power: { carrier: electricity, energy: { price_money_per_kWh: 0.6 } }
components:
  grid: { kind: gridConnection, bus: mv, tariff: power, importLimit_kW: 5000, exportLimit_kW: 5000, powerFactor: metered }
  missing: { kind: unserved, bus: mv }
  spilt: { kind: curtailment, bus: hall }
  short: { kind: unserved, bus: hall }
  lines:
    kind: electricityNetwork
    ports: { main: mv, hall: hall }
    hub: main
    nodes: { main: { rated_kV: 0.4 }, hall: { rated_kV: 0.4 } }
    lines: { feeder: { from: main, to: hall, length_m: 200, r_ohm_per_km: 0.1, x_ohm_per_km: 0.08, rated_A: 900 } }
  works: { kind: industry, archetype: machinery, production_t_per_a: 3000, activity: 1, heat_kWh_per_t: 0, cooling_kWh_per_t: 0, ports: { electricity: hall }, cosPhi: 0.8, idle_kvar: 20 }
  battery: { kind: battery, bus: hall, capacity_kWh: 4000, charge_kW: 150, discharge_kW: 150, socStart: 1${battery} }
control:
  stores:
    battery: { strategy: selfUse }
${events}`;

/** Every output of a component at the end of each step. */
function recorded(text: string): Record<string, Record<string, number>[]> {
  const scenario = loadScenario('works.yaml', { files: mapFiles({ 'works.yaml': text }), zones: zoneRules });
  const found: Record<string, Record<string, number>[]> = {};
  startSimulation(scenario, {
    observers: [
      {
        observe() {
          for (const c of scenario.run.components) {
            const values = [...c.y, ...c.next];
            const row = Object.fromEntries([...c.outputs, ...c.states].map((name, k) => [name, values[k]!]));
            found[c.id] = [...(found[c.id] ?? []), row];
          }
        },
      },
    ],
  }).advance(HOURS);
  return found;
}
const FOLLOWS = ', reactiveControl: voltage, voltageCurve: ieee1547B';

it('a works takes reactive power from the network, and a battery at full power may give it some', () => {
  const [none, noRoom, yielding, roomy] = [
    '',
    FOLLOWS,
    `${FOLLOWS}, priority: reactive`,
    `${FOLLOWS}, rated_kVA: 180`,
  ].map((more) => recorded(cluster(more)));
  const last = (run: typeof none, id: string): Record<string, number> => run![id]![HOURS - 1]!;
  // By hand: tan phi of 0.8 is 0.75, and what does not follow the load.
  const works = last(none, 'works');
  expect(works.reactive_kvar).toBeCloseTo(0.75 * works.electricity_kW! - 20, 9);
  expect(last(none, 'battery')).toMatchObject({ electricity_kW: 150 });
  expect(last(none, 'battery')).not.toHaveProperty('reactive_kvar');
  expect(last(noRoom, 'battery')).toMatchObject({ electricity_kW: 150, reactive_kvar: 0 });
  const sag = last(none, 'lines').hallVoltage!;
  expect(sag).toBeLessThan(0.96);
  for (const [run, rated_kVA] of [
    [yielding, 150],
    [roomy, 180],
  ] as const) {
    const { electricity_kW, reactive_kvar, heededVoltage } = last(run, 'battery');
    const { hallVoltage } = last(run, 'lines');
    expect(hallVoltage).toBeGreaterThan(sag);
    expect(heededVoltage).toBeCloseTo(hallVoltage!, 5);
    expect(reactive_kvar).toBeCloseTo((rated_kVA * 0.44 * (0.98 - heededVoltage!)) / 0.06, 6);
    expect(electricity_kW).toBeCloseTo(Math.min(150, Math.sqrt(rated_kVA ** 2 - reactive_kvar! ** 2)), 6);
    // The grid serves the rest and the line's own.
    const drawn = -last(run, 'works').reactive_kvar! - reactive_kvar!;
    expect(last(run, 'grid').reactive_kvar).toBeGreaterThan(drawn);
    expect(last(run, 'grid').reactive_kvar).toBeLessThan(1.1 * drawn);
  }
});

it('an outage takes its reactive power along', () => {
  const event = 'events: [{ outage: battery, start: 2023-03-01T10:00, end: 2023-03-01T12:00 }]';
  const { battery } = recorded(cluster(`${FOLLOWS}, rated_kVA: 180`, event));
  expect(battery![10]).toMatchObject({ electricity_kW: 0, reactive_kvar: 0 });
  expect(battery![9]!.reactive_kvar).toBeGreaterThan(10);
  expect(battery![12]!.reactive_kvar).toBeGreaterThan(10);
});
