import { type FoundRoadmap, findRoadmap } from '../../src/control/optimal/roadmap.ts';
import { highsHere } from '../../src/io/highsSolver.ts';
import { zoneRules } from '../../src/io/zone.ts';
import { mapFiles } from '../../src/scenario/mapFiles.ts';
import { type RoadmapSetup, roadmapSetup } from '../../src/scenario/roadmap.ts';
import { roadmapScenario } from '../../src/scenario/roadmapYears.ts';

/** A day of 10 kW that are bought at 0.01 a kWh and 0.5 kg, or come of a plant of 1,000 a kW that lasts ten years, at no interest. */
export const twoYears = ({
  years = '[2030, 2031]',
  budget = '',
  share = 'capexShare: { 2030: 1, 2031: 0.9 }',
  more = '',
  section = '',
} = {}): string => `sixfold: 1
name: two-years
site: { latitude_deg: 50, longitude_deg: 8, zone: UTC }
time: { start: 2030-01-01T00:00Z, end: 2030-01-02T00:00Z, step_s: 3600 }
currency: EUR
economy: { discountRate: 0 }
buses:
  power: { carrier: electricity, closers: [grid, lost, spilt] }
tariffs:
  power: { energy: { price_money_per_kWh: 0.01 } }
components:
  grid: { kind: gridConnection, bus: power, tariff: power, importLimit_kW: 100, carbon_kg_per_kWh: 0.5 }
  lost: { kind: unserved, bus: power }
  spilt: { kind: curtailment, bus: power }
  plant: { kind: source, bus: power, max_kW: { to: 10, as: 1 }, economics: { capex_money: 1000, life_a: 10, fixedOm_money_per_a: 0, variableOm_money_per_kWh: 0 } }
  load: { kind: load, bus: power, demand: 10 }
${more}roadmap:
  years: ${years}
  ${budget}
  components:
    plant: { area: electrification, ${share} }
${section}`;

export const outsideOf = (text: string, files: Readonly<Record<string, string>> = {}) => ({
  files: mapFiles({ 'r.yaml': text, ...files }),
  zones: zoneRules,
});

export const setupOf = (text: string, files: Readonly<Record<string, string>> = {}): RoadmapSetup =>
  roadmapSetup(roadmapScenario('r.yaml', outsideOf(text, files)));

export async function foundOf(setup: RoadmapSetup): Promise<FoundRoadmap> {
  const session = await highsHere.open();
  try {
    return await findRoadmap(setup.task, session);
  } finally {
    await session.close();
  }
}

const HOURS = 48;
const stamp = (h: number): string => new Date(Date.UTC(2025, 5, 1) + h * 3_600_000).toISOString();
const CSV = `time,demand_kW,heat_kW,sun_kW\n${Array.from({ length: HOURS }, (_, h) => {
  const hour = h % 24;
  const sun = hour > 6 && hour < 18 ? (h < 24 ? 1 : 0.6) * Math.sin((Math.PI * (hour - 6)) / 12) : 0;
  return `${stamp(h)},${200 + (hour >= 17 && hour < 21 ? 100 : 0) + ((h * 7) % 11)},${80 + ((h * 5) % 13)},${(900 * sun).toFixed(4)}`;
}).join('\n')}\n`;
const EVERY = '{ capex_money: 1000, life_a: 15, fixedOm_money_per_a: 10, variableOm_money_per_kWh: 0 }';

/** Two days of a site with power by day and night price, heat by gas or pump, sun and a store; three investment years. */
export const site = ({ years = '[2025, 2030, 2040]', budget = '', more = '' } = {}): string => `sixfold: 1
name: site
site: { latitude_deg: 50, longitude_deg: 8, zone: UTC }
time: { start: 2025-06-01T00:00Z, end: ${stamp(HOURS)}, step_s: 3600 }
currency: EUR
economy: { discountRate: 0.05 }
profiles: { p: { file: p.csv } }
buses:
  power: { carrier: electricity, closers: [grid, lost, spilt] }
  gas: { carrier: gas, closers: [supply] }
  heat: { carrier: heat, supply_degC: 60, return_degC: 40, closers: [cold, dumped] }
  light: { carrier: heat, supply_degC: 80, return_degC: 60, closers: [dark, spent] }
tariffs:
  power:
    energy:
      periods: { peak: { price_money_per_kWh: 0.2 }, valley: { price_money_per_kWh: 0.08 } }
      seasons: [{ months: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12], hours: { peak: 8-22, valley: [0-8, 22-24] } }]
  gas: { carrier: gas, energy: { price_money_per_kWh: 0.03 } }
components:
  grid: { kind: gridConnection, bus: power, tariff: power, importLimit_kW: 10000, carbon_kg_per_kWh: 0.3 }
  supply: { kind: gasSupply, bus: gas, tariff: gas, limit_kW: 10000 }
  lost: { kind: unserved, bus: power }
  spilt: { kind: curtailment, bus: power }
  cold: { kind: unserved, bus: heat, carrier: heat }
  dumped: { kind: dump, bus: heat }
  boiler: { kind: boiler, ports: { gas: gas, heat: heat }, rated_kW: { to: 200, as: 100 }, economics: { capex_money: 8000, life_a: 20, fixedOm_money_per_a: 100, variableOm_money_per_kWh: 0.001 } }
  pump: { kind: converter, lead: heat, rated_kW: { to: 200, as: 10 }, ports: { power: power, heat: heat }, ambientShare: 0.7, flows: { power: { carrier: electricity, flow: in, per: 0.3 }, heat: { carrier: heat, flow: out, per: 1 } }, economics: { capex_money: 9000, life_a: 15, fixedOm_money_per_a: 100, variableOm_money_per_kWh: 0 } }
  sun: { kind: converter, lead: power, rated_kW: { to: 900, as: 1 }, ports: { light: light, power: power }, flows: { light: { carrier: heat, flow: in, per: 1 }, power: { carrier: electricity, flow: out, per: 1 } }, economics: ${EVERY} }
  sky: { kind: source, bus: light, carrier: heat, max_kW: p.sun_kW }
  dark: { kind: unserved, bus: light, carrier: heat }
  spent: { kind: dump, bus: light }
  store: { kind: store, bus: power, capacity_kWh: { to: 2000, as: 100 }, charge_kW: 50, discharge_kW: 50, etaCharge: 0.95, etaDischarge: 0.95, loss_per_h: 0.002, economics: { capex_money: 15000, life_a: 10, fixedOm_money_per_a: 100, variableOm_money_per_kWh: 0 } }
  load: { kind: load, bus: power, demand: p.demand_kW }
  heating: { kind: load, bus: heat, carrier: heat, demand: p.heat_kW }
roadmap:
  years: ${years}
  ${budget}
  carbonPrice_money_per_t: { 2025: 30, 2040: 90 }
  paths:
    grid: { parameter: components.grid.carbon_kg_per_kWh, at: { 2025: 0.3, 2040: 0.1 } }
    growth: { parameter: [components.load.scale, components.heating.scale], relative: true, at: { 2025: 1, 2040: 1.2 } }
  components:
    boiler: { existing: [{ rated_kW: 60, until: 2036 }, { rated_kW: 60 }] }
    pump: { area: electrification }
    sun: { area: efficiency, capexShare: { 2025: 1, 2040: 0.6 } }
    store: { capexShare: { 2025: 1, 2040: 0.5 } }
${more}`;

/** The files of `site`. */
export const SITE_FILES: Readonly<Record<string, string>> = { 'p.csv': CSV };
