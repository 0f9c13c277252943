import { CARRIERS, enthalpyOf } from '../core/carriers.ts';
import { defineKind } from '../core/component.ts';
import { clamp } from '../core/math.ts';
import { hoursOf } from '../core/timeGrid.ts';
import { burntCarbon, FLUE_EMISSIONS } from './burner.ts';
import {
  type Cycle,
  deliveredAt,
  deliveredFired,
  ductFor,
  ductLimit,
  exhaustOf,
  flowOf,
  fuelOf,
  levelFor,
  recoveredOf,
  sizeOf,
} from './gasTurbineCycle.ts';
import { type GasTurbineParams, GasTurbineSchema, prepareCycle } from './gasTurbineParams.ts';
import { onOffInitial, onOffLimits, onOffMean, onOffMode, onOffNext, runningShare, TOKEN } from './onOff.ts';
import { linearTurbine } from './turbineLinear.ts';

interface GasTurbine extends Cycle {
  readonly p: GasTurbineParams;
  readonly net: number;
  readonly hhvPerLhv: number;
  readonly steam_kg_per_kWh: number;
  readonly hasSteam: boolean;
  readonly hasHeat: boolean;
  readonly fossil_kg_per_kWh: number;
  readonly biogenic_kg_per_kWh: number;
  readonly nox_kg_per_kWh: number;
  readonly water_kg_per_kWh: number;
}

/**
 * Gas turbine with a heat-recovery steam generator (gasTurbineCycle.ts), its duct burner, and a water coil behind it.
 * A set point is a mean output and duct fuel. Led by electricity, it fires no duct; led by its heat, the turbine follows
 * up to full load, and the duct burner then gives the rest. Starts, ramp and least times as in onOff.ts; a start burns
 * `startFuel_kWh` beside. With `bypass` a damper may lead a share of the exhaust past the steam generator, which then gives
 * less by that share, or nothing; it stays shut while the duct burns. Size and efficiency follow the temperature of the air and the altitude of the site. Make-up
 * and blowdown of its steam are not counted.
 * @see Saravanamuttoo et al., Gas Turbine Theory (2017), ch. 8 and 9; Ganapathy, Industrial Boilers and Heat Recovery
 *   Steam Generators (2003), ch. 1 (pinch and approach); US DOE, CHP Technology Fact Sheet, Gas Turbines (2016)
 */
export const gasTurbine = defineKind<GasTurbineParams, GasTurbine, typeof GasTurbineSchema>({
  kind: 'gasTurbine',
  summary: 'Gas turbine with heat-recovery steam generator and duct firing (CHP)',
  validity: {
    text: 'steady part load; air -30 to 50 degC; one pressure of steam, its generator in step with the turbine',
    minStep_s: 1,
    maxStep_s: 3600,
  },
  params: GasTurbineSchema,
  example: { rated_kW: 100, etaElectric: 0.28 },
  ports: (p) => ({
    [p.fuel]: { carrier: p.fuel, flow: 'in' },
    electricity: { carrier: 'electricity', flow: 'out' },
    ...(p.recovery === 'steam' || p.recovery === 'both' ? { steam: { carrier: 'steam', flow: 'out' as const } } : {}),
    ...(p.recovery === 'heat' || p.recovery === 'both'
      ? { heat: { carrier: 'heat', flow: 'out' as const, supply_degC: { max: 180 } } }
      : {}),
  }),
  role: 'converter',
  solutionArea: 'efficiency',
  terminals: { type: 'machine', rated_kW: (q) => q.rated },
  leads: (p) => (p.recovery === 'none' ? ['electricity'] : ['electricity', p.recovery === 'heat' ? 'heat' : 'steam']),
  freedoms: 3,
  signals: [
    'load',
    'exhaust_degC',
    'stack_degC',
    'steam_kg_per_h',
    'ductFuel_kW',
    'auxiliary_kW',
    'generatorLoss_kW',
    'casingLoss_kW',
    'latentLoss_kW',
    'stackLoss_kW',
    'recoveryLoss_kW',
    'startLoss_kW',
    'starts_per_h',
    'nox_kg_per_h',
    'fossilCo2_kg_per_h',
    'biogenicCo2_kg_per_h',
    'waterFromHydrogen_kg_per_h',
    'bypass',
    'bypassLoss_kW',
  ],
  states: ['on', 'held_h', 'warmed_h', 'level_kW'],
  inputs: ['available', 'ambient_degC'],
  prepare(p, { ports, site, grid }) {
    const bus = ports[p.fuel];
    const { cycle, steam_kg_per_kWh } = prepareCycle(p, ports, site.altitude_m, hoursOf(grid));
    return {
      ...cycle,
      p,
      net: 1 - p.auxiliary,
      hhvPerLhv: enthalpyOf(p.fuel),
      steam_kg_per_kWh,
      hasSteam: p.recovery === 'steam' || p.recovery === 'both',
      hasHeat: p.recovery === 'heat' || p.recovery === 'both',
      fossil_kg_per_kWh: bus?.fossil_kg_per_kWh ?? 0,
      biogenic_kg_per_kWh: bus?.biogenic_kg_per_kWh ?? 0,
      nox_kg_per_kWh: p.nox_g_per_GJ * 3.6e-6,
      water_kg_per_kWh: CARRIERS[p.fuel].water_kg,
    };
  },
  initial: onOffInitial,
  series: (_q, env) => ({ ambient_degC: env.weather('ambient_degC') }),
  limits(q, x, w, dt_h, out) {
    const size = sizeOf(q, w[1]!);
    onOffLimits(q, x, 0, w[0]! * size, dt_h, out);
    if (q.recovers) {
      const time = timeOf(q, x, out[1]!, dt_h);
      const most_kW = out[1]! > 0 ? out[1]! / time : 0;
      out[3] = out[0]! > 0 ? time * deliveredAt(q, w[1]!, size, out[0]! / time) : 0;
      out[4] = most_kW > 0 ? time * deliveredFired(q, w[1]!, size, most_kW) : 0;
      out[5] = out[2]! > 0 ? time * deliveredAt(q, w[1]!, size, out[2]! / time) : 0;
    }
    out[0] = out[0]! * q.net;
    out[1] = out[1]! * q.net;
    out[2] = out[2]! * q.net;
  },
  bends(q, x, w, dt_h, out) {
    const size = sizeOf(q, w[1]!);
    const most_kW = onOffMean(q, x, 0, w[0]! * size, Number.POSITIVE_INFINITY, dt_h);
    const time = timeOf(q, x, most_kW, dt_h);
    out[0] = 0;
    // The turbine follows its steam up to full load; from there on the duct burner does.
    out[1] = q.duct_kW > 0 && time > 0 ? time * deliveredAt(q, w[1]!, size, most_kW / time) : 0;
  },
  invert(q, x, w, lead, target, dt_h, u) {
    u[1] = 0;
    u[2] = 0;
    u[0] = target > 0 ? target / q.net : 0;
    if (lead === 0 || !(target > 0)) return;
    const size = sizeOf(q, w[1]!);
    const available = w[0]! * size;
    const most_kW = onOffMean(q, x, 0, available, Number.POSITIVE_INFINITY, dt_h);
    const least_kW = onOffMean(q, x, 0, available, 1e-9 * q.least, dt_h);
    const time = timeOf(q, x, most_kW, dt_h);
    if (time === 0) {
      u[0] = 0;
      return;
    }
    const level_kW = levelFor(q, w[1]!, size, target / time, least_kW / time, most_kW / time);
    u[0] = time * level_kW;
    if (level_kW >= most_kW / time) u[1] = time * ductFor(q, w[1]!, size, target / time, level_kW);
  },
  bypassed: (p) => (p.bypass && p.recovery !== 'none' ? [p.recovery === 'heat' ? 'heat' : 'steam'] : []),
  bypass(q, x, w, _lead, target, dt_h, u) {
    const size = sizeOf(q, w[1]!);
    const mean_kW = onOffMean(q, x, 0, w[0]! * size, u[0]!, dt_h);
    const time = timeOf(q, x, mean_kW, dt_h);
    const full_kW = time > 0 ? time * deliveredAt(q, w[1]!, size, mean_kW / time) : 0;
    u[1] = 0;
    u[2] = full_kW > 0 ? clamp(1 - target / full_kW, 0, 1) : 0;
  },
  step(q, x, w, u, dt_h, next, y) {
    const air_degC = w[1]!;
    const size = sizeOf(q, air_degC);
    const mean_kW = onOffMean(q, x, 0, w[0]! * size, u[0]!, dt_h);
    const started = onOffNext(q, x, 0, mean_kW, dt_h, next);
    const time = timeOf(q, x, mean_kW, dt_h);
    const level_kW = time > 0 ? mean_kW / time : 0;
    const flow = flowOf(q, air_degC, size, level_kW);
    const exhaust_degC = time > 0 ? air_degC + exhaustOf(q, air_degC, size, level_kW) / flow : air_degC;
    const asked_kW = time > 0 && q.recovers ? u[1]! / time : 0;
    const most_kW = asked_kW > 0 ? ductLimit(q, flow, exhaust_degC) : 0;
    const duct_kW = asked_kW < most_kW ? asked_kW : most_kW;
    const gas_degC = exhaust_degC + duct_kW / flow;
    const first_kW = time > 0 ? recoveredOf(q, flow, gas_degC) : 0;
    const behind_degC = gas_degC - first_kW / flow;
    const coil_kW = time > 0 && behind_degC > q.coilFrom_degC ? flow * (behind_degC - q.coil_degC) : 0;
    const stack_degC = behind_degC - coil_kW / flow;
    const turbine_kW = time > 0 ? time * fuelOf(q, air_degC, size, level_kW) : 0;
    const burnt_kW = turbine_kW + time * duct_kW;
    const start_kW = (started * q.p.startFuel_kWh) / dt_h;
    const fuel_kW = burnt_kW + start_kW;
    const past = q.p.bypass && time > 0 && duct_kW === 0 ? clamp(u[2]!, 0, 1) : 0;
    const through = 1 - past;
    const main_kW = time * first_kW * through;
    y[0] = 0 - fuel_kW;
    y[1] = mean_kW * q.net;
    let at = 2;
    if (q.hasSteam) y[at++] = main_kW * q.kept;
    if (q.hasHeat) y[at++] = (q.hasSteam ? time * coil_kW * through : main_kW) * q.kept;
    y[at] = mean_kW / q.rated;
    y[at + 1] = exhaust_degC;
    y[at + 2] = stack_degC;
    y[at + 3] = q.hasSteam ? main_kW * q.kept * q.steam_kg_per_kWh : 0;
    y[at + 4] = time * duct_kW;
    y[at + 5] = mean_kW * (1 - q.net);
    y[at + 6] = mean_kW * (1 / q.etaGenerator - 1);
    y[at + 7] = turbine_kW * q.casingLoss;
    y[at + 8] = burnt_kW * (q.hhvPerLhv - 1);
    y[at + 9] = time * flow * (stack_degC - air_degC) * through;
    y[at + 10] = time * (first_kW + coil_kW) * (1 - q.kept) * through;
    y[at + 11] = start_kW * q.hhvPerLhv;
    y[at + 12] = started / dt_h;
    y[at + 13] = fuel_kW * q.nox_kg_per_kWh;
    y[at + 14] = fuel_kW * q.fossil_kg_per_kWh;
    y[at + 15] = fuel_kW * q.biogenic_kg_per_kWh;
    y[at + 16] = fuel_kW * q.water_kg_per_kWh;
    y[at + 17] = past;
    y[at + 18] = time * flow * (exhaust_degC - air_degC) * past;
  },
  mode: (q, x) => onOffMode(q, x, 0),
  balance: (q) => ({
    energy: {
      losses: {
        auxiliary_kW: 1,
        generatorLoss_kW: 1,
        casingLoss_kW: 1,
        latentLoss_kW: 1,
        stackLoss_kW: 1,
        recoveryLoss_kW: 1,
        startLoss_kW: 1,
        bypassLoss_kW: 1,
      },
    },
    ...(q.p.fuel === 'gas' ? burntCarbon(q.p.fuel, q) : { water: { boundary: { waterFromHydrogen_kg_per_h: -1 } } }),
  }),
  linear(q, window, model) {
    const { recovery, bypass } = q.p;
    const port = recovery === 'heat' ? 'heat' : 'steam';
    linearTurbine(gasTurbine, q, window, model, {
      ...(q.duct_kW > 0 && q.recovers ? { more: { port, lead: 1 } } : {}),
      ...(bypass && q.recovers ? { less: port } : {}),
    });
  },
  startCost_money: (q) => q.p.startCost_money,
  products: ['electricity', 'steam', 'heat'],
  size: (q) => q.rated,
  sizeName: 'rated_kW',
  costDefault: {
    currency: 'CNY',
    year: 2025,
    capex_money: 7000,
    fixedOm_per_a: 0.02,
    variableOm_money_per_kWh: 0.05,
    life_a: 25,
    source: 'ASSUMED 7,000 CNY/kW with steam generator before VAT, 2 % a year and 0.05 CNY/kWh; life FOUND: DEA',
  },
  upkeep_money: (q, t) => q.p.startCost_money * t.sum('starts_per_h'),
  emissions: FLUE_EMISSIONS,
  kpis(q, t) {
    const fuel_kWh = -t.sum(`${q.p.fuel}_kW`);
    const power_kWh = t.sum('electricity_kW');
    const heat_kWh = (q.hasSteam ? t.sum('steam_kW') : 0) + (q.hasHeat ? t.sum('heat_kW') : 0);
    const over = (v: number): number => (fuel_kWh > 0 ? v / fuel_kWh : 0);
    return {
      fullLoadHours_h: power_kWh / (q.rated * q.net),
      running_h: t.running_h('load'),
      starts: t.sum('starts_per_h'),
      etaElectric: over(power_kWh),
      etaThermal: over(heat_kWh),
      etaTotal: over(power_kWh + heat_kWh),
      ductFuelShare: over(t.sum('ductFuel_kW')),
      ...(q.p.bypass ? { bypassed_kWh: t.sum('bypassLoss_kW'), bypass_h: t.running_h('bypass') } : {}),
    };
  },
});

/** Share of the step in which it runs; a token of it while a start outlasts the step. */
const timeOf = (q: GasTurbine, x: Float64Array, mean_kW: number, dt_h: number): number => {
  if (!(mean_kW > 0)) return 0;
  const share = runningShare(q, x, 0, dt_h);
  return share === 0 ? TOKEN : share;
};
