import { z } from 'zod';
import { FuelCellStackParams } from './fuelCellStack.ts';

const fraction = (text: string) => z.number().min(0).max(1).describe(text);
const hours = (text: string) => z.number().nonnegative().describe(text);

export const FuelCellParams = z.strictObject({
  rated_kW: z.number().positive().default(20).describe('highest electric output, net. ASSUMED 20'),
  etaStack: z
    .number()
    .min(0.3)
    .max(0.7)
    .default(0.55)
    .describe('direct current at the rating over the hydrogen used, lower heating value. FOUND: NedStack PS6, 55 %'),
  etaConverter: z.number().gt(0).max(1).default(0.93).describe('converter and air blower. ASSUMED 0.93'),
  auxiliaryShare: fraction('of the rating, drawn at any load by pumps and controls. ASSUMED 0.02').default(0.02),
  utilisation: z.number().gt(0).max(1).default(0.98).describe('hydrogen used over taken; the rest is purged. ASSUMED'),
  minLoad: fraction('least share of the rating. ASSUMED 0.1').default(0.1),
  ramp_per_h: z.number().positive().optional().describe('share of the rating an hour. None where left out: seconds'),
  warmStart_h: hours('ASSUMED 0.01: seconds').default(0.01),
  coldStart_h: hours('ASSUMED 0.1: minutes to working temperature').default(0.1),
  coldAfter_h: hours('time off after which a start is cold. ASSUMED 4').default(4),
  minUp_h: hours('least time on. ASSUMED 0').default(0),
  minDown_h: hours('least time off. ASSUMED 0').default(0),
  startCost_money: z.number().nonnegative().default(0).describe('wear of a start. ASSUMED 0'),
  heatRecovery: fraction(
    'share of the stack heat, condensing included, that its heat port gives. ASSUMED 0.65: about 40 % of the lower heating value',
  ).default(0.65),
  heatMax_degC: z.number().default(60).describe('hottest supply it serves. ASSUMED 60, of a stack at 65'),
  stack: FuelCellStackParams.optional().describe('a stack of cells that ages and is replaced'),
});
export type FuelCellParams = z.infer<typeof FuelCellParams>;
