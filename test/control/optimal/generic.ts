import { loadScenario, type Scenario } from '../../../src/index.ts';
import { zoneRules } from '../../../src/io/zone.ts';
import { mapFiles } from '../../../src/scenario/mapFiles.ts';

/** A scenario of hours with one profile `p`; kW and money per kWh stand for the source's MW. */
export function scenarioOf(
  columns: Readonly<Record<string, readonly number[]>>,
  buses: string,
  components: string,
  sections = '',
): Scenario {
  const names = Object.keys(columns);
  const length = columns[names[0]!]!.length;
  const stamp = (h: number): string => new Date(1_672_531_200_000 + h * 3_600_000).toISOString();
  const csv = [
    `time,${names.join(',')}`,
    ...Array.from({ length }, (_, h) => `${stamp(h)},${names.map((n) => columns[n]![h]).join(',')}`),
  ].join('\n');
  const yaml = `sixfold: 1
name: oemof
site: { latitude_deg: 52, longitude_deg: 10, zone: UTC }
time: { start: 2023-01-01T00:00Z, end: ${stamp(length)}, step_s: 3600 }
currency: EUR
profiles: { p: { file: p.csv } }
buses:
${buses}
components:
${components}
${sections}`;
  return loadScenario('oemof.yaml', { files: mapFiles({ 'oemof.yaml': yaml, 'p.csv': `${csv}\n` }), zones: zoneRules });
}

export const lost = (bus: string, carrier: string): string =>
  `  ${bus}-lost: { kind: unserved, bus: ${bus}, carrier: ${carrier}, lostLoad_money_per_kWh: 1e6 }`;
export const spilt = (bus: string, carrier: string): string =>
  `  ${bus}-spilt: { kind: curtailment, bus: ${bus}, carrier: ${carrier} }`;
export const supply = (bus: string, carrier: string, price: number): string =>
  `  ${bus}-supply: { kind: source, bus: ${bus}, carrier: ${carrier}, max_kW: 1e9, price_money_per_kWh: ${price} }`;
