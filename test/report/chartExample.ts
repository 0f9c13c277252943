import { zoneRules } from '../../src/io/zone.ts';
import { summarise } from '../../src/report/summarise.ts';
import type { Summary } from '../../src/report/summary.ts';
import { compile } from '../../src/scenario/compile.ts';
import { readScenario } from '../../src/scenario/read.ts';
import { type Outcome, type SimulationOptions, simulateCompiled } from '../../src/scenario/simulation.ts';

export interface Example {
  readonly start?: string;
  readonly end?: string;
  readonly step_s?: number;
  readonly zone?: string;
  /** Of the scenario and of its gas engine. */
  readonly label?: string;
  readonly notes?: string;
  /** Lines under `components:`. */
  readonly more?: string;
  readonly options?: SimulationOptions;
}

/** A small cluster with sun, engine, battery, hydrogen ring and cooling, as a stranger would write it. */
const text = (e: Example): string => `
sixfold: 1
name: example
label: ${JSON.stringify(e.label ?? 'An example')}
notes: ${JSON.stringify(e.notes ?? 'Made for a test.')}
site: { latitude_deg: 31.3, longitude_deg: 120.7, altitude_m: 5, zone: ${e.zone ?? 'Asia/Shanghai'} }
time: { start: ${e.start ?? '2023-01-01T00:00'}, end: ${e.end ?? '2024-01-01T00:00'}, step_s: ${e.step_s ?? 3600} }
currency: CNY
weather: { generate: { climate: suzhou } }
buses:
  power: { carrier: electricity, closers: [grid, lost] }
  gas: { carrier: gas, closers: [supply] }
  heat: { carrier: heat, supply_degC: 90, return_degC: 70, closers: [spill, cold] }
  chilled: { carrier: cooling, supply_degC: 7, return_degC: 12, closers: [warm] }
tariffs:
  power: { energy: { price_money_per_kWh: 0.7 } }
  gas: { carrier: gas, energy: { price_money_per_kWh: 0.28 } }
components:
  grid: { kind: gridConnection, bus: power, tariff: power, importLimit_kW: 3000, exportLimit_kW: 500 }
  lost: { kind: unserved, bus: power }
  supply: { kind: gasSupply, bus: gas, tariff: gas, limit_kW: 5000 }
  spill: { kind: dump, bus: heat, carrier: heat }
  cold: { kind: unserved, bus: heat, carrier: heat }
  warm: { kind: unserved, bus: chilled, carrier: cooling }
  pv: { kind: pv, bus: power, rated_kWp: 600, tilt_deg: 20, azimuth_deg: 180 }
  load: { kind: load, bus: power, demand: 300 }
  heatload: { kind: load, bus: heat, carrier: heat, demand: 200 }
  coolload: { kind: load, bus: chilled, carrier: cooling, demand: 150 }
  chp: { kind: gasEngine, label: ${JSON.stringify(e.label ?? 'Engine')}, ports: { gas: gas, electricity: power, heat: heat }, rated_kW: 400 }
  boiler: { kind: boiler, ports: { gas: gas, heat: heat }, rated_kW: 600 }
  chiller: { kind: compressionChiller, ports: { electricity: power, cooling: chilled }, rated_kW: 300 }
  bat: { kind: battery, bus: power, capacity_kWh: 200, charge_kW: 100, discharge_kW: 100 }
${e.more ?? ''}`;

export interface Ran {
  readonly outcome: Outcome;
  readonly summary: Summary;
}

export function example(e: Example = {}): Ran {
  const outside = { files: { read: (path: string) => ({ file: path, text: text(e) }) }, zones: zoneRules };
  const outcome = simulateCompiled(compile(readScenario('example.yaml', outside), outside), e.options ?? {});
  return { outcome, summary: summarise(outcome) };
}
