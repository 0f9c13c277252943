import { z } from 'zod';
import type { Ports } from '../core/component.ts';
import { defineKind } from '../core/component.ts';
import { ConfigError } from '../core/errors.ts';
import { linearByLead } from '../core/linearise.ts';
import { clamp } from '../core/math.ts';
import { InverterCurveSchema, inverterCurveOf } from './inverterCurve.ts';
import { EUROPEAN_WEIGHTS, gainOf, type InverterCurve, inputBeyond, weightedEfficiency } from './inverterCurves.ts';
import {
  activeShare,
  heed,
  heeded,
  heededStates,
  mostBeside_kW,
  powerFactorFields,
  type Reactive,
  reactiveBy,
  reactiveControlFields,
  reactiveOf_kvar,
  tooSmall,
} from './powerFactor.ts';

export const InverterParams = z
  .strictObject({
    rated_kW: z
      .number()
      .positive()
      .describe('output at a power factor of 1; apparent power, where `rated_kVA` gives no more'),
    direction: z
      .enum(['toAc', 'toDc'])
      .default('toAc')
      .describe('toAc: inverter from the bus at "dc" to that at "ac"; toDc: rectifier the other way'),
    curve: InverterCurveSchema.default('abbPvi12').describe(
      'a named machine scaled to `rated_kW`, or a Sandia curve of your own. FOUND: CEC list',
    ),
    standby_kW: z
      .number()
      .nonnegative()
      .default(0)
      .describe('drawn from its input while it gives nothing. ASSUMED 0: 0.1 to 0.5 W at night in the CEC list'),
    ...powerFactorFields,
    ...reactiveControlFields,
  })
  .refine((p) => p.reactiveControl === 'cosPhi' || (p.cosPhi === 1 && p.direction === 'toAc'), {
    path: ['reactiveControl'],
    message: 'expected a curve where it feeds in (direction: toAc) and where no "cosPhi" is fixed',
  });
export type InverterParams = z.infer<typeof InverterParams>;

interface Inverter {
  readonly p: InverterParams;
  readonly curve: InverterCurve;
  readonly most_kW: number;
  /** The parabola in kW: output = gain x + curvature x^2, with x the input beyond `start_kW`. */
  readonly start_kW: number;
  readonly gain: number;
  readonly curvature_per_kW: number;
  readonly standby_kW: number;
  readonly reactive: Reactive;
  readonly toAc: boolean;
}

/**
 * Converter from a bus of direct current to one of alternating current, or back, one way. By the Sandia model without
 * its voltages:
 *   output = gain (input - start) + curvature (input - start)^2,   0 <= output <= rated * cosPhi (0.9 with cos phi(P))
 * or, where Q(V) goes first, what it leaves of the apparent power. At rest it draws its standby. What a DC bus has beyond the rating stays there, for a battery or a `curtailment`
 * (clipping). The rules plan no battery of the DC bus for it where the AC bus has a grid: for that take a `dcLink`, which goes
 * both ways.
 * @see King et al., SAND2007-5036 (2007)
 */
export const inverter = defineKind<InverterParams, Inverter, typeof InverterParams>({
  kind: 'inverter',
  summary: 'Inverter or rectifier between a DC and an AC bus',
  validity: { text: 'steady, at its rated DC voltage; no temperature derating', minStep_s: 1, maxStep_s: 3600 },
  params: InverterParams,
  example: { rated_kW: 100, standby_kW: 0.02 },
  ports: (p): Ports =>
    p.direction === 'toAc'
      ? { ac: { carrier: 'electricity', flow: 'out' }, dc: { carrier: 'electricity', flow: 'in' } }
      : { ac: { carrier: 'electricity', flow: 'in' }, dc: { carrier: 'electricity', flow: 'out' } },
  role: 'converter',
  solutionArea: 'electrification',
  leads: (p) => [p.direction === 'toAc' ? 'ac' : 'dc'],
  signals: ['conversionLoss_kW', 'standbyLoss_kW', 'efficiency', 'reactive_kvar'],
  states: heededStates,
  inputs: ['available', 'voltage'],
  inputRange: { voltage: [0, 2] },
  senses: { voltage: 'voltage' },
  reactive: () => ({ ac: 'reactive_kvar' }),
  prepare(p, { ports }) {
    if (ports.dc!.id === ports.ac!.id)
      throw new ConfigError([
        { file: '', path: 'ac', message: `is on bus "${ports.dc!.id}" as "dc" is; expected a bus of its own for each` },
      ]);
    const rated_kVA = p.rated_kVA ?? p.rated_kW;
    const small = tooSmall(rated_kVA, p.rated_kW);
    if (small !== undefined) throw new ConfigError([{ file: '', path: 'rated_kVA', message: small }]);
    const curve = inverterCurveOf(p.curve);
    return {
      p,
      curve,
      most_kW: Math.min(p.rated_kW, rated_kVA * activeShare(p)),
      start_kW: curve.start * p.rated_kW,
      gain: gainOf(curve),
      curvature_per_kW: curve.curvature / p.rated_kW,
      standby_kW: p.standby_kW,
      reactive: reactiveBy(p, rated_kVA),
      toAc: p.direction === 'toAc',
    };
  },
  initial: (q) => heededStates(q.p).map(() => 1),
  series: () => ({ voltage: 1 }),
  limits(q, x, w, _dt_h, out) {
    out[0] = 0;
    out[1] = most_kW(q, w, q.reactive.yields ? heeded(w[1]!, x[0]!) : 1);
    out[2] = 0;
  },
  invert(_q, _x, _w, _lead, target, _dt_h, u) {
    u[0] = target;
  },
  step(q, x, w, u, _dt_h, next, y) {
    const voltage = heed(w[1]!, x, next);
    const given_kW = clamp(u[0]!, 0, most_kW(q, w, voltage));
    const runs = given_kW > 0;
    const x_kW = runs ? inputBeyond(q.gain, q.curvature_per_kW, given_kW) : 0;
    const standby_kW = runs || w[0]! <= 0 ? 0 : q.standby_kW;
    const taken_kW = runs ? q.start_kW + x_kW : standby_kW;
    y[0] = q.toAc ? given_kW : 0 - taken_kW;
    y[1] = q.toAc ? 0 - taken_kW : given_kW;
    y[2] = runs ? q.start_kW + (1 - q.gain - q.curvature_per_kW * x_kW) * x_kW : 0;
    y[3] = standby_kW;
    y[4] = runs ? given_kW / taken_kW : 0;
    y[5] = w[0]! > 0 ? reactiveOf_kvar(q.reactive, voltage, q.toAc ? given_kW : 0 - taken_kW) : 0;
  },
  balance: () => ({ energy: { losses: { conversionLoss_kW: 1, standbyLoss_kW: 1 } } }),
  linear(q, window, model) {
    linearByLead(inverter, q, window, model, { port: q.toAc ? 'ac' : 'dc' });
  },
  products: ['ac', 'dc'],
  size: (q) => q.p.rated_kW,
  sizeName: 'rated_kW',
  costDefault: {
    currency: 'CNY',
    year: 2025,
    capex_money: 250,
    fixedOm_per_a: 0.01,
    variableOm_money_per_kWh: 0,
    life_a: 15,
    source: 'ASSUMED 250 CNY/kW before VAT, 1 % a year, 15 years',
  },
  kpis: (q, t) => ({
    etaEuropean: weightedEfficiency(q.curve, EUROPEAN_WEIGHTS),
    etaMean: meanEfficiency(0 - t.sum(q.toAc ? 'dc_kW' : 'ac_kW'), t.sum(q.toAc ? 'ac_kW' : 'dc_kW')),
    running_h: t.running_h(q.toAc ? 'ac_kW' : 'dc_kW'),
  }),
});

/** Most output at a voltage: where Q(V) goes first, what it leaves. */
function most_kW(q: Inverter, w: Float64Array, voltage: number): number {
  const beside_kW = mostBeside_kW(q.reactive, voltage);
  return w[0]! * (beside_kW < q.most_kW ? beside_kW : q.most_kW);
}

const meanEfficiency = (taken_kWh: number, given_kWh: number): number => (taken_kWh > 0 ? given_kWh / taken_kWh : 0);
