import { loadScenario, type Scenario } from '../../../src/index.ts';
import { zoneRules } from '../../../src/io/zone.ts';
import { mapFiles } from '../../../src/scenario/mapFiles.ts';
import { readShared } from '../../shared.ts';

/** The case in kW, kWh and EUR; CO2 in kg. */
interface Site {
  readonly grid: Record<'import_max' | 'export_max' | 'export_price_factor' | 'grid_fee' | 'co2_t_per_mwh', number>;
  readonly gas: Record<'price' | 'co2_t_per_mwh' | 'max', number>;
  readonly co2: Record<'price' | 'storage_cost', number>;
  readonly chp: Record<'p_gas' | 'eta_el' | 'eta_th', number>;
  readonly [part: string]: Readonly<Record<string, number>>;
}

export interface SiteSpan {
  /** First hour of the series and hours of the run. */
  readonly from?: number;
  readonly hours: number;
  readonly step_s?: number;
  /** Further lines of components, in place of those of the same name. */
  readonly replace?: Readonly<Record<string, string>>;
}

const START_ms = 1_672_531_200_000; // 2023-01-01T00:00Z
const stamp = (hour: number): string => new Date(START_ms + hour * 3_600_000).toISOString();

/** The industrial site of seven carriers as a scenario of generic kinds. */
export const siteYear = (span: SiteSpan): Scenario =>
  loadScenario('site.yaml', { files: mapFiles({ ...siteTexts(span) }), zones: zoneRules });

/** Its scenario file and the profiles that it reads. */
export function siteTexts({
  from = 0,
  hours,
  step_s = 3600,
  replace = {},
}: SiteSpan): Readonly<Record<'site.yaml' | 'site.csv', string>> {
  const s = JSON.parse(readShared('reference/optimisation/site-year-pypsa/parameters.json')) as Site;
  const [head, ...lines] = readShared('reference/optimisation/site-year-pypsa/timeseries.csv').trim().split('\n');
  const names = head!.split(',');
  const rows = lines.slice(from, from + hours).map((line) => {
    const values = line.split(',').map(Number);
    return (name: string): number => values[names.indexOf(name)]!;
  });
  const per_kWh = 1e-3;
  // What drawing on the grid emits is paid for with it.
  const extra = s.grid.grid_fee + s.grid.co2_t_per_mwh * s.co2!.price!;
  const csv = [
    'time,el_kW,heat_kW,cold_kW,h2_kW,pv_kW,wind_kW,buy_money_per_kWh,sell_money_per_kWh,cop,air',
    ...rows.map((r, i) =>
      [
        stamp(i),
        1e3 * r('load_el'),
        1e3 * r('load_heat'),
        1e3 * r('load_cold'),
        1e3 * r('load_h2'),
        1e3 * s.pv!.p! * r('pv'),
        1e3 * s.wind!.p! * r('wind'),
        per_kWh * (r('price') + extra),
        per_kWh * s.grid.export_price_factor * r('price'),
        r('cop_hp'),
        r('cop_hp') - 1,
      ].join(','),
    ),
  ].join('\n');
  const flow = (carrier: string, way: 'in' | 'out', per: number | string): string =>
    `{ carrier: ${carrier}, flow: ${way}, per: ${per} }`;
  const converter = (lead: string, rated: number, flows: Record<string, string>, more = ''): string =>
    `{ kind: converter, lead: ${lead}, rated_kW: ${1e3 * rated}, ${more}ports: { ${Object.entries(flows)
      .map(([port, spec]) => `${port}: ${busOf(spec, port)}`)
      .join(', ')} }, flows: { ${Object.entries(flows)
      .map(([port, spec]) => `${port}: ${spec}`)
      .join(', ')} } }`;
  const busOf = (spec: string, port: string): string =>
    ({ electricity: 'el', heat: 'heat', cooling: 'cold', hydrogen: 'h2', gas: 'gas' })[
      /carrier: (\w+)/.exec(spec)![1]!
    ] ?? (port === 'stored' ? 'stored' : 'flue');
  const { chp, boiler, hp, eboiler, abs_chiller, comp_chiller, ely, fc, ccs, battery, tes, cold, h2 } = s as Required<
    Record<string, Record<string, number>>
  >;
  const store = (carrier: string, bus: string, p: Record<string, number>): string =>
    `{ kind: store, bus: ${bus}, carrier: ${carrier}, inflow: atEnd, capacity_kWh: ${1e3 * p.e!}, ` +
    `loss_per_h: ${p.loss}, etaCharge: ${p.eta_c ?? 1}, etaDischarge: ${p.eta_d ?? 1}` +
    `${p.p === undefined ? '' : `, charge_kW: ${1e3 * p.p}, discharge_kW: ${1e3 * p.p}`} }`;
  const components: Record<string, string> = {
    import: `{ kind: source, bus: el, max_kW: ${1e3 * s.grid.import_max}, price_money_per_kWh: site.buy_money_per_kWh }`,
    export: `{ kind: sink, bus: el, max_kW: ${1e3 * s.grid.export_max}, worth_money_per_kWh: site.sell_money_per_kWh }`,
    pv: '{ kind: source, bus: el, max_kW: site.pv_kW }',
    wind: '{ kind: source, bus: el, max_kW: site.wind_kW }',
    supply: `{ kind: source, bus: gas, carrier: gas, max_kW: ${1e3 * s.gas.max}, price_money_per_kWh: ${per_kWh * s.gas.price} }`,
    chp: converter('gas', chp!.p_gas!, {
      gas: flow('gas', 'in', 1),
      electricity: flow('electricity', 'out', chp!.eta_el!),
      heat: flow('heat', 'out', chp!.eta_th!),
      flue: flow('co2', 'out', s.gas.co2_t_per_mwh),
    }),
    boiler: converter('gas', boiler!.p_gas!, {
      gas: flow('gas', 'in', 1),
      heat: flow('heat', 'out', boiler!.eta!),
      flue: flow('co2', 'out', s.gas.co2_t_per_mwh),
    }),
    hp: converter(
      'electricity',
      hp!.p_el!,
      { electricity: flow('electricity', 'in', 1), heat: flow('heat', 'out', 'site.cop') },
      'ambientShare: site.air, ',
    ),
    eboiler: converter('electricity', eboiler!.p_el!, {
      electricity: flow('electricity', 'in', 1),
      heat: flow('heat', 'out', eboiler!.eta!),
    }),
    'abs-chiller': converter('heat', abs_chiller!.q_heat!, {
      heat: flow('heat', 'in', 1),
      electricity: flow('electricity', 'in', abs_chiller!.el_per_heat!),
      cooling: flow('cooling', 'out', abs_chiller!.cop!),
    }),
    'comp-chiller': converter('electricity', comp_chiller!.p_el!, {
      electricity: flow('electricity', 'in', 1),
      cooling: flow('cooling', 'out', comp_chiller!.cop!),
    }),
    ely: converter('electricity', ely!.p_el!, {
      electricity: flow('electricity', 'in', 1),
      hydrogen: flow('hydrogen', 'out', ely!.eta_h2!),
      heat: flow('heat', 'out', ely!.eta_heat!),
    }),
    fc: converter('hydrogen', fc!.p_h2!, {
      hydrogen: flow('hydrogen', 'in', 1),
      electricity: flow('electricity', 'out', fc!.eta_el!),
      heat: flow('heat', 'out', fc!.eta_heat!),
    }),
    // What is not captured is set free, and priced as the scenario prices carbon.
    ccs: `{ kind: converter, lead: flue, rated_kg_per_h: ${1e3 * ccs!.t_per_h!}, ports: { flue: flue, electricity: el, heat: heat, stored: stored }, flows: { flue: ${flow('co2', 'in', 1)}, electricity: ${flow('electricity', 'in', ccs!.el_per_t!)}, heat: ${flow('heat', 'in', ccs!.heat_per_t!)}, stored: ${flow('co2', 'out', ccs!.capture!)} } }`,
    burial: `{ kind: sink, bus: stored, carrier: co2, max_kg_per_h: 1e6, worth_money_per_kg: ${-per_kWh * s.co2!.storage_cost!} }`,
    battery: store('electricity', 'el', battery!),
    tes: store('heat', 'heat', tes!),
    'cold-store': store('cooling', 'cold', cold!),
    'h2-store': store('hydrogen', 'h2', h2!),
    'el-load': '{ kind: load, bus: el, demand: site.el_kW }',
    'heat-load': '{ kind: load, bus: heat, carrier: heat, demand: site.heat_kW }',
    'cold-load': '{ kind: load, bus: cold, carrier: cooling, demand: site.cold_kW }',
    'h2-load': '{ kind: load, bus: h2, carrier: hydrogen, demand: site.h2_kW }',
    ...closers({
      el: 'electricity',
      heat: 'heat',
      cold: 'cooling',
      h2: 'hydrogen',
      gas: 'gas',
      flue: 'co2',
      stored: 'co2',
    }),
    ...replace,
  };
  const yaml = `sixfold: 1
name: site-year
site: { latitude_deg: 52, longitude_deg: 10, zone: UTC }
time: { start: 2023-01-01T00:00Z, end: ${stamp(hours)}, step_s: ${step_s} }
currency: EUR
profiles:
  site: { file: site.csv }
carbon: { price_money_per_t: ${s.co2!.price} }
buses:
  el: { carrier: electricity, closers: [el-lost, el-spilt] }
  heat: { carrier: heat, supply_degC: 90, return_degC: 60, closers: [heat-lost, heat-spilt] }
  cold: { carrier: cooling, supply_degC: 6, return_degC: 12, closers: [cold-lost, cold-spilt] }
  h2: { carrier: hydrogen, closers: [h2-lost, h2-spilt] }
  gas: { carrier: gas, fossil_kg_per_kWh: ${s.gas.co2_t_per_mwh}, closers: [gas-lost, gas-spilt] }
  flue: { carrier: co2, closers: [flue-lost, flue-spilt] }
  stored: { carrier: co2, closers: [stored-lost, stored-spilt] }
components:
${Object.entries(components)
  .map(([id, text]) => `  ${id}: ${text}`)
  .join('\n')}
`;
  return { 'site.yaml': yaml, 'site.csv': `${csv}\n` };
}

/** What closes buses that their plant balances: nothing is to come from here. */
const closers = (buses: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(buses).flatMap(([bus, carrier]) => [
      [`${bus}-lost`, `{ kind: unserved, bus: ${bus}, carrier: ${carrier} }`],
      [`${bus}-spilt`, `{ kind: curtailment, bus: ${bus}, carrier: ${carrier} }`],
    ]),
  );
