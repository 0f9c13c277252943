import { zoneRules } from '../../src/io/zone.ts';
import { type SummaryOptions, summarise } from '../../src/report/summarise.ts';
import type { Summary } from '../../src/report/summary.ts';
import { type Tally, tallyOf } from '../../src/report/tally.ts';
import { compile } from '../../src/scenario/compile.ts';
import { readScenario } from '../../src/scenario/read.ts';
import { type Outcome, type SimulationOptions, simulateCompiled } from '../../src/scenario/simulation.ts';

export interface Simulated {
  readonly outcome: Outcome;
  readonly tally: Tally;
  readonly summary: Summary;
}

/** Runs a scenario given as text, with a tally along the loop. */
export function simulated(yaml: string, options: SummaryOptions = {}, simulation: SimulationOptions = {}): Simulated {
  const text = yaml.includes('sixfold:') ? yaml : `${HEAD}${yaml}`;
  const files = { read: (path: string) => ({ file: path, text }) };
  const compiled = compile(readScenario('case.yaml', { files, zones: zoneRules }), { files, zones: zoneRules });
  const tally = tallyOf(compiled.run);
  const outcome = simulateCompiled(compiled, { ...simulation, observers: [tally] });
  return { outcome, tally, summary: summarise(outcome, { tally, ...options }) };
}

/** Two days of January; what a case does not say. */
const HEAD = `sixfold: 1
name: case
site: { latitude_deg: 31.3, longitude_deg: 120.7, altitude_m: 5, zone: Asia/Shanghai }
time: { start: 2023-01-01T00:00, end: 2023-01-03T00:00, step_s: 3600 }
currency: CNY
`;
