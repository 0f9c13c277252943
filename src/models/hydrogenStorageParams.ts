import { z } from 'zod';
import type { PortBus } from '../core/environment.ts';
import { ConfigError } from '../core/errors.ts';
import { CavernParams, overburden_bar, ThermalParams } from './hydrogenVessel.ts';

export const HydrogenStorageParams = z
  .strictObject({
    capacity_kg: z.number().positive().optional().describe('held at the highest pressure; or name volume_m3'),
    volume_m3: z.number().positive().optional().describe('geometric volume; or name capacity_kg'),
    pressureMax_bar: z
      .number()
      .positive()
      .max(950)
      .optional()
      .describe('full; of a cavern by its depth unless named. ASSUMED 200: steel bottle bundles'),
    pressureMin_bar: z
      .number()
      .positive()
      .optional()
      .describe(
        'empty: the cushion that stays; of a cavern by its depth unless named; no less than the pressure that its bus names. ASSUMED 10',
      ),
    temperature_degC: z.number().min(-40).max(150).default(20).describe('of the gas held, constant. ASSUMED 20'),
    charge_kW: z.number().nonnegative().optional().describe('most taken, lower heating value; else as room allows'),
    discharge_kW: z.number().nonnegative().optional().describe('most given, lower heating value; else as stock allows'),
    inlet_bar: z
      .number()
      .positive()
      .optional()
      .describe('pressure of its bus, where the bus names none. ASSUMED 30: PEM or pressure alkaline'),
    inlet_degC: z.number().min(-20).max(80).default(30).describe('at the inlet of each stage. ASSUMED 30'),
    stages: z
      .number()
      .int()
      .min(1)
      .max(6)
      .optional()
      .describe('of the compressor, equal pressure ratios; else as many as keep the ratio to 3 (ASSUMED)'),
    etaIsentropic: z.number().gt(0).max(1).default(0.75).describe('of each stage. ASSUMED 0.75: piston machines'),
    etaMotor: z.number().gt(0).max(1).default(0.95).describe('motor and drive. ASSUMED 0.95'),
    leak_per_h: z.number().min(0).lt(1).default(0).describe('share of the mass lost an hour. ASSUMED 0: tight vessels'),
    socStart: z.number().min(0).max(1).default(0.5).describe('share of the mass between empty and full at the start'),
    cavern: CavernParams.optional().describe('in salt: limits of pressure by depth, and of its change'),
    thermal: ThermalParams.optional().describe('gas warms as it is filled in and cools as it is drawn; else constant'),
  })
  .refine((p) => (p.capacity_kg === undefined) !== (p.volume_m3 === undefined), {
    path: ['capacity_kg'],
    message: 'expected either "capacity_kg" or "volume_m3"',
  })
  .refine((p) => leastOf(p) < mostOf(p), {
    path: ['pressureMin_bar'],
    message: 'expected less than pressureMax_bar',
  });
export type HydrogenStorageParams = z.infer<typeof HydrogenStorageParams>;

/** Limits of pressure: as named, of a cavern by its depth, else of steel bottles. */
function mostOf(p: Limits): number {
  return p.pressureMax_bar ?? (p.cavern === undefined ? 200 : p.cavern.most * overburden_bar(p.cavern));
}
function leastOf(p: Limits): number {
  return p.pressureMin_bar ?? (p.cavern === undefined ? 10 : p.cavern.least * overburden_bar(p.cavern));
}
interface Limits {
  readonly pressureMax_bar?: number | undefined;
  readonly pressureMin_bar?: number | undefined;
  readonly cavern?: CavernParams | undefined;
}

const fault = (path: string, message: string): ConfigError => new ConfigError([{ file: '', path, message }]);

/** Between which pressures it works, and that of its bus. */
export interface Pressures {
  readonly inlet_bar: number;
  readonly least_bar: number;
  readonly most_bar: number;
}

/**
 * Where its bus names a pressure, the vessel gives back down to it, for giving back throttles; and only a compressor fills
 * it beyond. @throws ConfigError
 */
export function pressuresOf(p: HydrogenStorageParams, bus: PortBus | undefined, compressed: boolean): Pressures {
  const named_bar = bus?.pressure_bar;
  const inlet_bar = named_bar ?? p.inlet_bar ?? 30;
  const most_bar = mostOf(p);
  if (!compressed && most_bar > inlet_bar)
    throw fault(
      'pressureMax_bar',
      `met ${Number(most_bar.toPrecision(4))} bar on a bus of ${inlet_bar} bar without a compressor; expected its port ` +
        `"electricity" connected to a bus, or pressureMax_bar at most inlet_bar`,
    );
  if (named_bar === undefined) return { inlet_bar, least_bar: leastOf(p), most_bar };
  if (p.pressureMin_bar !== undefined && p.pressureMin_bar < named_bar)
    throw fault(
      'pressureMin_bar',
      `met ${p.pressureMin_bar} bar on bus "${bus!.id}", which stands at ${named_bar} bar: below that the vessel gives nothing back; ` +
        `expected at least ${named_bar}, or leave it out`,
    );
  const least_bar = Math.max(leastOf(p), named_bar);
  if (!(most_bar > least_bar))
    throw fault(
      'pressureMax_bar',
      `met ${Number(most_bar.toPrecision(4))} bar${p.pressureMax_bar === undefined && p.cavern !== undefined ? ` (by the depth of ${p.cavern.depth_m} m)` : ''} ` +
        `on bus "${bus!.id}", which stands at ${named_bar} bar; expected more, with its port "electricity" connected for a compressor`,
    );
  return { inlet_bar, least_bar, most_bar };
}
