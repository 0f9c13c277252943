import { loadScenario, type Scenario } from '../../../src/index.ts';
import { zoneRules } from '../../../src/io/zone.ts';
import { mapFiles } from '../../../src/scenario/mapFiles.ts';
import { readShared } from '../../shared.ts';

type Row = Readonly<Record<string, string | number | boolean | undefined>> & { readonly name: string };
interface Network {
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly results: { readonly objective: number };
}

/** Those with fixed sizes whose stored objective is that of the whole horizon with whole statuses. */
export const DISPATCH_CASES = [
  'pypsa-docs-micro/simple-electricity-market-examples.run1',
  'pypsa-docs-micro/simple-electricity-market-examples.run2',
  'pypsa-docs-micro/simple-electricity-market-examples.run3',
  'pypsa-docs-micro/simple-electricity-market-examples.run4',
  'pypsa-docs-micro/simple-electricity-market-examples.run5',
  'pypsa-docs-micro/simple-electricity-market-examples.run6',
  'pypsa-docs-micro/unit-commitment.run2',
  'pypsa-docs-micro/unit-commitment.run4',
  'pypsa-unit-tests/stand_by_cost__stand_by_cost.run1',
  'pypsa-unit-tests/unit_commitment__committable_shut_down_only_ramp_limit.run1',
  'pypsa-unit-tests/unit_commitment__link_unit_commitment.run1',
  'pypsa-unit-tests/unit_commitment__minimum_down_time_up_time_before.run1',
  'pypsa-unit-tests/unit_commitment__minimum_up_time_up_time_before.run1',
  'pypsa-unit-tests/unit_commitment__shut_down_costs.run1',
  'pypsa-unit-tests/unit_commitment__unit_commitment.run1',
];

/** A small network of PyPSA that has only fixed sizes, as a scenario of generic kinds in kW. */
export function pypsa(path: string): { readonly scenario: Scenario; readonly objective: number } {
  const { inputs, results } = JSON.parse(readShared(`reference/optimisation/${path}`)) as Network;
  const list = (name: string): readonly Row[] => (inputs[name] as readonly Row[] | undefined) ?? [];
  const over = (name: string): Readonly<Record<string, readonly number[]>> =>
    (inputs[name] as Readonly<Record<string, readonly number[]>> | undefined) ?? {};
  const steps = list('snapshots').length;
  const columns: Record<string, readonly number[]> = {};
  const id = (name: string): string => `x-${name.toLowerCase().replace(/[^a-z0-9]+/g, '-')}`;
  const word = (name: string): string => id(name).replace(/-(\w)/g, (_, c: string) => c.toUpperCase());
  /** A number, or a column of its own. */
  const ref = (values: readonly number[] | undefined, constant: number, name: string, scale: number): string => {
    if (values === undefined) return String(constant * scale);
    columns[name] = values.map((v) => v * scale);
    return `p.${name}`;
  };
  const buses: string[] = [];
  const components: string[] = [];
  const num = (row: Row, key: string, other: number): number => (row[key] === undefined ? other : Number(row[key]));
  for (const { name } of list('buses')) {
    buses.push(`  ${id(name)}: { carrier: electricity, closers: [${id(name)}-lost, ${id(name)}-spilt] }`);
    components.push(`  ${id(name)}-lost: { kind: unserved, bus: ${id(name)}, lostLoad_money_per_kWh: 1e7 }`);
    // PyPSA lets nothing go.
    components.push(`  ${id(name)}-spilt: { kind: curtailment, bus: ${id(name)}, cost_money_per_kWh: 1e7 }`);
  }
  for (const row of list('loads'))
    components.push(
      `  ${id(row.name)}-load: { kind: load, bus: ${id(String(row.bus))}, demand: ${ref(over('loads.p_set')[row.name], num(row, 'p_set', 0), `${word(row.name)}Load_kW`, 1)} }`,
    );
  const planned = (row: Row): string => {
    const held = num(row, 'up_time_before', 1) > 0 ? num(row, 'up_time_before', 1) : num(row, 'down_time_before', 0);
    const parts = {
      startCost_money: row.start_up_cost,
      stopCost_money: row.shut_down_cost,
      standBy_money_per_h: row.stand_by_cost,
      minUp_h: row.min_up_time,
      minDown_h: row.min_down_time,
      rampUp_per_h: row.ramp_limit_up,
      rampDown_per_h: row.ramp_limit_down,
      rampStart: row.ramp_limit_start_up,
      rampStop: row.ramp_limit_shut_down,
      onBefore: num(row, 'up_time_before', 1) > 0,
      heldBefore_h: held,
    };
    return `planned: { ${Object.entries(parts)
      .filter(([, v]) => v !== undefined)
      .map(([k, v]) => `${k}: ${v}`)
      .join(', ')} }, `;
  };
  for (const row of list('generators')) {
    const p_nom = num(row, 'p_nom', 0);
    const price = `price_money_per_kWh: ${ref(over('generators.marginal_cost')[row.name], num(row, 'marginal_cost', 0), `${word(row.name)}Price_money_per_kWh`, 1)}`;
    const max = ref(over('generators.p_max_pu')[row.name], num(row, 'p_max_pu', 1), `${word(row.name)}Max_kW`, p_nom);
    const bus = id(String(row.bus));
    // A generator that only takes is a buyer.
    if (num(row, 'p_min_pu', 0) < 0) {
      const worth = `worth_money_per_kWh: ${num(row, 'marginal_cost', 0)}`;
      components.push(
        `  ${id(row.name)}: { kind: sink, bus: ${bus}, max_kW: ${-num(row, 'p_min_pu', 0) * p_nom}, ${worth} }`,
      );
      continue;
    }
    if (row.committable !== true && row.ramp_limit_up === undefined) {
      const least = num(row, 'p_min_pu', 0) * p_nom;
      const must = least > 0 ? `mustRun: true, min_kW: ${least}, ` : '';
      components.push(`  ${id(row.name)}: { kind: source, bus: ${bus}, ${must}max_kW: ${max}, ${price} }`);
      continue;
    }
    const fuel = `${id(row.name)}-fuel`;
    buses.push(`  ${fuel}: { carrier: gas, fossil_kg_per_kWh: 0, closers: [${fuel}-lost, ${fuel}-spilt] }`);
    components.push(
      `  ${fuel}-lost: { kind: unserved, bus: ${fuel}, carrier: gas, lostLoad_money_per_kWh: 1e7 }`,
      `  ${fuel}-spilt: { kind: curtailment, bus: ${fuel}, carrier: gas }`,
      `  ${fuel}-source: { kind: source, bus: ${fuel}, carrier: gas, max_kW: ${max}, ${price} }`,
      `  ${id(row.name)}: { kind: converter, lead: electricity, rated_kW: ${p_nom}, minLoad: ${num(row, 'p_min_pu', 0)}, ${planned(row)}ports: { gas: ${fuel}, electricity: ${bus} }, flows: { gas: { carrier: gas, flow: in, per: 1 }, electricity: { carrier: electricity, flow: out, per: 1 } } }`,
    );
  }
  for (const row of list('links')) {
    const way = (from: unknown, to: unknown, name: string, rated: number, more: string): void => {
      components.push(
        `  ${name}: { kind: converter, lead: from, rated_kW: ${rated}, ${more}ports: { from: ${id(String(from))}, to: ${id(String(to))} }, flows: { from: { carrier: electricity, flow: in, per: 1 }, to: { carrier: electricity, flow: out, per: ${num(row, 'efficiency', 1)} } } }`,
      );
    };
    const back = num(row, 'p_min_pu', 0);
    const more = row.committable === true ? `minLoad: ${back}, ${planned(row)}` : '';
    way(row.bus0, row.bus1, id(row.name), num(row, 'p_nom', 0), more);
    if (back < 0) way(row.bus1, row.bus0, `${id(row.name)}-back`, -back * num(row, 'p_nom', 0), '');
  }
  for (const row of list('storage_units')) {
    const p_nom = num(row, 'p_nom', 0);
    components.push(
      `  ${id(row.name)}-store: { kind: store, bus: ${id(String(row.bus))}, capacity_kWh: ${p_nom * num(row, 'max_hours', 1)}, charge_kW: ${p_nom}, discharge_kW: ${p_nom}, socStart: ${num(row, 'state_of_charge_initial', 0) / (p_nom * num(row, 'max_hours', 1))} }`,
    );
  }
  const stamp = (h: number): string => new Date(1_672_531_200_000 + h * 3_600_000).toISOString();
  const names = ['unused', ...Object.keys(columns)];
  columns.unused = Array.from({ length: steps }, () => 0);
  const csv = [
    `time,${names.join(',')}`,
    ...Array.from({ length: steps }, (_, h) => `${stamp(h)},${names.map((n) => columns[n]![h]).join(',')}`),
    // A single row would not say how long its step is.
    `${stamp(steps)},${names.map((n) => columns[n]![steps - 1]).join(',')}`,
  ].join('\n');
  const yaml = `sixfold: 1
name: network
site: { latitude_deg: 52, longitude_deg: 10, zone: UTC }
time: { start: 2023-01-01T00:00Z, end: ${stamp(steps)}, step_s: 3600 }
currency: EUR
profiles: { p: { file: p.csv } }
buses:
${buses.join('\n')}
components:
${components.join('\n')}
`;
  const files = mapFiles({ 'network.yaml': yaml, 'p.csv': `${csv}\n` });
  return { scenario: loadScenario('network.yaml', { files, zones: zoneRules }), objective: results.objective };
}
