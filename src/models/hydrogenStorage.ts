import { H2_HHV_kWh_per_kg, H2_LHV_kWh_per_kg, WATER_PER_H2_kg_per_kg } from '../core/carriers.ts';
import { defineKind } from '../core/component.ts';
import { limited } from '../core/linearModel.ts';
import { heldIn, linearStock } from '../core/linearStore.ts';
import { clamp, expm1, ln } from '../core/math.ts';
import { h2CompressorWork_kWh_per_kg, h2Density_kg_per_m3, h2Pressure_MPa } from '../core/physics/hydrogen.ts';
import { hoursOf } from '../core/timeGrid.ts';
import { summed } from './curveMean.ts';
import { worksAt } from './gasPressure.ts';
import { type Filling, meanWork_kWh_per_kg, workNow } from './hydrogenFilling.ts';
import { HydrogenStorageParams, pressuresOf } from './hydrogenStorageParams.ts';
import { endTemperature_degC, flowLimit, pressureAt_bar, vesselGas } from './hydrogenVessel.ts';
import { sampled, type UniformCurve, valueAt } from './uniformCurve.ts';

export { HydrogenStorageParams } from './hydrogenStorageParams.ts';

interface HydrogenStorage extends HydrogenStorageParams, Filling {
  readonly mass_kg: number;
  readonly empty_kg: number;
  /** kg/h. */
  readonly charge: number;
  readonly discharge: number;
  readonly compressed: boolean;
  /** By mass held, at the temperature of the walls. */
  readonly pressure_bar: UniformCurve;
}

/** Pressure bends a little over the mass; a straight line over a 32nd of it is right to 0.1 %. */
const POINTS = 33;
/** Work by pressure has a knee at the pressure of the bus. */
const FINE_POINTS = 129;
const NONE: UniformCurve = { from: 0, step: 0, values: new Float64Array(1) };
const MPa_per_bar = 0.1;

/**
 * Hydrogen under pressure in a vessel of constant volume and temperature: mass from the real-gas density, with a
 * cushion at the least pressure that stays. Filling above the pressure of the bus takes a compressor of several stages
 * cooled in between; its work is that of the pressures it meets over the step (hydrogenFilling.ts). All its electricity
 * leaves as heat, for hydrogen counts by its heating value at any pressure. Giving back throttles and costs nothing, so
 * where the bus names its pressure, the cushion ends there. Leakage, in proportion to the mass, is solved exactly.
 *
 * **Cavern.** With `cavern` the pressure stays between shares of what the rock above weighs, and changes no faster than
 * salt bears; the cushion gas is the mass at the least pressure. **Temperature.** With `thermal` gas warms as it is
 * compressed into the vessel and cools as it is let out, and takes on the temperature of the walls in time
 * (hydrogenVessel.ts); flows are limited so that the pressure at the end of the step is within its limits. The audit counts
 * hydrogen by its heating value at any temperature, as at any pressure.
 * @see core/physics/hydrogen.ts (Lemmon, Huber and Leachman 2008; Leachman et al. 2009); Caglayan et al., Int. J.
 *   Hydrogen Energy 45 (2020) 6793-6805 (limits of pressure in caverns)
 */
export const hydrogenStorage = defineKind<HydrogenStorageParams, HydrogenStorage, typeof HydrogenStorageParams>({
  kind: 'hydrogenStorage',
  summary: 'Pressure vessel or salt cavern for hydrogen with its compressor',
  validity: {
    text: 'to 950 bar, -40 to 150 degC; constant temperature, so slow filling (hours, not minutes), unless `thermal` is named',
    minStep_s: 1,
    maxStep_s: 3600,
  },
  params: HydrogenStorageParams,
  example: { capacity_kg: 20 },
  ports: (p) => ({
    hydrogen: { carrier: 'hydrogen', flow: 'both', pressure_bar: worksAt(p.inlet_bar, 0, 950) },
    electricity: { carrier: 'electricity', flow: 'in', optional: true },
  }),
  role: 'store',
  solutionArea: 'hydrogen',
  terminals: { type: 'passive' },
  leads: () => ['hydrogen'],
  signals: [
    'charge_kg_per_h',
    'discharge_kg_per_h',
    'leak_kg_per_h',
    'compressionHeat_kW',
    'specificWork_kWh_per_kg',
    'pressure_bar',
    'soc',
  ],
  states: ['mass_kg', 'gas_degC'],
  inputs: ['available'],
  prepare(p, { grid, ports }) {
    const compressed = ports.electricity !== undefined;
    const { inlet_bar, least_bar, most_bar } = pressuresOf(p, ports.hydrogen, compressed);
    const T_K = p.temperature_degC + 273.15;
    const density = (bar: number): number => h2Density_kg_per_m3(bar * MPa_per_bar, T_K);
    const volume_m3 = p.volume_m3 ?? p.capacity_kg! / density(most_bar);
    const mass_kg = volume_m3 * density(most_bar);
    const stages = p.stages ?? clamp(Math.ceil(ln(most_bar / inlet_bar) / ln(3)), 1, 6);
    const pressure_bar = sampled(0, mass_kg, POINTS, (m) => h2Pressure_MPa(m / volume_m3, T_K) / MPa_per_bar);
    const workAt = (bar: number): number =>
      compressed
        ? h2CompressorWork_kWh_per_kg(
            inlet_bar * MPa_per_bar,
            bar * MPa_per_bar,
            p.inlet_degC,
            stages,
            p.etaIsentropic,
          ) / p.etaMotor
        : 0;
    const hangsOnGas = p.cavern !== undefined || p.thermal !== undefined;
    const lambda = -ln(1 - p.leak_per_h);
    const dt_h = hoursOf(grid);
    const lost = -expm1(-lambda * dt_h);
    return {
      ...p,
      mass_kg,
      empty_kg: volume_m3 * density(least_bar),
      charge: (p.charge_kW ?? Number.POSITIVE_INFINITY) / H2_LHV_kWh_per_kg,
      discharge: (p.discharge_kW ?? Number.POSITIVE_INFINITY) / H2_LHV_kWh_per_kg,
      keep: 1 - lost,
      gain_h: lambda > 0 ? lost / lambda : dt_h,
      compressed,
      pressure_bar,
      lambda_per_h: lambda,
      work_kWh_per_kg: summed(sampled(0, mass_kg, POINTS, (m) => workAt(valueAt(pressure_bar, m)))),
      gas: !hangsOnGas
        ? null
        : vesselGas({
            volume_m3,
            wall_degC: p.temperature_degC,
            least_bar,
            most_bar,
            rate_bar_per_h: p.cavern?.rate_bar_per_h ?? Number.POSITIVE_INFINITY,
            thermal: p.thermal,
          }),
      workBy_bar: p.thermal === undefined ? NONE : sampled(0, most_bar, FINE_POINTS, workAt),
    };
  },
  initial: (q) => [q.empty_kg + q.socStart * (q.mass_kg - q.empty_kg), q.temperature_degC],
  series: () => ({}),
  limits(q, x, w, dt_h, out) {
    out[0] = 0 - w[0]! * room(q, x, dt_h) * H2_LHV_kWh_per_kg;
    out[1] = w[0]! * stock(q, x, dt_h) * H2_LHV_kWh_per_kg;
    out[2] = 0;
  },
  invert(_q, _x, _w, _lead, target, _dt_h, u) {
    u[0] = target;
  },
  step(q, x, w, u, dt_h, next, y) {
    const held_kg = x[0]!;
    const { gas } = q;
    const asked = u[0]! / H2_LHV_kWh_per_kg;
    const part = w[0]!;
    // Up to what is asked, a limit that is not met is not searched for.
    const least = asked < 0 && part > 0 ? 0 - part * room(q, x, dt_h, -asked / part) : 0;
    const most = asked > 0 && part > 0 ? part * stock(q, x, dt_h, asked / part) : 0;
    const flow = clamp(asked, least, most);
    const end_kg = held_kg * q.keep - flow * q.gain_h;
    const end_degC = gas === null ? x[1]! : endTemperature_degC(gas, q, held_kg, x[1]!, flow);
    const work =
      flow < 0 && q.compressed
        ? meanWork_kWh_per_kg(q, held_kg, end_kg, x[1]!, -flow, dt_h)
        : workNow(q, held_kg, x[1]!);
    next[0] = end_kg;
    next[1] = end_degC;
    const charge = flow < 0 ? -flow : 0;
    y[0] = flow * H2_LHV_kWh_per_kg;
    y[1] = flow < 0 ? flow * work : 0;
    y[2] = charge;
    y[3] = flow > 0 ? flow : 0;
    y[4] = (held_kg * (1 - q.keep)) / dt_h - flow * (1 - q.gain_h / dt_h);
    y[5] = charge * work;
    y[6] = work;
    y[7] = gas === null ? valueAt(q.pressure_bar, end_kg) : pressureAt_bar(gas, end_kg, end_degC);
    y[8] = (end_kg - q.empty_kg) / (q.mass_kg - q.empty_kg);
  },
  isStillAtRest: () => true,
  balance: () => ({
    energy: {
      losses: { compressionHeat_kW: 1, leak_kg_per_h: H2_HHV_kWh_per_kg },
      stores: { mass_kg: H2_HHV_kWh_per_kg },
    },
    water: {
      losses: { leak_kg_per_h: WATER_PER_H2_kg_per_kg },
      stores: { mass_kg: WATER_PER_H2_kg_per_kg },
    },
  }),
  linear(q, window, model) {
    const on = window.input(0);
    const stock = linearStock(model, window, {
      port: 'hydrogen',
      charge: limited(on, q.charge * H2_LHV_kWh_per_kg),
      discharge: limited(on, q.discharge * H2_LHV_kWh_per_kg),
      keep: q.keep,
      in_h: q.gain_h / H2_LHV_kWh_per_kg,
      out_h: q.gain_h / H2_LHV_kWh_per_kg,
      empty: q.empty_kg,
      full: q.mass_kg,
      ...heldIn(window),
    });
    // The compressor at half the filling: its work hangs on the pressure that it meets.
    const half_kg = 0.5 * (q.empty_kg + q.mass_kg);
    model.flow('electricity', stock.charge, -valueAt(q.work_kWh_per_kg, half_kg) / H2_LHV_kWh_per_kg);
  },
  size: (q) => q.mass_kg,
  sizeName: 'capacity_kg',
  costDefault: ({ cavern }) => ({
    currency: 'CNY',
    year: 2025,
    capex_money: cavern === undefined ? 4000 : 500,
    fixedOm_per_a: 0.01,
    variableOm_money_per_kWh: 0,
    life_a: 30,
    source: `ASSUMED ${cavern === undefined ? 'bottles 4,000' : 'cavern 500'} CNY/kg before VAT, 1 % a year, 30 years`,
  }),
  kpis: (q, t) => ({
    cycles: t.sum('discharge_kg_per_h') / (q.mass_kg - q.empty_kg),
    compression_kWh: t.sum('compressionHeat_kW'),
    leak_kg: t.sum('leak_kg_per_h'),
    pressureMost_bar: t.max('pressure_bar'),
    pressureLeast_bar: t.min('pressure_bar'),
    working_kg: q.mass_kg - q.empty_kg,
    cushion_kg: q.empty_kg,
  }),
});

/** Highest flow now, kg/h: out of the vessel, and into it; where pressure decides, up to `asked`. */
const stock = (q: HydrogenStorage, x: Float64Array, dt_h: number, asked = Number.POSITIVE_INFINITY): number =>
  q.gas === null
    ? clamp((x[0]! * q.keep - q.empty_kg) / q.gain_h, 0, q.discharge)
    : flowLimit(q.gas, q, x[0]!, x[1]!, 1, asked < q.discharge ? asked : q.discharge, dt_h);
const room = (q: HydrogenStorage, x: Float64Array, dt_h: number, asked = Number.POSITIVE_INFINITY): number =>
  q.gas === null
    ? clamp((q.mass_kg - x[0]! * q.keep) / q.gain_h, 0, q.charge)
    : flowLimit(q.gas, q, x[0]!, x[1]!, -1, asked < q.charge ? asked : q.charge, dt_h);
