import { commensurate } from './perYear.ts';
import type { Sensitivity } from './sensitivity.ts';
import { serviceDifferences } from './service.ts';
import type { Kpis, Summary } from './summary.ts';

/** One figure of several runs; null where a run does not have it. Differences are against the first run. */
export interface ComparisonRow {
  readonly group: 'kpis' | 'costs' | 'emissions' | `bus ${string}` | `against ${string}`;
  readonly name: string;
  readonly unit: string;
  readonly values: readonly (number | null)[];
  readonly differences: readonly (number | null)[];
}
export interface Comparison {
  readonly runs: readonly { readonly name: string; readonly label: string }[];
  /** The runs differ in length, and all sums (energy, hours, mass, running cost) are those of a year. */
  readonly perYear: boolean;
  readonly rows: readonly ComparisonRow[];
  readonly warnings: readonly string[];
  /** What cost and net present value against the first hang on, where that was asked for. */
  readonly sensitivity?: Sensitivity;
}

type Figures = Readonly<Record<string, { readonly value: number; readonly unit: string }>>;

/**
 * Runs side by side, and why they do not serve the same where they do not. Sums of runs of different length are brought
 * to a year.
 */
export function compareRuns(runs: readonly Summary[]): Comparison {
  const { perYear, summaries } = commensurate(runs);
  const rows = [
    ...rowsOf(
      'kpis',
      summaries.map((s) => s.kpis),
    ),
    ...rowsOf('costs', summaries.map(costsOf)),
    ...rowsOf('emissions', summaries.map(emissionsOf)),
    ...union(summaries.map((s) => s.buses)).flatMap((bus) =>
      rowsOf(
        `bus ${bus}`,
        summaries.map((s) => busOf(s, bus)),
      ),
    ),
    ...union(summaries.map((s) => referencesOf(s))).flatMap((reference) =>
      rowsOf(
        `against ${reference}`,
        summaries.map((s) => referencesOf(s)[reference] ?? {}),
      ),
    ),
  ];
  return {
    runs: summaries.map(({ name, label }) => ({ name, label })),
    perYear,
    rows,
    warnings: runs.slice(1).flatMap((s) => serviceDifferences(runs[0]!, s)),
  };
}

/** All keys in the order of their first appearance. */
const union = (records: readonly Readonly<Record<string, unknown>>[]): string[] => [
  ...new Set(records.flatMap((r) => Object.keys(r))),
];

function rowsOf(group: ComparisonRow['group'], figures: readonly Figures[]): ComparisonRow[] {
  return union(figures).map((name) => {
    const values = figures.map((f) => f[name]?.value ?? null);
    const [first] = values;
    return {
      group,
      name,
      unit: figures.find((f) => f[name] !== undefined)![name]!.unit,
      values,
      differences: values.map((v) => (v === null || first === null || first === undefined ? null : v - first)),
    };
  });
}

const inUnit = (unit: string, figures: Readonly<Record<string, number>>): Figures =>
  Object.fromEntries(Object.entries(figures).map(([name, value]) => [name, { value, unit }]));

const costsOf = ({ costs, currency }: Summary): Figures =>
  inUnit(currency, {
    ...Object.fromEntries(costs.components.filter((c) => c.total_money !== 0).map((c) => [c.component, c.total_money])),
    total: costs.total_money,
  });

function emissionsOf({ emissions: e }: Summary): Figures {
  const { scope1_kg, scope2Location_kg, scope2Market_kg, scope3_kg, biogenicCo2_kg, nox_kg, water_kg } = e;
  return inUnit('kg', { scope1_kg, scope2Location_kg, scope2Market_kg, scope3_kg, biogenicCo2_kg, nox_kg, water_kg });
}

function busOf({ buses }: Summary, id: string): Figures {
  const bus = buses[id];
  if (!bus) return {};
  const { unit, supply, use, sale, losses, curtailed, dumped, unserved, shed, storedChange } = bus;
  return inUnit(unit, { supply, use, sale, losses, curtailed, dumped, unserved, shed, storedChange });
}

const referencesOf = ({ references }: Summary): Record<string, Kpis> =>
  Object.fromEntries(references.map((r) => [r.reference, r.kpis]));
