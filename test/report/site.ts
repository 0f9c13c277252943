import fc from 'fast-check';
import { between } from '../between.ts';

/** Sizes and rules of a site that has every part of a summary in it. */
export interface SiteSizes {
  readonly pv_kWp: number;
  readonly engine_kW: number;
  readonly battery_kWh: number;
  readonly power_kW: number;
  readonly heat_kW: number;
  readonly cooling_kW: number;
  readonly hydrogen_kW: number;
  readonly export_kW: number;
  readonly allocation: string;
}

export const siteSizes = fc.record({
  pv_kWp: between(1, 600),
  engine_kW: between(50, 400),
  battery_kWh: between(10, 400),
  power_kW: between(10, 600),
  heat_kW: between(1, 500),
  cooling_kW: between(1, 400),
  hydrogen_kW: between(0, 30),
  export_kW: between(0, 200),
  allocation: fc.constantFrom('exergy', 'energy', 'alternativeProduction', 'powerBonus'),
});

export const SIZES: SiteSizes = {
  pv_kWp: 500,
  engine_kW: 200,
  battery_kWh: 200,
  power_kW: 250,
  heat_kW: 150,
  cooling_kW: 120,
  hydrogen_kW: 10,
  export_kW: 50,
  allocation: 'exergy',
};

/** Three days of July over a month's end: electricity, gas, two heat buses, cooling and its condenser water, hydrogen, two owners. */
export const site = (s: SiteSizes = SIZES, more = ''): string => `sixfold: 1
name: site
label: Test site
site: { latitude_deg: 31.3, longitude_deg: 120.7, altitude_m: 5, zone: Asia/Shanghai }
time: { start: 2023-07-30T00:00, end: 2023-08-02T00:00, step_s: 3600 }
currency: CNY
weather: { generate: { climate: suzhou } }
carbon: { price_money_per_t: 90 }
economy: { discountRate: 0.08, horizon_a: 20, exchange: { from: EUR, rate: 7.7, year: 2023 } }
factors: { allocation: ${s.allocation} }
participants: { park: { label: Park }, tenant: {} }
buses:
  power: { carrier: electricity, closers: [grid, curtailed, lost] }
  gas: { carrier: gas, biogenic_kg_per_kWh: 0.02, fossil_kg_per_kWh: 0.18, closers: [supply] }
  hot: { carrier: heat, supply_degC: 90, return_degC: 70, closers: [dump, lost-heat] }
  warm: { carrier: heat, supply_degC: 50, return_degC: 40, closers: [dump-warm, lost-warm] }
  chilled: { carrier: cooling, supply_degC: 7, return_degC: 12, closers: [spill, lost-cold] }
  condenser: { carrier: heat, supply_degC: 37, return_degC: 32, closers: [dump-condenser, lost-condenser] }
  hydrogen: { carrier: hydrogen, closers: [vent, lost-hydrogen] }
tariffs:
  power:
    energy: { price_money_per_kWh: 0.7 }
    feedIn: { price_money_per_kWh: 0.3 }
  gas: { carrier: gas, energy: { price_money_per_kWh: 0.28 } }
components:
  grid: { kind: gridConnection, owner: park, bus: power, tariff: power, importLimit_kW: 3000, exportLimit_kW: ${s.export_kW} }
  supply: { kind: gasSupply, owner: park, bus: gas, tariff: gas, limit_kW: 5000 }
  curtailed: { kind: curtailment, bus: power }
  lost: { kind: unserved, bus: power }
  dump: { kind: dump, bus: hot, cost_money_per_kWh: 0.01 }
  lost-heat: { kind: unserved, bus: hot, carrier: heat }
  dump-warm: { kind: dump, bus: warm }
  lost-warm: { kind: unserved, bus: warm, carrier: heat }
  spill: { kind: dump, bus: chilled, carrier: cooling }
  lost-cold: { kind: unserved, bus: chilled, carrier: cooling }
  dump-condenser: { kind: dump, bus: condenser }
  lost-condenser: { kind: unserved, bus: condenser, carrier: heat }
  vent: { kind: curtailment, bus: hydrogen, carrier: hydrogen }
  lost-hydrogen: { kind: unserved, bus: hydrogen, carrier: hydrogen }
  pv: { kind: pv, owner: park, bus: power, rated_kWp: ${s.pv_kWp} }
  chp: { kind: gasEngine, owner: park, ports: { gas: gas, electricity: power, heat: hot }, rated_kW: ${s.engine_kW} }
  boiler: { kind: boiler, owner: park, ports: { gas: gas, heat: hot }, rated_kW: 600 }
  exchanger: { kind: heatExchanger, owner: park, ports: { hot: hot, cold: warm }, rated_kW: 800 }
  absorption: { kind: absorptionChiller, owner: park, ports: { heat: hot, electricity: power, cooling: chilled, reject: condenser }, rated_kW: 100 }
  chiller: { kind: compressionChiller, owner: park, ports: { electricity: power, cooling: chilled, reject: condenser }, rated_kW: 500 }
  tower: { kind: coolingTower, owner: park, ports: { heat: condenser, electricity: power }, rated_kW: 1500 }
  battery: { kind: battery, owner: park, bus: power, capacity_kWh: ${s.battery_kWh}, charge_kW: 100, discharge_kW: 100 }
  tank: { kind: thermalStorage, owner: park, bus: hot, capacity_kWh: 300, charge_kW: 150, discharge_kW: 150 }
  electrolyser: { kind: electrolyser, owner: park, ports: { electricity: power, hydrogen: hydrogen, heat: warm }, rated_kW: 60 }
  vessel: { kind: hydrogenStorage, owner: park, ports: { hydrogen: hydrogen, electricity: power }, capacity_kg: 20 }
  load: { kind: load, label: Machines, owner: tenant, bus: power, demand: ${s.power_kW} }
  heating: { kind: load, owner: tenant, bus: warm, carrier: heat, demand: ${s.heat_kW} }
  cooling: { kind: load, owner: tenant, bus: chilled, carrier: cooling, demand: ${s.cooling_kW} }
  forklifts: { kind: load, owner: tenant, bus: hydrogen, carrier: hydrogen, demand: ${s.hydrogen_kW} }
  oven: { kind: load, owner: tenant, bus: gas, carrier: gas, demand: 20 }
events:
  - { component: load, input: demand_kW, scale: 0.3, start: 2023-07-30T20:00, end: 2023-07-31T06:00 }
  - { component: load, input: demand_kW, scale: 1.5, start: 2023-08-01T08:00, end: 2023-08-01T12:00 }
  - { component: heating, input: demand_kW, scale: 3, start: 2023-07-30T06:00, end: 2023-07-30T09:00 }
  - { component: heating, input: demand_kW, scale: 0.1, start: 2023-07-31T10:00, end: 2023-07-31T18:00 }
${more}`;
