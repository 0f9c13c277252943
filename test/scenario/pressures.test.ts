import { describe, expect, it } from 'vitest';
import { ConfigError } from '../../src/core/errors.ts';
import { loadScenario, type Scenario, simulate } from '../../src/index.ts';
import { zoneRules } from '../../src/io/zone.ts';
import { mapFiles } from '../../src/scenario/mapFiles.ts';

/** Hydrogen of an electrolyser, compressed for lorries, and CO2 of a flue gas, piped away dense. */
const SITE = `sixfold: 1
name: gases
site: { latitude_deg: 31.3, longitude_deg: 120.7, zone: Asia/Shanghai }
time: { start: 2023-03-01T00:00, end: 2023-03-02T00:00, step_s: 3600 }
currency: CNY
buses:
  power: { carrier: electricity, closers: [grid] }
  heat: { carrier: heat, supply_degC: 140, return_degC: 110, closers: [spill, cold] }
  low: { carrier: hydrogen, pressure_bar: 30, closers: [vent-low, no-low] }
  high: { carrier: hydrogen, pressure_bar: 350, closers: [vent-high, no-high] }
  flue: { carrier: co2, closers: [stack, no-flue] }
  raw: { carrier: co2, closers: [vent-raw, no-raw] }
  dense: { carrier: co2, pressure_bar: 110, closers: [vent-dense, no-dense] }
  far: { carrier: co2, pressure_bar: 90, closers: [vent-far, no-far] }
tariffs:
  power: { energy: { price_money_per_kWh: 0.5 } }
components:
  grid: { kind: gridConnection, bus: power, tariff: power, importLimit_kW: 100000 }
  spill: { kind: dump, bus: heat, carrier: heat }
  cold: { kind: unserved, bus: heat, carrier: heat }
  vent-low: { kind: curtailment, bus: low, carrier: hydrogen }
  no-low: { kind: unserved, bus: low, carrier: hydrogen }
  vent-high: { kind: curtailment, bus: high, carrier: hydrogen }
  no-high: { kind: unserved, bus: high, carrier: hydrogen }
  stack: { kind: curtailment, bus: flue, carrier: co2 }
  no-flue: { kind: unserved, bus: flue, carrier: co2 }
  vent-raw: { kind: curtailment, bus: raw, carrier: co2 }
  no-raw: { kind: unserved, bus: raw, carrier: co2 }
  vent-dense: { kind: curtailment, bus: dense, carrier: co2 }
  no-dense: { kind: unserved, bus: dense, carrier: co2 }
  vent-far: { kind: curtailment, bus: far, carrier: co2 }
  no-far: { kind: unserved, bus: far, carrier: co2 }
  heater: { kind: source, bus: heat, carrier: heat, max_kW: 2000, price_money_per_kWh: 0.1 }
  electrolyser: { kind: electrolyser, ports: { electricity: power, hydrogen: low }, rated_kW: 1000 }
  compressor: { kind: hydrogenCompressor, ports: { from: low, to: high, electricity: power }, rated_kW: 800 }
  bottles: { kind: hydrogenStorage, ports: { hydrogen: low, electricity: power }, capacity_kg: 100 }
  cell: { kind: fuelCell, ports: { hydrogen: low, electricity: power }, rated_kW: 20 }
  lorries: { kind: load, bus: high, carrier: hydrogen, demand: 300 }
  kiln: { kind: source, bus: flue, carrier: co2, max_kg_per_h: 900, mustRun: true }
  capture: { kind: carbonCapture, ports: { flue: flue, co2: raw, heat: heat, electricity: power }, rated_kg_per_h: 800 }
  pump: { kind: co2Compressor, ports: { from: raw, to: dense, electricity: power }, rated_kg_per_h: 1000 }
  line: { kind: co2Pipe, ports: { from: dense, to: far }, length_m: 20000, diameter_mm: 150 }
  sink: { kind: sink, bus: far, carrier: co2, demand_kg_per_h: 500 }
`;

const load = (text: string): Scenario =>
  loadScenario('gases.yaml', { files: mapFiles({ 'gases.yaml': text }), zones: zoneRules });
const faults = (text: string): string => {
  try {
    load(text);
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
    throw error;
  }
  return '';
};
const changed = (from: string, to: string): string => {
  expect(SITE).toContain(from);
  return SITE.replace(from, to);
};
/** Mean of a signal over the run. */
const mean = (text: string, column: string): number => {
  const scenario = load(text);
  const [component, signal] = column.split('.') as [string, string];
  const k = scenario.run.components.findIndex((c) => c.id === component);
  return simulate(scenario).totals[k]!.sum(signal) / 24;
};

describe('gas at the pressure of its bus', () => {
  it('is compressed between the pressures of the buses', () => {
    const byBus = mean(SITE, 'compressor.specificWork_kWh_per_kg');
    const bare = changed(', pressure_bar: 30, closers: [vent-low', ', closers: [vent-low').replace(
      ', pressure_bar: 350',
      '',
    );
    const named = bare.replace('rated_kW: 800', 'rated_kW: 800, inlet_bar: 30, outlet_bar: 350');
    expect(mean(named, 'compressor.specificWork_kWh_per_kg')).toBe(byBus);
    expect(mean(bare, 'compressor.specificWork_kWh_per_kg')).toBeLessThan(byBus);
    expect(mean(SITE, 'line.outlet_bar')).toBeGreaterThan(90);
  });

  it('is compressed once: capture leaves it to the compressor', () => {
    const own = mean(SITE, 'capture.electricity_kW') / mean(SITE, 'capture.co2_kg_per_h');
    expect(own).toBeCloseTo(-0.0275, 12);
    const alone = changed('co2: raw, heat', 'co2: dense, heat').replace(
      'rated_kg_per_h: 800',
      'rated_kg_per_h: 800, compression_kWh_per_kg: 0.1',
    );
    expect(mean(alone, 'capture.electricity_kW') / mean(alone, 'capture.co2_kg_per_h')).toBeCloseTo(-0.1275, 12);
  });
});

it('is told of where a bus names none and its components do not agree', () => {
  const bare = changed(', pressure_bar: 350', '').replace('rated_kW: 800', 'rated_kW: 800, outlet_bar: 500');
  expect(load(bare).notes).toEqual([]);
  const two = bare.replace(
    '  lorries:',
    '  pool: { kind: hydrogenStorage, ports: { hydrogen: high, electricity: power }, capacity_kg: 9, pressureMax_bar: 600, inlet_bar: 350 }\n  lorries:',
  );
  expect(load(two).notes).toEqual([
    'bus high names no pressure, and "compressor" works there at 500 bar, "pool" at 350; name pressure_bar at the bus, or put a compressor between',
  ]);
});

it.each([
  [
    'an electrolyser at a bus of lorries',
    'hydrogen: low }, rated_kW: 1000',
    'hydrogen: high }, rated_kW: 1000',
    'gases.yaml:34 components.electrolyser.ports.hydrogen: port "hydrogen" gives at up to 30 bar and bus "high" stands at 350 bar; put a compressor between them, or connect it to another bus',
  ],
  [
    'a fuel cell that asks for more',
    'low: { carrier: hydrogen, pressure_bar: 30',
    'low: { carrier: hydrogen, pressure_bar: 0.9',
    'gases.yaml:37 components.cell.ports.hydrogen: port "hydrogen" asks for at least 1 bar and bus "low" stands at 0.9 bar; put a compressor between them, or connect it to another bus',
  ],
  [
    'a compressor of another pressure',
    'rated_kW: 800',
    'rated_kW: 800, inlet_bar: 20',
    'gases.yaml:35 components.compressor.ports.from: port "from" works at 20 bar and bus "low" stands at 30 bar; name the same pressure, or leave it to the bus, or connect it to another bus',
  ],
  [
    'a compressor the wrong way round',
    'from: low, to: high',
    'from: high, to: low',
    'gases.yaml:35 components.compressor.outlet_bar: met 30 bar, and 350 bar of inlet_bar; expected more than that, by these parameters or by the pressure_bar of its buses',
  ],
  [
    'capture without a compressor',
    'co2: raw, heat',
    'co2: dense, heat',
    'gases.yaml:40 components.capture.ports.co2: port "co2" gives at up to 2 bar and bus "dense" stands at 110 bar; put a compressor between them, or connect it to another bus',
  ],
  [
    'capture and compressor that both compress',
    'rated_kg_per_h: 800',
    'rated_kg_per_h: 800, compression_kWh_per_kg: 0.1',
    'gases.yaml:40 components.capture.compression_kWh_per_kg: met 0.1 of its own compressor, but a compressor draws from bus "raw", so that its CO2 would be compressed twice; expected 0 (or leave it out), or another bus',
  ],
  [
    'bottles that would give back below their bus',
    'capacity_kg: 100',
    'capacity_kg: 100, pressureMin_bar: 10',
    'gases.yaml:36 components.bottles.pressureMin_bar: met 10 bar on bus "low", which stands at 30 bar: below that the vessel gives nothing back; expected at least 30, or leave it out',
  ],
  [
    'a plate between pressures',
    'tariffs:',
    'networks:\n  yard: { kind: copperPlate, buses: [low, high] }\ntariffs:',
    'joins bus "low" at 30 bar and bus "high" at 350 bar; expected one pressure, or a compressor or pipe between them',
  ],
  [
    'a pressure of heat',
    'supply_degC: 140,',
    'pressure_bar: 6, supply_degC: 140,',
    'gases.yaml:8 buses.heat: a bus of heat has no pressure; take pressure_bar away',
  ],
])('tells of %s', (_what, from, to, message) => {
  expect(faults(changed(from, to))).toContain(message);
});
