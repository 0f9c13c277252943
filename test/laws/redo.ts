import { asyncBufferFromFile, parquetRead } from 'hyparquet';

/** What `meta.json` says, as far as the balance and the audits need it. Nothing here comes from the program's own code. */
interface Meta {
  readonly grid: { readonly start_ms: number; readonly step_s: number; readonly length: number };
  readonly initial: Readonly<Record<string, number>>;
  readonly columns: readonly {
    readonly name: string;
    readonly component: string;
    readonly role: string;
    readonly bus?: string | null;
    readonly laws: readonly { readonly quantity: string; readonly role: string; readonly coefficient: number }[];
  }[];
  readonly buses: readonly { readonly name: string }[];
  readonly networks: readonly { readonly name: string; readonly buses: readonly string[] }[];
}
export type Columns = Readonly<Record<string, Float64Array>>;

/** Every column of a Parquet file by its name; `time` in ms. */
export async function readColumns(path: string, length: number): Promise<Columns> {
  const columns: Record<string, Float64Array> = {};
  await parquetRead({
    file: await asyncBufferFromFile(path),
    onChunk({ columnName, columnData, rowStart, rowEnd }) {
      columns[columnName] ??= new Float64Array(length).fill(Number.NaN);
      const column = columns[columnName];
      for (let r = rowStart; r < rowEnd; r++) column[r] = Number((columnData as ArrayLike<unknown>)[r - rowStart]);
    },
  });
  return columns;
}

/** A sum of terms of each row against the size of its terms, by the tolerance that the audits state. */
function breaches(what: string, length: number, terms: readonly ((i: number) => number)[]): string[] {
  const value = new Float64Array(length);
  const scale = new Float64Array(length);
  for (const term of terms)
    for (let i = 0; i < length; i++) {
      value[i]! += term(i);
      scale[i]! += Math.abs(term(i));
    }
  const rating = scale.reduce((a, b) => Math.max(a, b), 0);
  const bad = value.findIndex((v, i) => !(Math.abs(v) <= Math.max(1e-6 * scale[i]!, 1e-9 * rating)));
  return bad < 0 ? [] : [`${what} is off by ${value[bad]} in row ${bad}`];
}

/** Redoes the balance of every bus (of a network's buses together) from the columns. @returns what does not close */
export function redoBalance({ buses, networks, columns, grid }: Meta, values: Columns): string[] {
  const joined = new Set(networks.flatMap((n) => n.buses));
  const groups = [
    ...networks,
    ...buses.filter((b) => !joined.has(b.name)).map(({ name }) => ({ name, buses: [name] })),
  ];
  return groups.flatMap((group) => {
    const ports = columns.filter((c) => c.role === 'port' && c.bus != null && group.buses.includes(c.bus));
    const flows = ports.map((c) => values[c.name]!);
    if (flows.length === 0) return [`${group.name} has no ports`];
    return breaches(
      group.name,
      grid.length,
      flows.map((v) => (i: number) => v[i]!),
    );
  });
}

/** How a term counts in its law: ports - boundary + losses + change of stores = 0. */
const SIGN: Readonly<Record<string, number>> = { port: 1, boundary: -1, loss: 1, store: 1 };

/** Redoes every law of every component from the columns. @returns what does not close, and how many laws were looked at */
export function redoAudit({ columns, grid, initial }: Meta, values: Columns): { faults: string[]; laws: number } {
  const dt_h = grid.step_s / 3600;
  const laws = new Map<string, ((i: number) => number)[]>();
  for (const { name, component, laws: terms } of columns)
    for (const { quantity, role, coefficient } of terms) {
      const v = values[name]!;
      const by = SIGN[role]! * coefficient;
      const term =
        role === 'store'
          ? (i: number) => (by * (v[i]! - (i === 0 ? initial[name]! : v[i - 1]!))) / dt_h
          : (i: number) => by * v[i]!;
      const key = `${component} ${quantity}`;
      laws.set(key, [...(laws.get(key) ?? []), term]);
    }
  return { faults: [...laws].flatMap(([key, terms]) => breaches(key, grid.length, terms)), laws: laws.size };
}
