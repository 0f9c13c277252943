/** Runs as the server lists them, and their figures of merit side by side. */
export interface RunInfo {
  readonly id: string;
  readonly site: string;
  readonly scenario: string;
  readonly parent?: string;
  readonly fork: number;
  readonly step_s: number;
  readonly zone: string;
  readonly currency: string;
  /** Own steps that are stored. */
  readonly steps: number;
  readonly from_ms: number;
  /** Left out itself. */
  readonly to_ms: number;
  readonly isCurrent: boolean;
}
export interface RunColumn {
  readonly name: string;
  readonly component: string;
  readonly signal: string;
  readonly unit: string;
}

export type SortKey = 'scenario' | 'from_ms' | 'steps' | 'step_s';

/** By a key; what is alike by that by when it begins and then by its id, so that the order is always one. */
export function sorted(runs: readonly RunInfo[], key: SortKey, isDown: boolean): readonly RunInfo[] {
  const sign = isDown ? -1 : 1;
  const compare = (a: string | number, b: string | number): number => (a < b ? -1 : a > b ? 1 : 0);
  return [...runs].sort(
    (a, b) => sign * compare(a[key], b[key]) || compare(a.from_ms, b.from_ms) || compare(a.id, b.id),
  );
}

/** Runs that have all words of a text in their label, site, id or parent. */
export function matching(runs: readonly RunInfo[], text: string): readonly RunInfo[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  return runs.filter(({ id, site, scenario, parent = '' }) => {
    const all = `${id} ${site} ${scenario} ${parent}`.toLowerCase();
    return words.every((word) => all.includes(word));
  });
}

/** What is shown of a run's summary. */
export interface Summary {
  readonly kpis: Readonly<
    Record<string, { readonly value: number; readonly unit: string; readonly definition?: string }>
  >;
  readonly costs?: { readonly total_money?: number };
  readonly emissions?: { readonly scope1_kg?: number; readonly scope2Location_kg?: number };
}
interface Amount {
  readonly value: number;
  readonly unit: string;
}
const DIRECTIONS = ['given', 'taken', 'unserved', 'curtailed', 'dumped'] as const;
export type Direction = (typeof DIRECTIONS)[number];
/** What is shown of the figures that a store's flows tell by themselves. */
export interface Kpis {
  readonly buses: readonly ({ readonly bus: string } & Readonly<Record<Direction, Amount>>)[];
}

export interface Figure {
  readonly id: string;
  readonly value: number;
  readonly unit: string;
  readonly definition?: string;
  /** Of a bus: which, and what of it. */
  readonly bus?: string;
  readonly direction?: Direction;
}

/** Figures of a run that has a summary, those that most ask for first. */
export function figuresOfSummary({ kpis, costs, emissions }: Summary): readonly Figure[] {
  const scopes = [emissions?.scope1_kg, emissions?.scope2Location_kg].filter((v) => v !== undefined);
  return [
    ...(costs?.total_money === undefined ? [] : [{ id: 'cost', value: costs.total_money, unit: 'money' }]),
    ...(scopes.length === 0 ? [] : [{ id: 'carbon', value: scopes.reduce((a, b) => a + b, 0), unit: 'kg' }]),
    ...Object.entries(kpis)
      .filter(([id]) => id !== 'cost_money')
      .map(([id, figure]) => ({ id, ...figure })),
  ];
}

/** Figures of a run that has none: amounts by bus, without those of which there are none. */
export const figuresOfKpis = ({ buses }: Kpis): readonly Figure[] =>
  buses.flatMap(({ bus, ...sums }) =>
    DIRECTIONS.filter((direction) => sums[direction].value !== 0).map((direction) => ({
      id: `${bus}.${direction}`,
      ...sums[direction],
      bus,
      direction,
    })),
  );

const FIRST = ['cost', 'carbon', 'import_kWh', 'selfSupplyOnSite', 'unserved_kWh'];
/** The few figures that stand in the list of runs. */
export function headline(figures: readonly Figure[]): readonly Figure[] {
  const found = FIRST.flatMap((id) => figures.find((figure) => figure.id === id) ?? []);
  if (found.length > 0) return found.slice(0, 3);
  return [...figures]
    .filter(({ direction, unit }) => unit === 'kWh' && (direction === 'taken' || direction === 'unserved'))
    .sort((a, b) => b.value - a.value)
    .slice(0, 3);
}

export interface ComparedRow extends Omit<Figure, 'value'> {
  /** By run; NaN where it has no such figure. */
  readonly values: readonly number[];
  /** Against the first run; NaN where one of the two has none. */
  readonly differences: readonly number[];
  /** The same relative to the first; NaN where that is 0. */
  readonly shares: readonly number[];
}

/** Figures of several runs by row; the first run is the base. What differs in unit is another figure. */
export function compared(lists: readonly (readonly Figure[])[]): readonly ComparedRow[] {
  const keyOf = ({ id, unit }: Figure): string => `${id} ${unit}`;
  const heads = new Map<string, Figure>();
  for (const list of lists) for (const figure of list) if (!heads.has(keyOf(figure))) heads.set(keyOf(figure), figure);
  const byKey = lists.map((list) => new Map(list.map((figure) => [keyOf(figure), figure.value])));
  return [...heads].map(([key, { value: _value, ...head }]) => {
    const values = byKey.map((known) => known.get(key) ?? Number.NaN);
    const base = values[0]!;
    const differences = values.map((value) => value - base);
    return {
      ...head,
      values,
      differences,
      shares: differences.map((difference) => (base === 0 ? Number.NaN : difference / Math.abs(base))),
    };
  });
}

/** A name of the house as words: `selfSupplyOnSite` is `Self supply on site`; the unit is told beside. */
export function wordsOf(name: string): string {
  const words = name
    .split('_')[0]!
    .replace(/([a-z\d])([A-Z])/g, '$1 $2')
    .toLowerCase();
  return words.slice(0, 1).toUpperCase() + words.slice(1);
}
