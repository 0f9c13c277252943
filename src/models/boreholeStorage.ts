import { z } from 'zod';
import { defineKind } from '../core/component.ts';
import type { PortBus } from '../core/environment.ts';
import { ConfigError } from '../core/errors.ts';
import { clamp } from '../core/math.ts';
import {
  GROUND_NODES,
  type GroundNetwork,
  groundNetwork,
  groundStep,
  settledGround,
} from '../core/physics/boreholeField.ts';
import { type LinearStep, rowOf } from '../core/physics/linearStep.ts';
import { hoursOf } from '../core/timeGrid.ts';

export const BoreholeStorageParams = z.strictObject({
  boreholes: z.number().int().min(1).describe('vertical boreholes, side by side in a compact field'),
  depth_m: z.number().positive().describe('active length of each'),
  spacing_m: z
    .number()
    .positive()
    .default(5)
    .describe('between neighbours, in a square. ASSUMED 5; 2 to 3 for storage'),
  diameter_mm: z.number().positive().default(150).describe('of the borehole. ASSUMED 150'),
  resistance_mK_per_W: z
    .number()
    .positive()
    .default(0.1)
    .describe('from fluid to borehole wall, with the heat that pipes exchange. ASSUMED 0.1; 0.05 to 0.15 is usual'),
  conductivity_W_per_mK: z.number().positive().default(2).describe('of the ground. ASSUMED 2 (wet clay and sand)'),
  heatCapacity_kJ_per_m3K: z.number().positive().default(2300).describe('of the ground. ASSUMED 2,300 (wet)'),
  ground_degC: z.number().default(17.5).describe('of the undisturbed ground and its surface. ASSUMED 17.5 (Suzhou)'),
  start_degC: z
    .number()
    .optional()
    .describe('mean between the boreholes at the start, as after years at it. Left out: undisturbed'),
  charge_kW: z.number().nonnegative().describe('most heat that its pumps carry into the ground'),
  discharge_kW: z.number().nonnegative().describe('most heat that they carry out of it'),
});
export type BoreholeStorageParams = z.infer<typeof BoreholeStorageParams>;

interface BoreholeStorage extends BoreholeStorageParams {
  readonly ground: GroundNetwork;
  readonly exact: LinearStep;
  /** Row of the mean heat to the surface. */
  readonly surface: Float64Array;
  /** By kW of heat into the ground: kelvin from the mean of the fluid to the node that `wallRow` names, over a step. */
  readonly wall_K_per_kW: number;
  readonly fluid_K_per_kW: number;
  /** Means of the fluid, in kelvin above undisturbed; NaN where the port is unconnected. */
  readonly hot_K: number;
  readonly cold_K: number;
  /** The same of the fluid as it leaves the ground: at the return of the hot bus, at the supply of the cold one. */
  readonly hotEnd_K: number;
  readonly coldEnd_K: number;
  readonly start: Float64Array;
}

const nodes = Array.from({ length: GROUND_NODES }, (_, i) => `ground${i + 1}_K`);

/**
 * Seasonal store in the ground: heat from a hot bus goes in by `hot`, heat for a colder bus comes out by `cold` (a heat
 * pump on top is a component of its own). Ground: 14 radial nodes with exact steps (`boreholeField.ts`). The fluid is at
 * the mean of supply and return of its bus, so what flows is bound by
 *   Q (R_b / L + R_wall + dT/dQ) = T_fluid - T_wall(Q = 0)
 * as the mean over the step, and the wall stays on the far side of the fluid that leaves: no warmer than the return of the
 * hot bus, no colder than the supply of the cold one. A ground that warms takes less, one that cools gives less, and a
 * store serves only buses colder than it. What it does not give back warms the ground around and leaves by the surface; take more than
 * you give and it cools over the years: `groundChange_K`. No groundwater flow, no freezing, no pumps.
 */
export const boreholeStorage = defineKind<BoreholeStorageParams, BoreholeStorage, typeof BoreholeStorageParams>({
  kind: 'boreholeStorage',
  summary: 'Seasonal heat store of boreholes in the ground',
  validity: {
    text: 'a compact field no wider than deep; hours to decades, not the minutes within a borehole',
    minStep_s: 60,
    maxStep_s: 3600,
  },
  params: BoreholeStorageParams,
  example: { boreholes: 40, depth_m: 80, spacing_m: 3, charge_kW: 150, discharge_kW: 150, start_degC: 60 },
  ports: () => ({
    hot: { carrier: 'heat', flow: 'in', optional: true },
    cold: { carrier: 'heat', flow: 'out', optional: true },
  }),
  role: 'store',
  solutionArea: 'electrification',
  leads: () => ['hot', 'cold'],
  freedoms: 2,
  signals: ['charge_kW', 'discharge_kW', 'surface_kW', 'wall_degC', 'core_degC'],
  states: nodes,
  inputs: ['available'],
  prepare(p, { grid, ports }) {
    if (ports.hot === undefined && ports.cold === undefined)
      throw fault('hot', 'connected to no bus; expected a hot bus at "hot", a colder one at "cold", or both');
    if (p.spacing_m < (4 * p.diameter_mm) / 1000)
      throw fault(
        'spacing_m',
        `met ${p.spacing_m} m between boreholes of ${p.diameter_mm} mm; expected 4 diameters or more`,
      );
    const ground = groundNetwork({ ...p, radius_m: p.diameter_mm / 2000 });
    const exact = groundStep(ground, hoursOf(grid));
    const wall_K_per_kW = ground.wall_K_per_kW + exact.mean[GROUND_NODES]!;
    return {
      ...p,
      ground,
      exact,
      surface: surfaceRow(ground, exact),
      wall_K_per_kW,
      fluid_K_per_kW: wall_K_per_kW + (1000 * p.resistance_mK_per_W) / (p.boreholes * p.depth_m),
      hot_K: meanOf(ports.hot) - p.ground_degC,
      cold_K: meanOf(ports.cold) - p.ground_degC,
      hotEnd_K: (ports.hot?.return_degC ?? Number.NaN) - p.ground_degC,
      coldEnd_K: (ports.cold?.supply_degC ?? Number.NaN) - p.ground_degC,
      start: settledGround(ground, (p.start_degC ?? p.ground_degC) - p.ground_degC),
    };
  },
  initial: (q) => [...q.start],
  series: () => ({}),
  limits(q, x, w, _dt_h, out) {
    const wall_K = restingWall_K(q, x);
    out[0] = 0 - w[0]! * chargeReach(q, wall_K);
    out[1] = 0;
    out[2] = 0;
    out[3] = 0;
    out[4] = w[0]! * dischargeReach(q, wall_K);
    out[5] = 0;
  },
  invert(_q, _x, _w, lead, target, _dt_h, u) {
    u[lead] = lead === 0 ? -target : target;
  },
  step(q, x, w, u, _dt_h, next, y) {
    const wall_K = restingWall_K(q, x);
    const charge_kW = clamp(u[0]!, 0, w[0]! * chargeReach(q, wall_K));
    const discharge_kW = clamp(u[1]!, 0, w[0]! * dischargeReach(q, wall_K));
    const heat_kW = charge_kW - discharge_kW;
    const { exact, ground } = q;
    for (let i = 0; i < GROUND_NODES; i++) next[i] = rowOf(exact.next, i, GROUND_NODES, x, heat_kW);
    let core_K = 0;
    for (let i = 0; i < ground.share.length; i++) core_K += ground.share[i]! * next[i]!;
    y[0] = 0 - charge_kW;
    y[1] = discharge_kW;
    y[2] = charge_kW;
    y[3] = discharge_kW;
    y[4] = rowOf(q.surface, 0, GROUND_NODES, x, heat_kW);
    y[5] = q.ground_degC + wall_K + q.wall_K_per_kW * heat_kW;
    y[6] = q.ground_degC + core_K;
  },
  balance: ({ ground }) => ({
    energy: {
      // A ground cooled below its surface is warmed by it.
      boundary: { surface_kW: -1 },
      stores: Object.fromEntries(nodes.map((name, i) => [name, ground.capacity_kWh_per_K[i]!])),
    },
  }),
  unplanned: 'what it takes and gives hangs on fourteen rings of ground that remember years',
  products: ['cold'],
  size: (q) => q.boreholes * q.depth_m,
  sizeName: 'length_m',
  costDefault: {
    currency: 'CNY',
    year: 2025,
    capex_money: 150,
    fixedOm_per_a: 0.005,
    variableOm_money_per_kWh: 0,
    life_a: 40,
    source: 'ASSUMED 150 CNY per metre of borehole before VAT, 0.5 % a year, 40 years',
  },
  kpis(q, t) {
    const [charged_kWh, discharged_kWh] = [t.sum('charge_kW'), t.sum('discharge_kW')];
    let change_K = 0;
    q.ground.share.forEach((share, i) => {
      change_K += share * (t.last(nodes[i]!) - t.first(nodes[i]!));
    });
    return {
      charged_kWh,
      discharged_kWh,
      imbalance_kWh: charged_kWh - discharged_kWh,
      groundChange_K: change_K,
      recovery: charged_kWh > 0 ? discharged_kWh / charged_kWh : 0,
      surfaceLoss_kWh: t.sum('surface_kW'),
      wallMost_degC: t.max('wall_degC'),
      wallLeast_degC: t.min('wall_degC'),
    };
  },
});

const fault = (path: string, message: string): ConfigError => new ConfigError([{ file: '', path, message }]);

const meanOf = (bus: PortBus | undefined): number =>
  bus === undefined ? Number.NaN : (bus.supply_degC + bus.return_degC) / 2;

function surfaceRow({ surface_kW_per_K }: GroundNetwork, { size, mean }: LinearStep): Float64Array {
  const row = new Float64Array(size + 1);
  for (let i = 0; i < size; i++)
    for (let k = 0; k <= size; k++) row[k] = row[k]! + surface_kW_per_K[i]! * mean[i * (size + 1) + k]!;
  return row;
}

/** Mean of the walls over the step if no heat flowed, above undisturbed. */
const restingWall_K = (q: BoreholeStorage, x: Float64Array): number => rowOf(q.exact.mean, 0, GROUND_NODES, x, 0);

const reach = (most_kW: number, over_K: number, per: number): number =>
  over_K > 0 ? Math.min(most_kW, over_K / per) : 0;

/** Most heat that the ground takes and gives over the step; none at a port that is connected to no bus. */
const chargeReach = (q: BoreholeStorage, wall_K: number): number =>
  Math.min(
    reach(q.charge_kW, q.hot_K - wall_K, q.fluid_K_per_kW),
    reach(q.charge_kW, q.hotEnd_K - wall_K, q.wall_K_per_kW),
  );
const dischargeReach = (q: BoreholeStorage, wall_K: number): number =>
  Math.min(
    reach(q.discharge_kW, wall_K - q.cold_K, q.fluid_K_per_kW),
    reach(q.discharge_kW, wall_K - q.coldEnd_K, q.wall_K_per_kW),
  );
