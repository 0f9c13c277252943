import { z } from 'zod';
import { ElectrolyserStackParams } from './electrolyserStack.ts';

const share = (text: string) => z.number().min(0).max(1).optional().describe(text);
const hours = (text: string) => z.number().nonnegative().optional().describe(text);

export const ElectrolyserParams = z
  .strictObject({
    technology: z.enum(['alkaline', 'pem']).default('alkaline').describe('brings the defaults and the cell curve'),
    rated_kW: z.number().positive().describe('highest electric input, with rectifier and auxiliaries'),
    stack_kWh_per_kg: z
      .number()
      .positive()
      .optional()
      .describe('direct current at the rating. FOUND: DEA catalogue 2025, alkaline 51.4, PEM 53.9'),
    system_kWh_per_kg: z
      .number()
      .positive()
      .optional()
      .describe('electric input at the rating. FOUND: DEA catalogue 2025, alkaline 56.7, PEM 60.5'),
    operated_h: z.number().nonnegative().default(0).describe('hours behind it, which cost voltage. ASSUMED 0, new'),
    degradation_per_h: z
      .number()
      .nonnegative()
      .optional()
      .describe('growth of the stack consumption. FOUND: DEA catalogue, alkaline 0.13, PEM 0.17 % in 1,000 h'),
    minLoad: share('least share of the rating. FOUND: IRENA, alkaline 0.15, PEM 0.05'),
    auxiliaryShare: share('of the rating, drawn at any load by pumps and controls. ASSUMED alkaline 0.03, PEM 0.02'),
    standbyShare: share('of the rating, drawn in standby and while starting. ASSUMED alkaline 0.01, PEM 0.005'),
    ramp_per_h: z.number().positive().optional().describe('share of the rating an hour. None where left out: seconds'),
    warmStart_h: hours('from standby. ASSUMED alkaline 0.05, PEM 0'),
    coldStart_h: hours('FOUND: DEA catalogue, alkaline 60 min, PEM 0.3 min'),
    coldAfter_h: z
      .number()
      .nonnegative()
      .default(8)
      .describe('hours it is kept in standby after a stop; then it is off, draws nothing and gets cold. ASSUMED 8'),
    minUp_h: z.number().nonnegative().default(0).describe('least time on. ASSUMED 0'),
    minDown_h: z.number().nonnegative().default(0).describe('least time off. ASSUMED 0'),
    startCost_money: z.number().nonnegative().default(0).describe('wear of a start. ASSUMED 0'),
    heatRecovery: z
      .number()
      .min(0)
      .max(1)
      .default(0.95)
      .describe('share of the stack heat that its heat port gives. ASSUMED 0.95; DEA also counts heat of auxiliaries'),
    heatMax_degC: z.number().optional().describe('hottest supply it serves. ASSUMED alkaline 75, PEM 65'),
    outlet_bar: z
      .number()
      .min(1)
      .max(200)
      .optional()
      .describe('highest pressure at which it gives hydrogen. ASSUMED 30: pressurised; 1 to 2 of an atmospheric stack'),
    waterFactor: z
      .number()
      .min(1)
      .default(1.11)
      .describe('water taken over water split; the rest is rejected in purification. Derived from DEA, 175 kg/MWh'),
    stack: ElectrolyserStackParams.optional().describe(
      'a stack of cells that ages and is replaced; its consumption then follows from its cells, unless stack_kWh_per_kg is named',
    ),
  })
  .refine(
    (p) => p.outlet_bar === undefined || p.stack?.cathode_bar === undefined || p.outlet_bar === p.stack.cathode_bar,
    {
      path: ['outlet_bar'],
      message: 'expected the pressure of stack.cathode_bar, or one of the two alone',
    },
  );
export type ElectrolyserParams = z.infer<typeof ElectrolyserParams>;

/** Highest pressure at which it gives hydrogen. */
export const outletOf_bar = (p: ElectrolyserParams): number => p.stack?.cathode_bar ?? p.outlet_bar ?? 30;
