import type { Scenario } from '../../../src/index.ts';
import { readShared } from '../../shared.ts';
import { scenarioOf } from './generic.ts';

type Rows = readonly ((name: string) => number)[];

function rowsOf(path: string): Rows {
  const [head, ...lines] = readShared(`reference/optimisation/${path}`).trim().split('\n');
  const names = head!.trim().split(',');
  return lines.map((line) => {
    const values = line.split(',').map(Number);
    return (name) => values[names.indexOf(name)]!;
  });
}

const HOURS_PER_YEAR = 8760;
/** What must be served at any price, and must not be given away. */
const lost = (bus: string, carrier: string, money = 1e6): string =>
  `  ${bus}-lost: { kind: unserved, bus: ${bus}, carrier: ${carrier}, lostLoad_money_per_kWh: ${money} }`;
const kept = (bus: string, carrier: string): string =>
  `  ${bus}-spilt: { kind: curtailment, bus: ${bus}, carrier: ${carrier}, cost_money_per_kWh: 1e6 }`;
const capital = (money: number, life_a: number, om = 0): string =>
  `economics: { capex_money: ${money}, life_a: ${life_a}, fixedOm_money_per_a: 0, variableOm_money_per_kWh: ${om} }`;

/**
 * A store for wind and sun that must be taken, beside a gas plant of limited fuel: 400 hours. Flows through the store cost 1e11 a kWh
 * either way there: a kWh given back has cost that and 1/0.8 of it on its way in, so upkeep of what is given is 2.25e11. All money is counted in
 * units of 1e6, so that costs stand between 1e-5 and 1e5. The annuity there is of the whole of the 400 hours.
 */
export function storageInvestment(): Scenario {
  const rows = rowsOf('oemof-storage-investment/storage_investment.csv').slice(0, 400);
  const unit = 1e6;
  const most_kWh = 6e6;
  return scenarioOf(
    {
      el_kW: rows.map((r) => r('demand_el')),
      wind_kW: rows.map((r) => 1_000_000 * r('wind')),
      pv_kW: rows.map((r) => 582_000 * r('pv')),
    },
    `  el: { carrier: electricity, closers: [el-lost, el-spilt] }
  gas: { carrier: gas, closers: [gas-lost] }`,
    [
      lost('el', 'electricity', 1e7),
      '  el-spilt: { kind: curtailment, bus: el, carrier: electricity }',
      lost('gas', 'gas', 1e7),
      '  supply: { kind: source, bus: gas, carrier: gas, max_kW: 1e9 }',
      `  plant: { kind: converter, ports: { gas: gas, electricity: el }, lead: electricity, rated_kW: 1e7, flows: { gas: { carrier: gas, flow: in, per: ${1 / 0.58} }, electricity: { carrier: electricity, flow: out, per: 1 } }, ${capital(0, 20, 50 / unit)} }`,
      '  wind: { kind: source, bus: el, mustRun: true, max_kW: p.wind_kW }',
      '  pv: { kind: source, bus: el, mustRun: true, max_kW: p.pv_kW }',
      `  store: { kind: store, bus: el, capacity_kWh: { from: 6851, to: ${most_kWh} }, charge_kW: ${most_kWh / 6}, discharge_kW: ${most_kWh / 6}, etaCharge: 1, etaDischarge: 0.8, loss_per_h: 0, socStart: 0, ${capital((1000 * most_kWh * HOURS_PER_YEAR) / 400 / unit, 20, 2.25e11 / unit)} }`,
      '  load: { kind: load, bus: el, demand: p.el_kW }',
    ].join('\n'),
    `economy: { discountRate: 0.05 }
control: { plan: { limits: { gas: { flows: { supply.output: 1 }, most_kWh: ${(194397000 * 400) / HOURS_PER_YEAR} } } } }
`,
  );
}

/**
 * Money for a kW of sun, of which the description says nothing: that of the published example. Without capital the first place would have sun
 * too, and the day cost 136 instead of 254.
 */
const SUN_money = 1350;

/**
 * A district of three places for a day: grid and CHP at the first, boilers and sun at the others, heat pipes over a branching node, power lines,
 * each found with its size. What an engine or a roof sells is of its own making: they stand at buses of their own, which lead
 * into the place. With `variant` the CHP comes in whole units of 300 kW, on or off with a least load, and some boilers are not there.
 */
export function urbanScale(variant?: { readonly boilers: readonly boolean[] }): Scenario {
  const rows = rowsOf('calliope-urban-scale/day_clean.csv');
  const places = [1, 2, 3];
  const sized = (to: number, each: number, life = 25): string => capital(to * each, life);
  const perDay = (r: (name: string) => number): number => 7 * 0.85 * r('pv_per_m2');
  let sun_kWh = 0;
  for (const r of rows) sun_kWh += perDay(r);
  // A yearly payment for each kW of sun, as a price of what that gives in the day.
  const paid = [0, 0.0203, (80.5 * 24) / HOURS_PER_YEAR / sun_kWh];
  const area = [500, 1300, 900];
  const exports = ['0', '0.0491', '0'];
  const line = (from: string, to: string, carrier: string, eta: number, most: number, each: number): string =>
    `  ${from}-to-${to}: { kind: converter, ports: { from: ${from}, to: ${to} }, lead: from, rated_kW: { to: ${most} }, ambientShare: 0, flows: { from: { carrier: ${carrier}, flow: in, per: 1 }, to: { carrier: ${carrier}, flow: out, per: ${eta} } }, ${sized(most, each)} }`;
  const into = (id: string, from: string, to: string): string =>
    `  ${id}: { kind: converter, ports: { from: ${from}, to: ${to} }, lead: from, rated_kW: 5000, flows: { from: { carrier: electricity, flow: in, per: 1 }, to: { carrier: electricity, flow: out, per: 1 } }, ${capital(0, 25)} }`;
  const heat = (id: string): string =>
    `  heat${id}: { carrier: heat, supply_degC: 80, return_degC: 60, closers: [heat${id}-lost, heat${id}-spilt] }`;
  const boiler = (n: number, each: number): string[] => {
    if (variant?.boilers[n - 2] === false) return [];
    return [
      `  boiler${n}: { kind: converter, ports: { gas: gas${n}, heat: heat${n} }, lead: heat, rated_kW: { to: 600 }, flows: { gas: { carrier: gas, flow: in, per: ${1 / 0.85} }, heat: { carrier: heat, flow: out, per: 1 } }, ${capital(600 * each, 25, 0.004 / 0.85)} }`,
    ];
  };
  const chp =
    variant === undefined
      ? `rated_kW: { to: 1500 }, ${capital(1500 * 750, 25, 0.004)}`
      : `rated_kW: { to: 1200, unit: 300, as: 300 }, minLoad: 0.2, ${capital(300 * 700 + 40_000, 25, 0.004)}`;
  return scenarioOf(
    {
      ...Object.fromEntries(
        places.flatMap((n) => [
          [`el${n}_kW`, rows.map((r) => r(`el_X${n}`))],
          [`heat${n}_kW`, rows.map((r) => r(`heat_X${n}`))],
        ]),
      ),
      sun: rows.map(perDay),
      sale_money_per_kWh: rows.map((r) => -r('chp_export_cost')),
    },
    [
      ...places.flatMap((n) => [
        `  el${n}: { carrier: electricity, closers: [el${n}-lost, el${n}-spilt] }`,
        `  sun${n}: { carrier: electricity, closers: [sun${n}-lost, sun${n}-spilt] }`,
        `  gas${n}: { carrier: gas, closers: [gas${n}-lost] }`,
        heat(String(n)),
      ]),
      heat('n'),
      '  engine: { carrier: electricity, closers: [engine-lost, engine-spilt] }',
    ].join('\n'),
    [
      ...places.flatMap((n) => [
        lost(`el${n}`, 'electricity'),
        kept(`el${n}`, 'electricity'),
        lost(`sun${n}`, 'electricity'),
        kept(`sun${n}`, 'electricity'),
        lost(`gas${n}`, 'gas'),
        lost(`heat${n}`, 'heat'),
        kept(`heat${n}`, 'heat'),
        `  fuel${n}: { kind: source, bus: gas${n}, carrier: gas, max_kW: { to: 3000 }, price_money_per_kWh: 0.025, ${sized(3000, 1)} }`,
        `  pv${n}: { kind: source, bus: sun${n}, carrier: electricity, mustRun: true, max_kW: { to: ${n === 3 ? 50 : area[n - 1]! / 7} }, price_money_per_kWh: ${-paid[n - 1]!}, ${sized(n === 3 ? 50 : area[n - 1]! / 7, SUN_money)} }`,
        `  sale${n}: { kind: sink, bus: sun${n}, carrier: electricity, max_kW: 5000, worth_money_per_kWh: ${exports[n - 1]!} }`,
        into(`roof${n}`, `sun${n}`, `el${n}`),
        `  load${n}: { kind: load, bus: el${n}, demand: p.el${n}_kW }`,
        `  heating${n}: { kind: load, bus: heat${n}, carrier: heat, demand: p.heat${n}_kW }`,
      ]),
      lost('heatn', 'heat'),
      kept('heatn', 'heat'),
      lost('engine', 'electricity'),
      kept('engine', 'electricity'),
      `  grid: { kind: source, bus: el1, carrier: electricity, max_kW: { to: 2000 }, price_money_per_kWh: 0.1, ${sized(2000, 100)} }`,
      `  chp: { kind: converter, ports: { gas: gas1, electricity: engine, heat: heat1 }, lead: electricity, flows: { gas: { carrier: gas, flow: in, per: ${1 / 0.405} }, electricity: { carrier: electricity, flow: out, per: 1 }, heat: { carrier: heat, flow: out, per: 0.8 } }, ${chp} }`,
      '  sale: { kind: sink, bus: engine, carrier: electricity, max_kW: 5000, worth_money_per_kWh: p.sale_money_per_kWh }',
      into('plant', 'engine', 'el1'),
      ...boiler(2, 43.1),
      ...boiler(3, 78),
      line('el1', 'el2', 'electricity', 0.98, 2000, 0.1),
      line('el2', 'el1', 'electricity', 0.98, 2000, 0.1),
      line('el1', 'el3', 'electricity', 0.98, 2000, 0.05),
      line('el3', 'el1', 'electricity', 0.98, 2000, 0.05),
      ...(
        [
          ['1', 3],
          ['2', 3],
          ['3', 4],
        ] as const
      ).flatMap(([n, far]) => {
        const eta = 0.975 ** far;
        return [
          line(`heat${n}`, 'heatn', 'heat', eta, 2000, 0.3 * far),
          line('heatn', `heat${n}`, 'heat', eta, 2000, 0.3 * far),
        ];
      }),
    ].join('\n'),
    `economy: { discountRate: 0.1 }
drive: { ${places.map((n) => `pv${n}.available: p.sun`).join(', ')} }
control: { plan: { commitment: ${variant === undefined ? 'relaxed' : 'binary'} } }
`,
  );
}
