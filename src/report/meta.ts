import { CARRIERS } from '../core/carriers.ts';
import type { Column } from '../core/columns.ts';
import type { TimeGrid } from '../core/timeGrid.ts';
import { type MeterColumn, meterColumns } from '../scenario/meters.ts';
import type { Outcome } from '../scenario/simulation.ts';

/**
 * `meta.json`: with it anyone can redo from `results.parquet`
 * - the balance: per time, the columns of role `port` on a bus sum to 0; where a network joins buses, they sum to 0 over
 *   all of its buses together, for what it moves between them is no column;
 * - the audit of each component and quantity: ports - boundary + losses + change of stores / hours = 0, each column times
 *   its coefficient in `laws`; a state holds at the end of its interval and `initial` before the first.
 * Columns of role `meter` are readings and what differs from them: no balance has them. But where one is called
 * `corrected...`, it was added to that state before the step: the step began with the state of the row before and this.
 */
export interface Meta {
  readonly schemaVersion: 1;
  readonly name: string;
  readonly label: string;
  readonly seed: number;
  /** Of the rows of the results. Where it differs from `runStep_s`, flows are means over a row. */
  readonly grid: TimeGrid;
  readonly runStep_s: number;
  /** IANA name. */
  readonly zone: string;
  readonly currency: string;
  /** State columns at the start of the run. */
  readonly initial: Readonly<Record<string, number>>;
  readonly columns: readonly (Column | MeterColumn)[];
  readonly buses: readonly MetaBus[];
  /** Groups of buses whose balances close together: what a copper plate moves is no column. */
  readonly networks: readonly MetaNetwork[];
  /** Steps done where the run was stopped. */
  readonly unfinished?: number;
}
export interface MetaBus {
  readonly name: string;
  readonly label: string;
  readonly carrier: string;
  readonly unit: string;
  readonly supply_degC?: number;
  readonly return_degC?: number;
}
export interface MetaNetwork {
  readonly name: string;
  readonly kind: string;
  readonly carrier: string;
  readonly buses: readonly string[];
}

const UNIT_LABEL = { kW: 'kW', kg_per_h: 'kg/h' } as const;

/** `grid` is that of the file where it differs from the run's own. */
export function metaOf(outcome: Outcome, grid: TimeGrid = outcome.compiled.run.grid): Meta {
  const { compiled, columns, initial, steps } = outcome;
  const { run, cluster } = compiled;
  return {
    schemaVersion: 1,
    name: run.name,
    label: cluster.spec.label ?? run.name,
    seed: run.seed,
    grid,
    runStep_s: run.grid.step_s,
    zone: run.site.zone.zone,
    currency: run.currency,
    initial,
    columns: [...columns, ...meterColumns(run, compiled.meters)],
    buses: run.buses.map((bus) => ({
      name: bus.id,
      label: bus.label,
      carrier: bus.carrier,
      unit: UNIT_LABEL[CARRIERS[bus.carrier].unit],
      ...(Number.isFinite(bus.supply_degC) ? { supply_degC: bus.supply_degC, return_degC: bus.return_degC } : {}),
    })),
    networks: run.networks.filter(isPlate).map((n) => ({
      name: n.id,
      kind: n.kind,
      carrier: run.buses[n.nodes[0]!]!.carrier,
      buses: [...n.nodes].map((b) => run.buses[b]!.id),
    })),
    ...(steps < run.grid.length ? { unfinished: steps } : {}),
  };
}

const isPlate = ({ component }: { readonly component: number }): boolean => component < 0;
