import { z } from 'zod';
import { defineKind } from '../core/component.ts';
import { ConfigError } from '../core/errors.ts';
import { limited, times } from '../core/linearModel.ts';
import { InverterCurveSchema, inverterCurveOf } from './inverterCurve.ts';
import { gainOf, inputBeyond } from './inverterCurves.ts';
import { powerFactorFields, reactivePerKW } from './powerFactor.ts';

export const DcLinkParams = z.strictObject({
  rated_kW: z.number().positive().describe('most that it gives to either side, at a power factor of 1'),
  curve: InverterCurveSchema.default('abbPvi12').describe(
    'in both directions: a named machine scaled to `rated_kW`, or a Sandia curve of your own. FOUND: CEC list',
  ),
  standby_kW: z
    .number()
    .nonnegative()
    .default(0)
    .describe('drawn from the AC bus at all times: its controls and fans. ASSUMED 0'),
  ...powerFactorFields,
});
export type DcLinkParams = z.infer<typeof DcLinkParams>;

interface DcLink {
  readonly p: DcLinkParams;
  readonly most_kW: number;
  readonly start_kW: number;
  readonly gain: number;
  readonly curvature_per_kW: number;
  readonly standby_kW: number;
  readonly kvar_per_kW: number;
}

/**
 * Bidirectional inverter as a network of two nodes: what a DC bus has to spare goes to the AC bus, what it lacks comes
 * from there, up to the rating, by the curve of `inverter` in either direction. So sun and batteries on the DC bus are
 * dispatched with all that stands on the AC bus, as if they stood there.
 *
 * The rules know no rating and no loss of this step: they count on the loss of the step before, and where the rating is
 * met the closers of the DC bus take the rest. Choose it no smaller than what the DC bus gives and takes. An AC bus that
 * is a node of another network cannot be a node here; there an `inverter` goes one way.
 * @see King et al., SAND2007-5036 (2007), for the curve
 */
export const dcLink = defineKind<DcLinkParams, DcLink, typeof DcLinkParams>({
  kind: 'dcLink',
  summary: 'Bidirectional inverter that joins a DC bus to an AC bus',
  validity: { text: 'steady, at its rated DC voltage; no temperature derating', minStep_s: 1, maxStep_s: 3600 },
  params: DcLinkParams,
  example: { rated_kW: 200, standby_kW: 0.02 },
  ports: () => ({ ac: { carrier: 'electricity', flow: 'both' }, dc: { carrier: 'electricity', flow: 'both' } }),
  role: 'network',
  nodes: () => ['ac', 'dc'],
  reactive: () => ({ ac: 'reactive_kvar' }),
  signals: ['conversionLoss_kW', 'standbyLoss_kW', 'toAc_kW', 'toDc_kW', 'reactive_kvar'],
  states: ['loss_kW'],
  inputs: ['available'],
  leads: () => [],
  prepare(p, { ports }) {
    if (ports.dc!.id === ports.ac!.id)
      throw new ConfigError([
        { file: '', path: 'dc', message: `is on bus "${ports.ac!.id}" as "ac" is; expected a bus of its own for each` },
      ]);
    const curve = inverterCurveOf(p.curve);
    return {
      p,
      most_kW: p.rated_kW * p.cosPhi,
      start_kW: curve.start * p.rated_kW,
      gain: gainOf(curve),
      curvature_per_kW: curve.curvature / p.rated_kW,
      standby_kW: p.standby_kW,
      kvar_per_kW: reactivePerKW(p),
    };
  },
  initial: () => [0],
  series: () => ({}),
  limits() {},
  invert() {},
  expects(_q, x, w, _dt_h, out) {
    out[0] = w[0]! > 0 ? 0 - x[0]! : 0;
    out[1] = 0;
  },
  step(q, _x, w, u, _dt_h, next, y) {
    const most_kW = w[0]! * q.most_kW;
    const spare_kW = u[1]!;
    // The input beyond `start` at which output would begin: of what is to spare at the DC bus, or of what it lacks.
    const beyond_kW =
      most_kW <= 0
        ? 0
        : spare_kW > q.start_kW
          ? spare_kW - q.start_kW
          : spare_kW < 0
            ? inputBeyond(q.gain, q.curvature_per_kW, Math.min(-spare_kW, most_kW))
            : 0;
    const limit_kW = inputBeyond(q.gain, q.curvature_per_kW, most_kW);
    const x_kW = beyond_kW < limit_kW ? beyond_kW : limit_kW;
    const given_kW = (q.gain + q.curvature_per_kW * x_kW) * x_kW;
    const taken_kW = x_kW > 0 ? q.start_kW + x_kW : 0;
    const loss_kW = x_kW > 0 ? q.start_kW + (1 - q.gain - q.curvature_per_kW * x_kW) * x_kW : 0;
    const standby_kW = most_kW > 0 ? q.standby_kW : 0;
    const toAc = spare_kW > 0;
    y[0] = (toAc ? given_kW : 0 - taken_kW) - standby_kW;
    y[1] = toAc ? 0 - taken_kW : given_kW;
    y[2] = loss_kW;
    y[3] = standby_kW;
    y[4] = toAc ? given_kW : 0;
    y[5] = toAc ? 0 : given_kW;
    y[6] = (toAc ? given_kW : taken_kW) * q.kvar_per_kW;
    next[0] = loss_kW + standby_kW;
  },
  balance: () => ({ energy: { losses: { conversionLoss_kW: 1, standbyLoss_kW: 1 } } }),
  linear(q, window, model) {
    const on = window.input(0);
    // At two thirds of the rating, where its curve is flat.
    const given_kW = (2 / 3) * q.most_kW;
    const perGiven = (q.start_kW + inputBeyond(q.gain, q.curvature_per_kW, given_kW)) / given_kW;
    for (const [name, from, to] of [
      ['to dc', 'ac', 'dc'],
      ['to ac', 'dc', 'ac'],
    ] as const) {
      const given = model.columns(name, 0, times(on, q.most_kW));
      model.flow(to, given, 1);
      model.flow(from, given, -perGiven);
    }
    model.fixedFlow('ac', limited(on, -q.standby_kW));
  },
  size: (q) => q.p.rated_kW,
  sizeName: 'rated_kW',
  costDefault: {
    currency: 'CNY',
    year: 2025,
    capex_money: 300,
    fixedOm_per_a: 0.01,
    variableOm_money_per_kWh: 0,
    life_a: 15,
    source: 'ASSUMED 300 CNY/kW before VAT, 1 % a year, 15 years',
  },
  kpis: (_q, t) => ({
    toAc_kWh: t.sum('toAc_kW'),
    toDc_kWh: t.sum('toDc_kW'),
    loss_kWh: t.sum('conversionLoss_kW') + t.sum('standbyLoss_kW'),
  }),
});
