import { suffixOf } from '../../src/core/units.ts';
import type { Kind } from '../../src/models/index.ts';
import type { Draws } from './draws.ts';
import { twin } from './sketch.ts';

const ANY = ['electricity', 'gas', 'heat', 'steam', 'cooling', 'hydrogen', 'oxygen', 'co2', 'water'] as const;
const THERMAL = ['heat', 'cooling'] as const;
export type Params = Record<string, unknown>;

const CONVERTERS: readonly Params[] = [
  {
    flows: {
      power: { carrier: 'electricity', flow: 'in', per: 0.25 },
      cold: { carrier: 'cooling', flow: 'out', per: 1 },
      reject: { carrier: 'heat', flow: 'out', per: 1.2 },
    },
    lead: 'cold',
    rated_kW: 150,
  },
  {
    flows: {
      fuel: { carrier: 'hydrogen', flow: 'in', per: 1.05 },
      heat: { carrier: 'heat', flow: 'out', per: 1 },
      water: { carrier: 'water', flow: 'out', per: 0.2 },
    },
    lead: 'heat',
    alsoLead: ['fuel'],
    rated_kW: 80,
    minLoad: 0.3,
  },
  {
    flows: {
      gas: { carrier: 'gas', flow: 'in', per: 1.4 },
      hydrogen: { carrier: 'hydrogen', flow: 'out', per: 1 },
      co2: { carrier: 'co2', flow: 'out', per: 0.15 },
    },
    lead: 'hydrogen',
    rated_kW: 60,
  },
];

/** Other ways to use a kind than its example's. A kind that is not here is used as its example has it. */
const VARIANTS: Readonly<Record<string, (d: Draws, example: Params) => Params>> = {
  absorptionChiller: (d, e) => ({ ...e, effect: d.pick(['single', 'double']) }),
  battery: (d, e) => ({
    ...e,
    standby_kW: d.pick([0, 0.5]),
    socMin: 0.1,
    socStart: d.between(0.1, 1),
    ...(d.chance(0.4)
      ? { chargeTaper: 0.85, dischargeTaper: 0.15, thermal: {}, ageing: { model: d.pick(['lfp', 'nmc', 'sheet']) } }
      : {}),
    ...(d.chance(0.3)
      ? { reactiveControl: 'voltage', voltageCurve: 'ieee1547B', priority: d.pick(['active', 'reactive']) }
      : {}),
  }),
  boiler: (d, e) => ({
    ...e,
    fuel: d.pick(['gas', 'electricity']),
    condensing: d.chance(0.5),
    standby_kW: d.pick([0, 1]),
  }),
  building: (d, e) => ({
    ...e,
    supplied: d.pick(['both', 'heat', 'cooling']),
    sheddingClass: d.int(0, 2),
    band_K: d.pick([0, 1.5]),
  }),
  carbonCapture: (d, e) => ({ ...e, minLoad: d.pick([0, 0.3]), heatBy: d.pick(['heat', 'steam']) }),
  co2Compressor: (d, e) => ({ ...e, recycleBelow: d.pick([0, 0.7]) }),
  compressionChiller: (d, e) => ({ ...e, driveLoss: d.pick([0, 0.05]), cosPhi: d.pick([1, 0.85]) }),
  converter: (d, e) => d.pick([e, ...CONVERTERS]),
  electricityNetwork: (d, e) => ({
    ...e,
    method: d.pick(['auto', 'sweep', 'newton']),
    hubVoltage: d.pick([0.97, 1, 1.05]),
    ...(d.chance(0.5)
      ? { compensators: { bank: { node: 'hall', rated_kvar: 100, control: d.pick(['fixed', 'voltage']) } } }
      : {}),
  }),
  electrolyser: (d, e) => ({
    ...e,
    technology: d.pick(['alkaline', 'pem']),
    coldAfter_h: d.pick([0.2, 8]),
    minUp_h: d.pick([0, 2]),
    ...(d.chance(0.5) ? { stack: { startWear_uV: d.pick([100, 20_000]) } } : {}),
  }),
  evCharging: (d, e) => ({
    ...e,
    mode: d.pick(['uncontrolled', 'smart', 'vehicleToGrid']),
    points: d.int(1, 15),
    sessions: { from: 'pattern', perDay: d.int(1, 30), stayMean_h: d.between(0.5, 12), pattern: d.int(0, 9) },
  }),
  fuelCell: (d, e) => ({
    ...e,
    minDown_h: d.pick([0, 1]),
    ramp_per_h: d.pick([1, 20]),
    ...(d.chance(0.5) ? { stack: { startWear_uV: d.pick([10, 5000]), most_A_per_cm2: d.pick([0.67, 1.1]) } } : {}),
  }),
  gasEngine: (d, e) => ({ ...e, running: d.chance(0.5), startFuel_kWh: d.pick([0, 5]), auxiliary: d.pick([0, 0.03]) }),
  gasTurbine: (d, e) => ({
    ...e,
    fuel: d.pick(['gas', 'hydrogen']),
    // With both, water gets less the more steam is made: what the last pass of the rules moves may leave a rest there.
    recovery: d.pick(['none', 'steam', 'heat']),
    ductFuel_kW: d.pick([0, 80]),
    bypass: d.chance(0.4),
    vaneLoad: d.pick([0.5, 1]),
    exhaust_degC: 560,
    minUp_h: d.pick([0, 2]),
    ramp_per_h: d.pick([1, 20]),
  }),
  genset: (d, e) => ({
    ...e,
    fuel: d.pick(['diesel', 'gas', 'hydrogen']),
    tankStart: d.between(0, 1),
    refill_kW: d.pick([0, 40]),
    start_h: d.pick([0.003, 0.2]),
    minUp_h: d.pick([0, 1]),
    reactiveControl: d.pick(['cosPhi', 'voltage']),
  }),
  heatNetwork: (d, e) => ({
    ...e,
    ...(d.chance(0.4)
      ? {
          pipes: {
            ...(e.pipes as Params),
            p4: { from: 's1', to: 's2', length_m: d.between(20, 500), diameter_mm: 50 },
          },
        }
      : {}),
    ...(d.chance(0.3) ? { stations: { s1: {}, s2: {} }, pumpHead_kPa: d.between(60, 200) } : {}),
    wall_mm: d.pick([0, 3.2]),
    parcels: d.pick([2, 4, 8]),
  }),
  heatPipe: (d, e) => ({
    ...e,
    carrier: d.pick(THERMAL),
    length_m: d.between(20, 800),
    diameter_mm: d.between(60, 250),
  }),
  freeCooling: (d, e) => ({ ...e, cooler: d.pick(['dry', 'tower']) }),
  heatPump: (d, e) => {
    const source = d.pick(['lake', 'ground', 'air', 'waste']);
    return { ...e, source, standby_kW: d.pick([0, 0.2]), ...(source === 'air' ? { frost: 'humidity' } : {}) };
  },
  hydrogenCompressor: (d, e) => ({ ...e, outlet_bar: d.pick([60, 500]), recycleBelow: d.pick([0, 0.3]) }),
  hydrogenPipe: (d, e) => ({
    ...e,
    length_m: d.between(500, 50_000),
    diameter_mm: d.pick([30, 200]),
    packStart: d.between(0, 1),
  }),
  hydrogenStorage: (d, e) => ({
    ...e,
    leak_per_h: d.pick([0, 0.001]),
    socStart: d.between(0, 1),
    ...d.pick([{}, { thermal: { wallTime_h: 2 } }, { cavern: { depth_m: 900 }, thermal: { wallTime_h: 100 } }]),
  }),
  iceStorage: (d, e) => ({ ...e, condenser: d.pick(['water', 'air', 'bus']), curve: d.pick(['nist', 'energyPlus']) }),
  inverter: (d, e) => ({ ...e, direction: d.pick(['toAc', 'toDc']), cosPhi: d.pick([1, 0.9]) }),
  lighting: (d, e) => ({ ...e, loadsInclude: d.chance(0.5), retrofitShare: d.between(0, 1) }),
  load: (d, e) => ({
    ...e,
    carrier: d.pick(['electricity', 'heat', 'steam', 'cooling', 'hydrogen', 'gas']),
    sheddingClass: d.int(0, 2),
  }),
  pv: (d, e) => ({ ...e, coupling: d.pick(['ac', 'dc']), commissioned: d.pick(['2010-01-01', '2022-07-01']) }),
  sink: (d) => {
    const carrier = d.pick(ANY);
    return {
      carrier,
      [twin('demand', carrier)]: d.pick([0, 10]),
      ...(d.chance(0.5) ? { [twin('max', carrier)]: 30 } : {}),
    };
  },
  source: (d) => {
    const carrier = d.pick(ANY);
    return { carrier, [twin('max', carrier)]: 40, mustRun: d.chance(0.3) };
  },
  steamBoiler: (d, e) => ({
    ...e,
    fuel: d.pick(['gas', 'hydrogen', 'electricity']),
    condensateReturn: d.between(0, 1),
    standby_kW: d.pick([0, 2]),
  }),
  steamTurbine: (d, e) => ({
    ...e,
    type: d.pick(['backPressure', 'condensing', 'extraction']),
    givesTo: d.pick(['steam', 'heat']),
    minUp_h: d.pick([0, 1]),
    ramp_per_h: d.pick([0.5, 20]),
  }),
  store: (d) => {
    const carrier = d.pick(ANY);
    const amount = twin('max', carrier).endsWith('kW') ? 'capacity_kWh' : 'capacity_kg';
    return {
      carrier,
      [amount]: 100,
      [twin('charge', carrier)]: 40,
      [twin('discharge', carrier)]: 60,
      etaCharge: d.between(0.8, 1),
      etaDischarge: d.between(0.8, 1),
      loss_per_h: d.pick([0, 0.01]),
    };
  },
  thermalStorage: (d, e) => ({
    ...e,
    carrier: d.pick(THERMAL),
    layers: d.pick([1, 5]),
    ...(d.chance(0.5)
      ? { wall: { u_W_per_m2K: 0.3, diameter_m: 3 }, ambient_degC: d.pick([20, 'air', 'ground']) }
      : {}),
  }),
  wasteHeat: (d, e) => ({ ...e, temperature: d.pick([110, 250]), mustTake: d.chance(0.3) }),
  wind: (d, e) => ({ ...e, count: d.int(1, 20) }),
};

const SIZED = ['kW', 'kWh', 'kWp', 'kg', 'kg_per_h'];
/** The sizes among parameters, all by one factor. */
const sized = (params: Params, by: number): Params =>
  Object.fromEntries(
    Object.entries(params).map(([name, v]) => [
      name,
      typeof v === 'number' && (SIZED.includes(suffixOf(name)) || name === 'demand') ? v * by : v,
    ]),
  );

/** A kind's example or a variant of it, at a size drawn from 0.1 to 5 times the example's. */
export function paramsOf(d: Draws, kind: Kind): Params {
  const example = kind.example as Params;
  return sized(VARIANTS[kind.kind]?.(d, example) ?? example, d.scale(0.1, 5));
}
