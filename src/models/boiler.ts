import { z } from 'zod';
import { enthalpyOf } from '../core/carriers.ts';
import { defineKind } from '../core/component.ts';
import { linearByLead } from '../core/linearise.ts';
import { FLUE_REFERENCE_degC, flueLoss } from '../core/physics/flueGas.ts';
import { attainable, burnerInvert, burnerLimits, burntCarbon, FLUE_EMISSIONS } from './burner.ts';

export const BoilerParams = z.strictObject({
  rated_kW: z.number().positive().describe('highest heat output'),
  fuel: z.enum(['gas', 'electricity']).default('gas').describe('carrier and name of its input port'),
  minLoad: z.number().gt(0).max(1).default(0.2).describe('least output over rated. ASSUMED'),
  condensing: z.boolean().default(true).describe('gas: whether it is built to gain the latent heat of its flue gas'),
  excessAir: z.number().min(1).max(3).default(1.15).describe('gas: air over stoichiometric air. ASSUMED'),
  flueApproach_K: z
    .number()
    .positive()
    .optional()
    .describe('gas: flue gas above return water at full load. ASSUMED 10 condensing, 70 not'),
  jacketLoss: z
    .number()
    .min(0)
    .max(0.2)
    .optional()
    .describe('loss of the hot body over rated output while on. ASSUMED 0.005 gas; FOUND: DEA, electric 0.99'),
  standby_kW: z.number().nonnegative().default(0).describe('fuel to stay hot at rest. ASSUMED 0: it cools down'),
  nox_g_per_GJ: z.number().nonnegative().default(20).describe('gas: NOx over fuel (lower). ASSUMED low-NOx burner'),
});
export type BoilerParams = z.infer<typeof BoilerParams>;

interface Boiler extends BoilerParams {
  readonly hhvPerLhv: number;
  readonly least_kW: number;
  readonly jacket_kW: number;
  /** kW at evenly spaced outputs from least to rated; linear between them, so that they close everywhere. */
  readonly step_kW: number;
  readonly fuel_kW: Float64Array;
  readonly sensible_kW: Float64Array;
  readonly latent_kW: Float64Array;
  readonly fossil_kg_per_kWh: number;
  readonly biogenic_kg_per_kWh: number;
  readonly nox_kg_per_kWh: number;
}

/** Points of the part-load table. */
const POINTS = 9;

/**
 * Boiler for hot water, by the method of losses: fuel = (heat + jacket) / (HHV/LHV - sensible - latent).
 * The flue gas leaves `flueApproach_K` above the return water, in proportion to the load; so efficiency rises at part
 * load until the jacket's constant loss outweighs it, and with a colder return below the dew point. It is 1.03 at about
 * 37 degC and 0.98 at 60 degC. An electric boiler has its jacket alone. Combustion air and fuel enter at 25 degC.
 * @see ASHRAE Handbook, HVAC Systems and Equipment (2016), ch. 32, efficiency of condensing boilers over the return
 *   temperature; EN 12952-15 for the method of losses
 */
export const boiler = defineKind<BoilerParams, Boiler, typeof BoilerParams>({
  kind: 'boiler',
  summary: 'Gas boiler, condensing or not, or electric boiler',
  validity: { text: 'hot water; steady part load; bus temperatures constant', minStep_s: 1, maxStep_s: 3600 },
  params: BoilerParams,
  example: { rated_kW: 500 },
  ports: (p) => ({
    [p.fuel]: { carrier: p.fuel, flow: 'in' },
    heat: { carrier: 'heat', flow: 'out', supply_degC: { max: 200 } },
  }),
  role: 'converter',
  terminals: { type: 'passive' },
  leads: () => ['heat'],
  signals: [
    'eta',
    'flueSensible_kW',
    'flueLatent_kW',
    'jacketLoss_kW',
    'standbyLoss_kW',
    'nox_kg_per_h',
    'fossilCo2_kg_per_h',
    'biogenicCo2_kg_per_h',
  ],
  states: [],
  inputs: ['available'],
  prepare(p, { ports }) {
    const hhvPerLhv = enthalpyOf(p.fuel);
    const gas = p.fuel === 'gas';
    const least_kW = p.minLoad * p.rated_kW;
    const jacket_kW = p.rated_kW * (p.jacketLoss ?? (gas ? 0.005 : 1 / 0.99 - 1));
    const step_kW = (p.rated_kW - least_kW) / (POINTS - 1);
    const approach_K = p.flueApproach_K ?? (p.condensing ? 10 : 70);
    const fuel_kW = new Float64Array(POINTS);
    const sensible_kW = new Float64Array(POINTS);
    const latent_kW = new Float64Array(POINTS);
    for (let k = 0; k < POINTS; k++) {
      const heat_kW = least_kW + k * step_kW;
      // Not below the combustion air: a colder flue would warm the room, not the water.
      const flue_degC = Math.max(FLUE_REFERENCE_degC, ports.heat!.return_degC + (approach_K * heat_kW) / p.rated_kW);
      const loss = gas ? flueLoss(flue_degC, p.excessAir, p.condensing, hhvPerLhv) : { sensible: 0, latent: 0 };
      fuel_kW[k] = (heat_kW + jacket_kW) / (hhvPerLhv - loss.sensible - loss.latent);
      sensible_kW[k] = loss.sensible * fuel_kW[k]!;
      latent_kW[k] = loss.latent * fuel_kW[k]!;
    }
    return {
      ...p,
      hhvPerLhv,
      least_kW,
      jacket_kW,
      step_kW,
      fuel_kW,
      sensible_kW,
      latent_kW,
      fossil_kg_per_kWh: gas ? (ports.gas?.fossil_kg_per_kWh ?? 0) : 0,
      biogenic_kg_per_kWh: gas ? (ports.gas?.biogenic_kg_per_kWh ?? 0) : 0,
      nox_kg_per_kWh: gas ? p.nox_g_per_GJ * 3.6e-6 : 0,
    };
  },
  initial: () => [],
  series: () => ({}),
  limits: burnerLimits,
  invert: burnerInvert,
  step(q, _x, w, u, _dt_h, _next, y) {
    const on = w[0]! > 0;
    const most_kW = attainable(q, w);
    let fuel_kW = on ? q.standby_kW : 0;
    if (most_kW > 0 && u[0]! > 0) {
      const heat_kW = Math.min(Math.max(u[0]!, q.least_kW), most_kW);
      const at = q.step_kW > 0 ? (heat_kW - q.least_kW) / q.step_kW : 0;
      const k = Math.min(Math.floor(at), POINTS - 2);
      fuel_kW = along(q.fuel_kW, k, at - k);
      y[1] = heat_kW;
      y[2] = heat_kW / fuel_kW;
      y[3] = along(q.sensible_kW, k, at - k);
      y[4] = along(q.latent_kW, k, at - k);
      y[5] = q.jacket_kW;
      y[6] = 0;
    } else {
      y[1] = 0;
      y[2] = 0;
      y[3] = 0;
      y[4] = 0;
      y[5] = 0;
      y[6] = on ? q.standby_kW * q.hhvPerLhv : 0;
    }
    y[0] = 0 - fuel_kW;
    y[7] = q.nox_kg_per_kWh * fuel_kW;
    y[8] = q.fossil_kg_per_kWh * fuel_kW;
    y[9] = q.biogenic_kg_per_kWh * fuel_kW;
  },
  balance: (q) => ({
    energy: { losses: { flueSensible_kW: 1, flueLatent_kW: 1, jacketLoss_kW: 1, standbyLoss_kW: 1 } },
    ...burntCarbon(q.fuel, q),
  }),
  linear(q, window, model) {
    linearByLead(boiler, q, window, model, { port: 'heat' });
  },
  products: ['heat'],
  size: (q) => q.rated_kW,
  sizeName: 'rated_kW',
  costDefault: {
    currency: 'CNY',
    year: 2025,
    capex_money: 400,
    fixedOm_per_a: 0.02,
    variableOm_money_per_kWh: 0,
    life_a: 25,
    source: 'ASSUMED 400 CNY/kW before VAT, 2 % a year, 25 years, gas and electric alike',
  },
  emissions: FLUE_EMISSIONS,
  kpis(q, t) {
    const heat_kWh = t.sum('heat_kW');
    const fuel_kWh = -t.sum(`${q.fuel}_kW`);
    return {
      fullLoadHours_h: heat_kWh / q.rated_kW,
      running_h: t.running_h('heat_kW'),
      eta: fuel_kWh > 0 ? heat_kWh / fuel_kWh : 0,
    };
  },
});

const along = (table: Float64Array, k: number, share: number): number =>
  table[k]! + share * (table[k + 1]! - table[k]!);
