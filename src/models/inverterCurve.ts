import { z } from 'zod';
import { gainOf, INVERTER_CURVE_NAMES, INVERTER_CURVES, type InverterCurve, inputBeyond } from './inverterCurves.ts';

const OwnCurve = z
  .strictObject({
    in: z.number().gt(1).max(2).describe('input at rated output, over it'),
    start: z.number().min(0).max(0.2).describe('input at which output begins, over rated output'),
    curvature: z.number().min(-0.5).max(0).default(0).describe('of output over input; losses by the square of current'),
  })
  .refine((c) => gainOf(c) <= 1 && inputBeyond(gainOf(c), c.curvature, 1) > 0, {
    path: ['curvature'],
    message: 'the curve would give more than it takes at small loads; expected a smaller curvature or a larger "in"',
  });

/** A curve by the name of a machine, or of one's own. */
export const InverterCurveSchema = z.union([z.enum(INVERTER_CURVE_NAMES), OwnCurve]);

export const inverterCurveOf = (given: z.infer<typeof InverterCurveSchema>): InverterCurve =>
  typeof given === 'string' ? INVERTER_CURVES[given] : given;
