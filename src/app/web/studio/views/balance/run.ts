/** Runs and their series as the server tells them, and what of them a balance is made of. Pure. */
export interface RunColumn {
  readonly name: string;
  readonly component: string;
  readonly kind: string;
  readonly signal: string;
  readonly unit: string;
  readonly role: 'port' | 'signal' | 'state' | 'meter';
  readonly bus?: string | null;
}
export interface RunInfo {
  readonly id: string;
  readonly site: string;
  readonly scenario: string;
  readonly parent?: string;
  /** Index of its first own step. */
  readonly fork: number;
  readonly start_ms: number;
  readonly step_s: number;
  readonly zone: string;
  readonly currency: string;
  readonly from_ms: number;
  readonly to_ms: number;
  readonly isCurrent: boolean;
}
export interface RunDetail extends RunInfo {
  readonly columns: readonly RunColumn[];
}

/** A strip under the balance: the ratio of two signals where it takes two. */
export interface Strip {
  readonly key: 'price' | 'carbon';
  readonly component: string;
  readonly of: string;
  readonly per: string;
  readonly unit: string;
}
export interface BusParts {
  readonly ports: readonly RunColumn[];
  /** How full stores at the bus are. */
  readonly levels: readonly RunColumn[];
  /** What a unit of what is drawn from outside costs, and emits. */
  readonly strips: readonly Strip[];
}

/** Buses that have ports, in the order of the run. */
export const busesOf = ({ columns }: RunDetail): string[] => [
  ...new Set(columns.flatMap(({ role, bus }) => (role === 'port' && typeof bus === 'string' ? [bus] : []))),
];

/** What is drawn of a bus. */
export function partsOf({ columns }: RunDetail, bus: string): BusParts {
  const ports = columns.filter((c) => c.role === 'port' && c.bus === bus);
  const here = new Set(ports.map(({ component }) => component));
  const levels = [...here].flatMap((id) => {
    const own = columns.filter(({ component }) => component === id);
    const level = own.find(({ signal }) => signal === 'soc') ?? own.find((c) => c.role === 'state' && c.unit === 'kWh');
    return level === undefined ? [] : [level];
  });
  const has = (component: string, signal: string): string | undefined =>
    columns.find((c) => c.component === component && c.signal === signal)?.name;
  // Whoever bills energy that came in: a bus without one shows that of the site.
  const bills = columns.filter(({ signal }) => signal === 'energyCost_money_per_h');
  const bill = bills.find(({ component }) => here.has(component)) ?? bills[0];
  if (bill === undefined) return { ports, levels, strips: [] };
  const { component } = bill;
  const per = has(component, 'import_kW') ?? has(component, 'supply_kW');
  const carbon = has(component, 'co2Location_kg_per_h') ?? has(component, 'co2Upstream_kg_per_h');
  if (per === undefined) return { ports, levels, strips: [] };
  return {
    ports,
    levels,
    strips: [
      { key: 'price', component, of: bill.name, per, unit: 'money_per_kWh' },
      ...(carbon === undefined ? [] : [{ key: 'carbon', component, of: carbon, per, unit: 'kg_per_kWh' } as const]),
    ],
  };
}

/** Columns that are asked for, each once. */
export const namesOf = ({ ports, levels, strips }: BusParts): string[] => [
  ...new Set([...ports, ...levels].map(({ name }) => name).concat(strips.flatMap(({ of, per }) => [of, per]))),
];
