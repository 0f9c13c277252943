import { ConfigError } from '../../src/core/errors.ts';
import { loadScenario, type Scenario } from '../../src/index.ts';
import { zoneRules } from '../../src/io/zone.ts';
import { mapFiles } from '../../src/scenario/mapFiles.ts';

/** A day of a small site: sun, engine, boiler, battery, two demands, one of them from a file. */
export const SMALL = `sixfold: 1
name: small
site: { latitude_deg: 31.3, longitude_deg: 120.7, altitude_m: 5, zone: Asia/Shanghai }
time: { start: 2023-03-01T00:00, end: 2023-03-02T00:00, step_s: 3600 }
currency: CNY
weather: { generate: { climate: suzhou } }
profiles:
  site: { file: site.csv }
participants:
  owner: { label: Owner }
buses:
  power: { carrier: electricity, closers: [grid, curtailed, lost] }
  gas: { carrier: gas, closers: [supply] }
  heat: { carrier: heat, supply_degC: 80, return_degC: 60, closers: [spill, cold] }
tariffs:
  power: { file: tariffs/power.yaml }
  gas: { carrier: gas, energy: { price_money_per_kWh: 0.05 } }
components:
  grid: { kind: gridConnection, bus: power, tariff: power, importLimit_kW: 1000 }
  curtailed: { kind: curtailment, bus: power }
  lost: { kind: unserved, bus: power }
  supply: { kind: gasSupply, bus: gas, tariff: gas, limit_kW: 3000 }
  spill: { kind: dump, bus: heat, carrier: heat }
  cold: { kind: unserved, bus: heat, carrier: heat }
  pv: { kind: pv, owner: owner, bus: power, rated_kWp: 100, tilt_deg: 20 }
  chp: { kind: gasEngine, ports: { gas: gas, electricity: power, heat: heat }, rated_kW: 400 }
  boiler: { kind: boiler, ports: { gas: gas, heat: heat }, rated_kW: 600 }
  battery: { kind: battery, bus: power, capacity_kWh: 200, charge_kW: 100, discharge_kW: 100 }
  load: { kind: load, bus: power, demand: site.demand_kW }
  heating: { kind: load, bus: heat, carrier: heat, demand: 200 }
control:
  stores:
    battery: { strategy: timeOfUse, tariff: power, charge: [valley], discharge: [peak] }
`;

export const TARIFF = `energy:
  periods: { peak: { price_money_per_kWh: 0.3 }, valley: { price_money_per_kWh: 0.1 } }
  seasons:
    - months: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]
      hours: { peak: 8-22, valley: [0-8, 22-24] }
`;

export const PROFILE = `time,demand_kW\n${Array.from({ length: 25 }, (_, h) => `2023-03-0${h < 24 ? 1 : 2}T${String(h % 24).padStart(2, '0')}:00,${300 + 10 * h}`).join('\n')}\n`;

export const FILES: Readonly<Record<string, string>> = {
  'small.yaml': SMALL,
  'site.csv': PROFILE,
  'tariffs/power.yaml': TARIFF,
};

/** Loads `small.yaml` among these files. @throws ConfigError */
export const load = (files: Readonly<Record<string, string>>, name = 'small.yaml'): Scenario =>
  loadScenario(name, { files: mapFiles(files), zones: zoneRules });

/** The small scenario with one text in place of another, which must be there. */
export function changed(from: string, to: string, files = FILES): Record<string, string> {
  if (!SMALL.includes(from)) throw new Error(`the small scenario has no "${from}"`);
  return { ...files, 'small.yaml': SMALL.replace(from, to) };
}

/** What is wrong with these files, line by line; empty where nothing is. Any other error than a ConfigError passes. */
export function faultsOf(files: Readonly<Record<string, string>>, name = 'small.yaml'): string {
  try {
    load(files, name);
    return '';
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
    throw error;
  }
}
