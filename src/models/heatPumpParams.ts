import { z } from 'zod';
import type { WeatherColumn } from '../core/environment.ts';
import { MapSchema, OutsideSchema } from './performanceMap.ts';

export interface SourceDefaults {
  /** Undefined where heat comes from a bus. */
  readonly weather?: WeatherColumn;
  readonly quality: number;
  readonly coolingQuality: number;
  readonly approach_K: number;
  readonly rated_degC: number;
  readonly least_degC: number;
  readonly auxiliary: number;
}

/**
 * `quality` was fitted to the certified points of 40 machines of 20 to 78 kW (Heat Pump Keymark, EN 14825) with 5 K
 * between the media and the refrigerant: mean error of the COP 10 % (air), 8 % (brine). It gives a lake machine COP 4.5
 * from 10 to 45 degC; `coolingQuality` gives it 5.0 from 7 to 28 degC.
 */
export const SOURCES: Readonly<Record<'lake' | 'ground' | 'air' | 'waste', SourceDefaults>> = {
  lake: {
    weather: 'water_degC',
    quality: 0.63,
    coolingQuality: 0.56,
    approach_K: 5,
    rated_degC: 10,
    least_degC: 3,
    auxiliary: 0.01,
  },
  ground: {
    weather: 'ground_degC',
    quality: 0.63,
    coolingQuality: 0.56,
    approach_K: 10,
    rated_degC: 10,
    least_degC: -5,
    auxiliary: 0.01,
  },
  air: {
    weather: 'ambient_degC',
    quality: 0.57,
    coolingQuality: 0.5,
    approach_K: 5,
    rated_degC: 7,
    least_degC: -20,
    auxiliary: 0,
  },
  waste: { quality: 0.63, coolingQuality: 0.56, approach_K: 5, rated_degC: 15, least_degC: 0, auxiliary: 0.01 },
};

const share = (description: string) => z.number().min(0).max(1).describe(description);
const bySource = (what: string) => `${what}. Default by source, see the table of sources`;

export const HeatPumpParams = z
  .strictObject({
    source: z
      .enum(['lake', 'ground', 'air', 'waste'])
      .describe('where heat comes from; waste: the bus at port "source"'),
    rated_kW: z
      .number()
      .positive()
      .describe('heat at full load, from the rated source to the rated supply temperature'),
    ratedCooling_kW: z
      .number()
      .positive()
      .optional()
      .describe('cooling at full load, from 7 degC to a sink of 28 degC. ASSUMED: as much as `rated_kW`'),
    quality: share(bySource("share of Carnot's COP when heating. FOUND: fitted to Keymark points")).gt(0).optional(),
    coolingQuality: share(bySource("share of Carnot's COP when cooling. ASSUMED")).gt(0).optional(),
    sourceApproach_K: z
      .number()
      .nonnegative()
      .optional()
      .describe(bySource('between the source and the refrigerant; of the ground with its brine. ASSUMED')),
    supplyApproach_K: z.number().nonnegative().default(5).describe('between refrigerant and bus. ASSUMED 5'),
    copMax: z.number().gt(1).default(7).describe('cap on both COPs. ASSUMED 7'),
    ratedSource_degC: z.number().optional().describe(bySource('source of the rated point. ASSUMED')),
    ratedSupply_degC: z.number().default(45).describe('supply of the rated point. ASSUMED 45'),
    sourceMin_degC: z.number().optional().describe(bySource('coldest source in use; off below. ASSUMED')),
    heatMax_degC: z
      .number()
      .default(75)
      .describe('hottest supply it can give. ASSUMED 75; industrial machines reach 125')
      .meta({ formerly: 'supplyMax_degC' }),
    sourceSlope_per_K: z
      .number()
      .min(0)
      .default(0.03)
      .describe('capacity gained per kelvin of a warmer source. FOUND: hplib, mean of air/water machines'),
    supplySlope_per_K: z
      .number()
      .min(0)
      .default(0.01)
      .describe('capacity lost per kelvin of a hotter supply. FOUND: hplib, mean of air/water machines'),
    capacityMax: z
      .number()
      .positive()
      .default(1.1)
      .describe('cap on the capacity as a share of the rated. ASSUMED 1.1'),
    map: MapSchema.optional().describe(
      'capacity and COP when heating by source and supply temperature, in place of quality, slopes, caps and rated temperatures: a named machine scaled to `rated_kW`, or a table of your own',
    ),
    coolingMap: MapSchema.optional().describe(
      'the same when cooling: source_degC is the chilled water, sink_degC what the heat is given to; shares of `ratedCooling_kW`',
    ),
    mapOutside: OutsideSchema.default('error').describe(
      'temperatures that a map does not hold: error, or hold the value at its edge. Off below `sourceMin_degC` either way',
    ),
    frost: z
      .enum(['step', 'humidity', 'none'])
      .optional()
      .describe(
        'of an air source below `icingBelow_degC`: one factor (`icingFactor`), by the humidity of the air (EnergyPlus), or none. ASSUMED step; none with a map, since EN 14511 tests include it',
      ),
    icingBelow_degC: z.number().default(3).describe('air colder than this frosts the coils. ASSUMED 3'),
    icingFactor: share('on heat and COP of an air source when it frosts. FOUND: fitted to Keymark points, 0.85')
      .gt(0)
      .default(0.85),
    minLoad: share('least load as a share of the capacity of the hour. FOUND: DEA catalogue, 25 %')
      .default(0.25)
      .meta({ formerly: 'loadMin' }),
    partLoad: z
      .tuple([z.number(), z.number(), z.number()])
      .default([0.1, 0.9, 0])
      .describe('power over full power = a + b r + c r^2 at load r; a + b + c = 1. FOUND: EN 14825, Cc = 0.9'),
    casingLoss: share('of the power, lost by motor and casing. ASSUMED 0.03')
      .default(0.03)
      .meta({ formerly: 'caseLoss' }),
    auxiliary: share(bySource('power of the source-side pump per heat or cooling delivered. ASSUMED')).optional(),
    standby_kW: z.number().nonnegative().default(0).describe('drawn at all times while available. ASSUMED 0'),
  })
  .refine((p) => p.frost === undefined || p.frost === 'none' || p.source === 'air', {
    path: ['frost'],
    message: 'only air frosts; expected it with source: air, or none',
  })
  .refine((p) => Math.abs(p.partLoad[0] + p.partLoad[1] + p.partLoad[2] - 1) < 1e-9, {
    path: ['partLoad'],
    message: 'expected three numbers whose sum is 1 (full power at full load)',
  });
export type HeatPumpParams = z.infer<typeof HeatPumpParams>;
