import { z } from 'zod';
import { defineKind } from '../core/component.ts';
import { ConfigError } from '../core/errors.ts';
import { linearByLead } from '../core/linearise.ts';
import { clamp } from '../core/math.ts';
import { co2Boiling_MPa, co2Density_kg_per_m3, co2Viscosity } from '../core/physics/carbonDioxide.ts';
import { frictionFactor, pipeArea_m2 } from '../core/physics/pipe.ts';
import { endsFault, endsOf, fallsAlong, pipelineCost, pipelineFields, pipelinePorts, tooNarrow } from './pipeline.ts';
import { asAsked, throughLimits } from './through.ts';
import { sampled, type UniformCurve, valueAt } from './uniformCurve.ts';

export const Co2PipeParams = z
  .strictObject({
    ...pipelineFields,
    roughness_mm: z.number().min(0).max(1).default(0.046).describe('of the wall. ASSUMED 0.046: steel'),
    inlet_bar: z
      .number()
      .min(2)
      .max(300)
      .optional()
      .describe('pressure of its bus `from`, where the bus names none. ASSUMED 110: dense phase'),
    outletMin_bar: z
      .number()
      .min(1)
      .optional()
      .describe('least pressure at its end; that of its bus `to` unless given. ASSUMED 85'),
    temperature_degC: z.number().min(-20).max(80).default(12).describe('of fluid and ground, constant. ASSUMED 12'),
    rise_m: z.number().min(-5000).max(5000).default(0).describe('of its end above its inlet. ASSUMED 0'),
    velocityMax_m_per_s: z.number().positive().default(5).describe('at its end. ASSUMED 5; gas bears 15'),
    rated_kg_per_h: z.number().positive().optional().describe('most it carries; by pressure and velocity unless given'),
  })
  .refine(fallsAlong, endsFault);
export type Co2PipeParams = z.infer<typeof Co2PipeParams>;

/** What the course of its pressure hangs on. */
export type Co2Line = Pick<Co2PipeParams, 'length_m' | 'diameter_mm' | 'roughness_mm' | 'rise_m'> & {
  readonly inlet_bar: number;
};

/** CO2 at the temperature of a pipe, by pressure. */
interface Isotherm {
  readonly density_kg_per_m3: UniformCurve;
  readonly viscosity: UniformCurve;
}

interface Co2Pipe {
  /** kg/h. */
  readonly rated: number;
  /** Pressure at its end by the flow, MPa, and density by pressure. */
  readonly outlet_MPa: UniformCurve;
  readonly density_kg_per_m3: UniformCurve;
  readonly perArea: number;
  readonly length_m: number;
}

const POINTS = 65;
const PARTS = 50;
const fault = (path: string, message: string): ConfigError => new ConfigError([{ file: '', path, message }]);

/** Density and viscosity between two pressures. */
export function isothermOf(from_MPa: number, to_MPa: number, T_K: number): Isotherm {
  const density_kg_per_m3 = sampled(from_MPa, to_MPa, 2 * POINTS, (p) => co2Density_kg_per_m3(p, T_K));
  return {
    density_kg_per_m3,
    viscosity: sampled(from_MPa, to_MPa, 2 * POINTS, (p) => co2Viscosity(valueAt(density_kg_per_m3, p), T_K)),
  };
}

/**
 * Pressure at the end of a pipe in MPa at a flow in kg/s: dp/dx = -f G^2 / (2 d rho) - rho g dz/dx with Colebrook's f,
 * density and viscosity where the fluid is, by Heun's rule over 50 parts; 0 where it falls out of the isotherm.
 */
export function co2Outlet_MPa(p: Co2Line, fluid: Isotherm, flow: number): number {
  const diameter_m = p.diameter_mm / 1000;
  const flux = flow / pipeArea_m2(diameter_m);
  const { from: least } = fluid.density_kg_per_m3;
  const slope = (p_MPa: number): number => {
    const density = valueAt(fluid.density_kg_per_m3, p_MPa);
    const reynolds = (flux * diameter_m) / valueAt(fluid.viscosity, p_MPa);
    const friction = flow > 0 ? frictionFactor(reynolds < 4000 ? 4000 : reynolds, p.roughness_mm / p.diameter_mm) : 0;
    return ((friction * flux * flux) / (2 * diameter_m * density) + (density * 9.81 * p.rise_m) / p.length_m) * -1e-6;
  };
  const part_m = p.length_m / PARTS;
  let p_MPa = p.inlet_bar / 10;
  for (let k = 0; k < PARTS; k++) {
    const first = slope(p_MPa);
    p_MPa += (part_m * (first + slope(p_MPa + part_m * first))) / 2;
    if (p_MPa < least) return 0;
  }
  return p_MPa;
}

/**
 * Pipeline for CO2 as gas or in dense phase, one way, between two buses of different pressure. What enters leaves: dense
 * CO2 packs little. Its capacity is the flow at which the pressure at its end is the least that is allowed, or its
 * velocity the highest; signals tell pressure and velocity at the end. CO2 must stay in one phase on the whole way.
 * @see Span and Wagner, J. Phys. Chem. Ref. Data 25 (1996) 1509-1596; Colebrook, J. Inst. Civ. Eng. 11 (1939) 133-156
 */
export const co2Pipe = defineKind<Co2PipeParams, Co2Pipe, typeof Co2PipeParams>({
  kind: 'co2Pipe',
  summary: 'Pipeline for CO2 as gas or in dense phase with pressure drop',
  validity: {
    text: 'pure CO2 in one phase at one temperature; flow one way and steady within the step; no line pack, no leakage',
    minStep_s: 60,
    maxStep_s: 3600,
  },
  params: Co2PipeParams,
  example: { length_m: 20_000, diameter_mm: 150 },
  ports: (p) => ({ ...pipelinePorts('co2', p, 2, 300) }),
  role: 'converter',
  solutionArea: 'capture',
  leads: () => ['to'],
  signals: ['loading', 'outlet_bar', 'velocity_m_per_s'],
  states: [],
  inputs: ['available'],
  prepare(named, { ports }) {
    const p = { ...named, ...endsOf(named, ports, { inlet_bar: 110, outletMin_bar: 85 }) };
    const T_K = p.temperature_degC + 273.15;
    const boiling_bar = 10 * co2Boiling_MPa(T_K);
    if (p.inlet_bar > boiling_bar && p.outletMin_bar <= boiling_bar)
      throw fault(
        'outletMin_bar',
        `met ${p.outletMin_bar} bar, but CO2 of ${p.temperature_degC} degC boils at ${boiling_bar.toFixed(1)} bar on its way from ` +
          `${p.inlet_bar} bar; expected more, or an inlet below it`,
      );
    const fluid = isothermOf(p.outletMin_bar / 10, topOf_MPa(p, boiling_bar / 10), T_K);
    const area_m2 = pipeArea_m2(p.diameter_mm / 1000);
    const reaches = (flow: number): boolean => co2Outlet_MPa(p, fluid, flow) >= p.outletMin_bar / 10;
    if (!reaches(0))
      throw fault(
        'rise_m',
        `met a rise of ${p.rise_m} m, over which ${p.inlet_bar} bar fall below ${p.outletMin_bar} bar at rest`,
      );
    let low = 0;
    let high = 1;
    while (reaches(high)) high *= 2;
    for (let k = 0; k < 50; k++) {
      const mid = (low + high) / 2;
      if (reaches(mid)) low = mid;
      else high = mid;
    }
    const fast = co2Density_kg_per_m3(p.outletMin_bar / 10, T_K) * area_m2 * p.velocityMax_m_per_s;
    const most = 3600 * Math.min(low, fast);
    if (p.rated_kg_per_h !== undefined && p.rated_kg_per_h > most)
      tooNarrow(p, 'rated_kg_per_h', p.rated_kg_per_h, most.toFixed(0));
    const rated = p.rated_kg_per_h ?? most;
    return {
      rated,
      outlet_MPa: sampled(0, rated, POINTS, (flow) => co2Outlet_MPa(p, fluid, flow / 3600)),
      density_kg_per_m3: fluid.density_kg_per_m3,
      perArea: 1 / (3600 * area_m2),
      length_m: p.length_m,
    };
  },
  initial: () => [],
  series: () => ({}),
  limits: throughLimits,
  invert: asAsked,
  step(q, _x, w, u, _dt_h, _next, y) {
    const flow = clamp(u[0]!, 0, w[0]! * q.rated);
    const outlet_MPa = valueAt(q.outlet_MPa, flow);
    y[0] = -flow;
    y[1] = flow;
    y[2] = flow / q.rated;
    y[3] = 10 * outlet_MPa;
    y[4] = (flow * q.perArea) / valueAt(q.density_kg_per_m3, outlet_MPa);
  },
  balance: () => ({ energy: {}, carbon: { ports: { from: 1, to: 1 } } }),
  linear(q, window, model) {
    linearByLead(co2Pipe, q, window, model, { port: 'to' });
  },
  products: ['to'],
  size: (q) => q.length_m,
  sizeName: 'length_m',
  costDefault: pipelineCost,
  kpis: (q, t) => ({
    delivered_kg: t.sum('to_kg_per_h'),
    outletLeast_bar: t.min('outlet_bar'),
    velocityMost_m_per_s: t.max('velocity_m_per_s'),
    capacity_kg_per_h: q.rated,
  }),
});

/** Highest pressure on the way, and in gas never above boiling. */
function topOf_MPa(p: Co2Line, boiling_MPa: number): number {
  const inlet_MPa = p.inlet_bar / 10;
  const top_MPa = inlet_MPa + Math.max(0, (-p.rise_m * 1100 * 9.81) / 1e6);
  return inlet_MPa < boiling_MPa && top_MPa >= boiling_MPa ? Math.max(inlet_MPa, 0.999 * boiling_MPa) : top_MPa;
}
