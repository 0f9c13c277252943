import type { Scenario } from '../../../src/index.ts';
import { sha256 } from '../../../src/io/sha256.ts';
import { chain } from '../../../src/market/journal/chain.ts';
import type { JournalRecord } from '../../../src/market/journal/record.ts';
import { emissionsOf } from '../../../src/report/emissions.ts';
import type { EmissionSummary } from '../../../src/report/summary.ts';
import { type ExchangeOutcome, startExchange } from '../../../src/scenario/exchange/exchange.ts';
import { load } from '../small.ts';

/** Four hours of a roof, a mill and a grid; what they do by the hour stands in a profile. */
export const traded = (
  more: { exchange?: string; components?: string; buses?: string; tariffs?: string } = {},
): string => `sixfold: 1
name: four
site: { latitude_deg: 50, longitude_deg: 8, zone: UTC }
time: { start: 2023-06-01T00:00Z, end: 2023-06-01T04:00Z, step_s: 3600 }
currency: CNY
profiles: { hours: { file: hours.csv } }
participants: { roof: { label: Roof }, mill: { label: Mill } }
buses:
  power: { carrier: electricity, closers: [grid, lost, spilt] }
${more.buses ?? ''}tariffs:
  power:
    energy: { price_money_per_kWh: 0.3 }
    feedIn: { price_money_per_kWh: 0.08 }
${more.tariffs ?? ''}components:
  grid: { kind: gridConnection, bus: power, tariff: power, importLimit_kW: 1000, exportLimit_kW: 1000, carbon_kg_per_kWh: hours.carbon_kg_per_kWh }
  lost: { kind: unserved, bus: power }
  spilt: { kind: curtailment, bus: power }
  sun: { kind: source, owner: roof, bus: power, max_kW: hours.sun_kW }
  demand: { kind: load, owner: mill, bus: power, demand: hours.demand_kW }
${more.components ?? ''}exchange: ${more.exchange ?? '{}'}
`;

export interface Hours {
  readonly price_money_per_kWh?: readonly number[];
  readonly sun_kW: readonly number[];
  readonly demand_kW: readonly number[];
  readonly carbon_kg_per_kWh: readonly number[];
}

/** A profile of whole hours from the start of June on. */
export const hoursCsv = (columns: Readonly<Record<string, readonly number[]>>): string => {
  const names = Object.keys(columns);
  const length = columns[names[0]!]!.length;
  const rows = Array.from({ length: length + 1 }, (_, h) =>
    [
      new Date(Date.UTC(2023, 5, 1, h)).toISOString().replace('.000Z', 'Z'),
      ...names.map((name) => columns[name]![Math.min(h, length - 1)]),
    ].join(','),
  );
  return `time,${names.join(',')}\n${rows.join('\n')}\n`;
};

export interface Ran {
  readonly scenario: Scenario;
  readonly outcome: ExchangeOutcome;
  readonly records: readonly JournalRecord[];
  /** The site's own sums of emissions. */
  readonly emissions: EmissionSummary;
}

export function run(text: string, hours: Hours): Ran {
  const scenario = load({ 'small.yaml': text, 'hours.csv': hoursCsv({ ...hours }) });
  const records: JournalRecord[] = [];
  const exchange = startExchange(scenario, { onRecord: (record) => records.push(record) });
  exchange.advance(scenario.run.grid.length);
  const outcome = exchange.outcome();
  return { scenario, outcome, records, emissions: emissionsOf(exchange.simulation.outcome()) };
}

export const money = ({ outcome }: Ran, account: string): number =>
  (outcome.books.balances.money.get(account) ?? 0) / 1e6;

/** The journal that these records make. */
export function journal(records: readonly JournalRecord[]): string[] {
  let head = '';
  return records.map((record) => {
    const made = chain(sha256, head, record);
    head = made.head;
    return made.line;
  });
}
