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
