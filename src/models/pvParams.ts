import { z } from 'zod';
import { PVWATTS_LOSSES } from '../core/physics/photovoltaic.ts';
import { SKY_MODELS } from '../core/physics/planeOfArray.ts';
import { powerFactorFields, reactiveControlFields } from './powerFactor.ts';

const share = (name: keyof typeof PVWATTS_LOSSES): z.ZodDefault<z.ZodNumber> =>
  z.number().min(0).lt(1).default(PVWATTS_LOSSES[name]);

export const PvParams = z
  .strictObject({
    rated_kWp: z.number().positive().describe('DC power of the modules at 1000 W/m2 and 25 degC'),
    tilt_deg: z.number().min(0).max(90).default(20).describe('0 lies flat. ASSUMED 20'),
    azimuth_deg: z
      .number()
      .min(0)
      .max(360)
      .optional()
      .describe('clockwise from north; unless said it faces the equator: 180 north of it, 0 south of it. ASSUMED'),
    albedo: z.number().min(0).max(1).default(0.2).describe('of the ground or roof before the modules. FOUND: PVWatts'),
    transposition: z.enum(SKY_MODELS).default('perez').describe('model of the sky. FOUND: PVWatts takes Perez'),
    glass: z
      .enum(['physical', 'ashrae', 'none'])
      .default('physical')
      .describe('reflection of the beam at flat angles: Fresnel, one number, or none'),
    iamDiffuse: z
      .number()
      .gt(0)
      .max(1)
      .default(1)
      .describe(
        'share of diffuse light passing the glass. FOUND: PVWatts 5 takes 1; integrated over the sky about 0.96',
      ),
    etaModule: z
      .number()
      .gt(0)
      .lt(0.5)
      .default(0.205)
      .describe('at standard conditions; sets the area only. FOUND: DEA catalogue, roof'),
    gamma_per_K: z
      .number()
      .min(-0.01)
      .max(0)
      .default(-0.0035)
      .describe('change of power with cell temperature. ASSUMED: typical crystalline silicon'),
    mounting: z
      .enum(['openRack', 'openRackGlass', 'closeRoof', 'insulatedBack'])
      .default('openRack')
      .describe('sets the cell temperature. FOUND: Sandia SAND2004-3535'),
    heatLoss_W_per_m2K: z.number().positive().optional().describe("Faiman's u0, in place of `mounting`"),
    windLoss_Ws_per_m3K: z
      .number()
      .nonnegative()
      .default(0)
      .describe("Faiman's u1, with `heatLoss_W_per_m2K`")
      .meta({ formerly: 'windHeatLoss_Ws_per_m3K' }),
    dcAcRatio: z
      .number()
      .positive()
      .default(1.1)
      .describe('DC rating over the AC rating of the inverter. FOUND: DEA catalogue, roof'),
    coupling: z
      .enum(['ac', 'dc'])
      .default('ac')
      .describe(
        'ac: through its own inverter; dc: its port gives DC power, for a bus that batteries share and an `inverter` leaves',
      ),
    etaTracker: z
      .number()
      .gt(0.5)
      .max(1)
      .default(1)
      .describe('dc: of a converter that tracks the best voltage. ASSUMED 1: the inverter of the bus tracks it'),
    etaInverter: z.number().gt(0.5).max(0.995).default(0.96).describe('at its rating. FOUND: PVWatts'),
    losses: z
      .strictObject({
        soiling: share('soiling'),
        shading: share('shading'),
        snow: share('snow'),
        mismatch: share('mismatch'),
        wiring: share('wiring'),
        connections: share('connections'),
        lightInduced: share('lightInduced'),
        nameplate: share('nameplate'),
        age: share('age'),
        availability: share('availability'),
      })
      .prefault({})
      .describe('shares lost one after the other between cells and inverter, 14.08 % together. FOUND: PVWatts 5'),
    ...powerFactorFields,
    ...reactiveControlFields,
    degradation_per_a: z.number().min(0).max(0.1).default(0.004).describe('of power. FOUND: DEA catalogue'),
    age_a: z.number().min(0).max(60).default(0).describe('age of the modules in the run'),
    commissioned: z
      .string()
      .regex(/^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/, 'expected a date such as 2019-06-30')
      .optional()
      .describe('in place of `age_a`: date (UTC) from which they age, all through the run'),
  })
  .refine((p) => p.commissioned === undefined || p.age_a === 0, {
    path: ['commissioned'],
    message: 'expected either a date or "age_a"',
  })
  .refine((p) => p.coupling === 'ac' || (p.cosPhi === 1 && p.reactiveControl === 'cosPhi'), {
    path: ['coupling'],
    message: 'a DC bus carries no reactive power; expected cosPhi and reactiveControl on the inverter',
  })
  .refine((p) => p.cosPhi === 1 || p.reactiveControl === 'cosPhi', {
    path: ['reactiveControl'],
    message: 'expected either a curve or a fixed "cosPhi"',
  })
  .refine((p) => p.windLoss_Ws_per_m3K === 0 || p.heatLoss_W_per_m2K !== undefined, {
    path: ['windLoss_Ws_per_m3K'],
    message: 'expected heatLoss_W_per_m2K beside it',
  })
  .refine((p) => p.degradation_per_a * p.age_a < 1, { path: ['age_a'], message: 'expected power left at this age' });
export type PvParams = z.infer<typeof PvParams>;
