import { z } from 'zod';

/** Limits are magnitudes at the bus; soc is a fraction of 1. */
export const ThermalStorageParams = z
  .strictObject({
    carrier: z.enum(['heat', 'cooling']).default('heat').describe('hot-water or chilled-water tank'),
    capacity_kWh: z.number().positive().optional().describe('content from all at return to all at supply temperature'),
    volume_m3: z
      .number()
      .positive()
      .optional()
      .describe('water in the tank; gives the capacity by the spread of the bus'),
    charge_kW: z.number().nonnegative().describe('highest charging power'),
    discharge_kW: z.number().nonnegative().describe('highest discharging power'),
    loss_per_h: z
      .number()
      .min(0)
      .lt(1)
      .optional()
      .describe(
        'share of the content lost an hour, where no wall is given. ASSUMED 0.005 (small hot tank), 0.001 (chilled); FOUND: 7.7e-5 for a large hot tank (DEA catalogue)',
      ),
    wall: z
      .strictObject({
        u_W_per_m2K: z.number().positive().describe('of the insulated wall; 0.2 has about 18 cm of mineral wool'),
        diameter_m: z.number().positive().describe('of the cylinder, inside'),
      })
      .optional()
      .describe('a cylinder; its losses follow from the temperatures instead of `loss_per_h`'),
    ambient_degC: z
      .union([z.number(), z.enum(['air', 'ground'])])
      .default(20)
      .describe('what surrounds the wall: a room of this temperature, the weather or the ground. ASSUMED 20'),
    socMin: z.number().min(0).max(1).default(0).describe('lowest level in use'),
    socMax: z.number().min(0).max(1).default(1).describe('highest level in use'),
    socStart: z.number().min(0).max(1).default(0.5).describe('level at the start'),
    layers: z
      .number()
      .int()
      .min(1)
      .max(20)
      .default(1)
      .describe('layers with a temperature of their own; 1 is a tank with a sharp thermocline that never mixes'),
    drop_K: z
      .number()
      .positive()
      .default(5)
      .describe('layered: how far below supply temperature it still serves (above it, on cooling). ASSUMED 5'),
    height_m: z
      .number()
      .positive()
      .optional()
      .describe("layered: of the water. Left out: by the wall's diameter, or ASSUMED 3 diameters"),
    conductivity_W_per_mK: z
      .number()
      .nonnegative()
      .default(0.6)
      .describe('layered: between layers; more than FOUND 0.6 of still water stands for wall and fittings'),
  })
  .refine((p) => p.capacity_kWh !== undefined || p.volume_m3 !== undefined, {
    path: ['capacity_kWh'],
    message: 'expected "capacity_kWh" or "volume_m3", met neither',
  })
  .refine((p) => p.loss_per_h === undefined || p.wall === undefined, {
    path: ['loss_per_h'],
    message: 'expected either "loss_per_h" or "wall", met both',
  })
  .refine((p) => p.layers === 1 || (p.socMin === 0 && p.socMax === 1), {
    path: ['layers'],
    message: 'a tank in layers is bounded by its temperatures; expected no socMin and socMax beside "layers"',
  })
  .refine((p) => p.height_m === undefined || (p.layers > 1 && p.wall === undefined), {
    path: ['height_m'],
    message: 'expected "height_m" with layers alone, and not beside the diameter of a wall',
  })
  .refine((p) => p.socMin <= p.socStart && p.socStart <= p.socMax, {
    path: ['socStart'],
    message: 'expected socMin <= socStart <= socMax',
  });
export type ThermalStorageParams = z.infer<typeof ThermalStorageParams>;
