import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

/** Writes a scenario to a folder of its own for as long as a test takes. @returns its path */
export function scenarioFile(text: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'sixfold-scenario-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const path = join(folder, 'site.yaml');
  writeFileSync(path, text);
  return path;
}

const head = (name: string, step_s: number): string => `sixfold: 1
name: ${name}
site: { latitude_deg: 31.3, longitude_deg: 120.7, altitude_m: 5, zone: Asia/Shanghai }
time: { start: 2023-06-01T06:00, end: 2023-06-04T06:00, step_s: ${step_s} }
currency: CNY
weather: { generate: { climate: suzhou } }
`;

/** A site of two hundred components on ten buses, at a step of a minute. */
export function twoHundred(): string {
  const buses = Array.from({ length: 10 }, (_, b) => b);
  const parts = buses.flatMap((b) => [
    `  grid${b}: { kind: gridConnection, bus: power${b}, tariff: power, importLimit_kW: 9000 }`,
    `  curtailed${b}: { kind: curtailment, bus: power${b} }`,
    `  lost${b}: { kind: unserved, bus: power${b} }`,
    `  battery${b}: { kind: battery, bus: power${b}, capacity_kWh: 400, charge_kW: 100, discharge_kW: 100 }`,
    ...Array.from(
      { length: 8 },
      (_, k) => `  pv${b}-${k}: { kind: pv, bus: power${b}, rated_kWp: ${50 + 10 * k}, tilt_deg: ${10 + k} }`,
    ),
    ...Array.from({ length: 8 }, (_, k) => `  load${b}-${k}: { kind: load, bus: power${b}, demand: ${20 + 5 * k} }`),
  ]);
  return `${head('two-hundred', 60)}buses:
${buses.map((b) => `  power${b}: { carrier: electricity, closers: [grid${b}, curtailed${b}, lost${b}] }`).join('\n')}
tariffs:
  power: { energy: { price_money_per_kWh: 0.1 } }
components:
${parts.join('\n')}
`;
}

/** What a page that takes texts for markup would run. */
export const HOSTILE = '<img src=x onerror="globalThis.wasRun=1">{@html 1}<script>globalThis.wasRun=2</script>';

/** A site all of whose labels are hostile. */
export const hostile = (): string => {
  const label = JSON.stringify(HOSTILE);
  return `${head('hostile', 3600)}label: ${label}
participants:
  owner: { label: ${label} }
buses:
  power: { carrier: electricity, label: ${label}, closers: [grid, curtailed, lost] }
tariffs:
  power: { energy: { price_money_per_kWh: 0.1 } }
components:
  grid: { kind: gridConnection, label: ${label}, bus: power, tariff: power, importLimit_kW: 1000 }
  curtailed: { kind: curtailment, label: ${label}, bus: power }
  lost: { kind: unserved, label: ${label}, bus: power }
  pv: { kind: pv, label: ${label}, owner: owner, bus: power, rated_kWp: 100, tilt_deg: 20 }
  battery: { kind: battery, label: ${label}, bus: power, capacity_kWh: 200, charge_kW: 100, discharge_kW: 100 }
  load: { kind: load, label: ${label}, bus: power, demand: 200 }
`;
};
