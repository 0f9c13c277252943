import { endOf, formatUtc, type TimeGrid, timeAt } from '../../core/timeGrid.ts';
import { amount, table, wrap } from './text.ts';

/** A forecast as `forecast.json` holds it. */
export interface TellForecast {
  readonly run: string;
  readonly parent: string;
  readonly fork: number;
  readonly label: string;
  readonly grid: TimeGrid;
  readonly currency: string;
  readonly series: string;
  readonly planner: string;
  readonly columns: readonly {
    readonly name: string;
    readonly unit: string;
    readonly role: string;
    readonly values: readonly number[];
  }[];
  readonly kpis: Readonly<Record<string, { readonly value: number; readonly unit: string }>>;
  readonly warnings: readonly string[];
}

/** Rows that a table has at most; longer spans are told by means. */
const ROWS = 24;
const TIME = 'from (UTC)';
/** Figures that are told first, where there are any. */
const FIGURES = ['cost_money', 'import_kWh', 'export_kWh', 'unserved_kWh', 'peakImport_kW', 'scope1_kg'];

const numberText = (v: number): string => {
  const size = Math.abs(v);
  return amount(v, size >= 100 ? 0 : size >= 10 ? 1 : 2);
};

/** Of each component its electricity, else its first flow; and what stores hold. What never flows is left out. */
function mainOf(columns: TellForecast['columns']): TellForecast['columns'] {
  const ids = [...new Set(columns.map(({ name }) => name.split('.')[0]!))];
  return ids.flatMap((id) => {
    const own = columns.filter(({ name }) => name.startsWith(`${id}.`));
    const flows = own.filter(({ role, values }) => role === 'port' && values.some((v) => Math.abs(v) >= 1e-6));
    const main = flows.find(({ name }) => name.endsWith('.electricity_kW')) ?? flows[0];
    const held = own.filter(({ role, name }) => role === 'state' && name.endsWith('.energy_kWh'));
    return [...(main === undefined ? [] : [main]), ...held];
  });
}

/** The main flow of every component and what stores hold at the end of each part of the span, for a terminal. */
export function forecastTable(told: TellForecast, width: number): string {
  const { grid, columns, kpis, label, series, planner, run, warnings } = told;
  const every = Math.max(1, Math.ceil(grid.length / ROWS));
  const chosen = mainOf(columns);
  let used = TIME.length + 7;
  const fit = chosen.filter(({ name }) => {
    used += name.length + 2;
    return used <= width;
  });
  const rows = Array.from({ length: Math.ceil(grid.length / every) }, (_, r) => {
    const cells = fit.map(({ values, role }) => {
      const part = values.slice(r * every, (r + 1) * every);
      const value = role === 'state' ? part.at(-1)! : part.reduce((sum, v) => sum + v, 0) / part.length;
      return numberText(value);
    });
    return [formatUtc(timeAt(grid, r * every)), ...cells];
  });
  const what = series === 'profiles' ? 'the scenario’s own series' : 'the last day again';
  const how = planner === 'optimal' ? 'planned at least cost' : 'by rules';
  const figures = FIGURES.flatMap((name) => {
    const kpi = kpis[name];
    return kpi === undefined ? [] : [`${name.split('_')[0]} ${numberText(kpi.value)} ${kpi.unit}`];
  });
  const left = chosen.length - fit.length;
  return [
    `${label}: ${formatUtc(grid.start_ms)} to ${formatUtc(endOf(grid))}, ${what}, ${how} (run ${run})`,
    ...(figures.length === 0 ? [] : [figures.join(', ')]),
    '',
    table([[TIME, ...fit.map(({ name }) => name)], ...rows], true),
    ...(left > 0 ? [`${left} more in forecast.json, or with --json`] : []),
    ...warnings.flatMap((text) => wrap(`- ${text}`, width, '  ')),
  ].join('\n');
}
