import type { Carrier } from '../core/carriers.ts';
import { enthalpyOf } from '../core/carriers.ts';
import { defineKind } from '../core/component.ts';
import { ConfigError } from '../core/errors.ts';
import { limited, times } from '../core/linearModel.ts';
import { heldIn, linearStock } from '../core/linearStore.ts';
import { clamp, expm1, ln } from '../core/math.ts';
import { type Tank, tankBaseLoss_kW, tankContentLoss_per_h } from '../core/physics/tank.ts';
import { waterHeat_kWh_per_m3K } from '../core/physics/water.ts';
import { hoursOf } from '../core/timeGrid.ts';
import {
  layerNames,
  layersAt,
  layersChargeReach_kW,
  layersDischargeReach_kW,
  layersOf,
  linearLayers,
  stepLayers,
  type TankLayers,
} from './tankLayers.ts';
import { ThermalStorageParams } from './thermalStorageParams.ts';

interface Storage {
  readonly carrier: Extract<Carrier, 'heat' | 'cooling'>;
  readonly charge_kW: number;
  readonly discharge_kW: number;
  readonly ambient_degC: number | 'air' | 'ground';
  readonly capacity_kWh: number;
  readonly empty_kWh: number;
  readonly full_kWh: number;
  readonly start_kWh: number;
  readonly tank: Tank | undefined;
  readonly layered: TankLayers | undefined;
  /** Its surroundings never warm it: what it passes through its wall is a loss. */
  readonly onlyLoses: boolean;
  readonly socStart: number;
  readonly volume_m3: number;
  /** Share of the content kept over a step, and kWh kept per kW fed evenly over it. */
  readonly keep: number;
  readonly gain_h: number;
}

/** Capacity and volume as given may differ by this share before they contradict each other. */
const AGREE = 0.02;
const DEFAULT_LOSS_per_h = { heat: 0.005, cooling: 0.001 } as const;

/**
 * Water tank between the bus's return temperature (empty) and its supply temperature (full), two ideal layers:
 *   dE/dt = c - lambda E - F,   c = charging - discharging
 * lambda E is what the supply-warm layer loses through the mantle beyond a tank at return temperature; F is the loss
 * of the tank at return temperature (mantle and base) and of the lid. Solved exactly over the step. An empty tank stays at
 * return temperature and loses no more; a tank that its surroundings would charge (F < 0) gains nothing. A chilled
 * tank is the same with heat entering. No mixing of the layers, no temperature of its own.
 *
 * With `layers` above 1 it is stratified (`stratified.ts`): charging lets water of supply temperature in at the top and
 * takes as much from the bottom, discharging takes from the top, and return water comes in at the bottom; the layers
 * conduct, lose through the wall (`loss_per_h`: towards return temperature) and mix where they lie the wrong way round.
 * So the water it gives cools as it empties: what is more than `drop_K` below supply temperature serves no longer, and
 * the pumps, sized for the spread of the bus, bound its power. A step moves water first and rests then.
 * @see oemof-thermal, "Stratified thermal storage"; VDI-Waermeatlas for the walls
 */
export const thermalStorage = defineKind<ThermalStorageParams, Storage, typeof ThermalStorageParams>({
  kind: 'thermalStorage',
  summary: 'Hot-water or chilled-water tank',
  validity: {
    text: 'liquid water; two ideal layers at the temperatures of the bus, or up to 20 that mix',
    minStep_s: 1,
    maxStep_s: 3600,
  },
  params: ThermalStorageParams,
  example: { capacity_kWh: 500, charge_kW: 200, discharge_kW: 200 },
  ports: (p) => ({ [p.carrier]: { carrier: p.carrier, flow: 'both' } }),
  role: 'store',
  solutionArea: 'efficiency',
  leads: (p) => [p.carrier],
  signals: (p) => [...SIGNALS, ...(p.layers > 1 ? ['supply_degC', 'return_degC', 'deliverable_kWh'] : [])],
  states: (p) => (p.layers > 1 ? layerNames(p.layers) : ['energy_kWh']),
  inputs: ['available', 'baseLoss_kW', 'ambient_degC'],
  // The base loss follows from it.
  inputRange: { ambient_degC: [Number.NaN, Number.NaN] },
  prepare(p, { ports, grid }) {
    const bus = ports[p.carrier]!;
    const spread_K = Math.abs(bus.supply_degC - bus.return_degC);
    if (!(spread_K > 0))
      throw fault(
        p.carrier,
        `bus "${bus.id}" has no spread (supply ${bus.supply_degC}, return ${bus.return_degC} degC)`,
      );
    const heat_kWh_per_m3K = waterHeat_kWh_per_m3K((bus.supply_degC + bus.return_degC) / 2);
    const byVolume_kWh = (p.volume_m3 ?? 0) * heat_kWh_per_m3K * spread_K;
    const capacity_kWh = p.capacity_kWh ?? byVolume_kWh;
    if (p.volume_m3 !== undefined && Math.abs(byVolume_kWh / capacity_kWh - 1) > AGREE)
      throw fault(
        'capacity_kWh',
        `met ${capacity_kWh} kWh, but ${p.volume_m3} m3 over the ${spread_K} K of bus "${bus.id}" hold ${byVolume_kWh.toFixed(1)} kWh; leave one of the two out`,
      );
    const tank = p.wall && { ...p.wall, supply_degC: bus.supply_degC, return_degC: bus.return_degC, heat_kWh_per_m3K };
    const loss_per_h = tank ? 0 : (p.loss_per_h ?? DEFAULT_LOSS_per_h[p.carrier]);
    const lambda = tank ? tankContentLoss_per_h(tank) : -ln(1 - loss_per_h);
    const dt_h = hoursOf(grid);
    const lost = -expm1(-lambda * dt_h);
    const volume_m3 = capacity_kWh / heat_kWh_per_m3K / spread_K;
    // Without a wall the loss is a share of the content: what stands at return temperature loses nothing.
    const ambient_degC = tank ? p.ambient_degC : bus.return_degC;
    return {
      carrier: p.carrier,
      charge_kW: p.charge_kW,
      discharge_kW: p.discharge_kW,
      ambient_degC,
      capacity_kWh,
      empty_kWh: p.socMin * capacity_kWh,
      full_kWh: p.socMax * capacity_kWh,
      start_kWh: p.socStart * capacity_kWh,
      tank,
      layered:
        p.layers > 1 ? layersOf(p, volume_m3, spread_K, loss_per_h, { ...bus, heat_kWh_per_m3K }, dt_h) : undefined,
      onlyLoses: p.carrier === 'heat' && typeof ambient_degC === 'number' && ambient_degC <= bus.return_degC,
      socStart: p.socStart,
      volume_m3,
      keep: 1 - lost,
      gain_h: lambda > 0 ? lost / lambda : dt_h,
    };
  },
  initial: (q) => (q.layered ? layersAt(q.layered, q.socStart) : [q.start_kWh]),
  series(q, env) {
    const { tank, layered, volume_m3 } = q;
    const ambient_degC =
      typeof q.ambient_degC === 'number'
        ? q.ambient_degC
        : env.weather(q.ambient_degC === 'air' ? 'ambient_degC' : 'ground_degC');
    if (!tank || layered) return { baseLoss_kW: 0, ambient_degC };
    const loss_kW = (t: number): number => Math.max(0, tankBaseLoss_kW(tank, volume_m3, t));
    return {
      baseLoss_kW: typeof ambient_degC === 'number' ? loss_kW(ambient_degC) : ambient_degC.map(loss_kW),
      ambient_degC,
    };
  },
  limits(q, x, w, dt_h, out) {
    const on = w[0]!;
    out[0] = -on * chargeReach(q, x, w[1]!, dt_h);
    out[1] = on * dischargeReach(q, x, w[1]!, dt_h);
    out[2] = 0;
  },
  invert(_q, _x, w, _lead, target, _dt_h, u) {
    u[0] = w[0]! > 0 ? target : 0;
  },
  step(q, x, w, u, dt_h, next, y) {
    const base_kW = w[1]!;
    const energy_kWh = x[0]!;
    const on = w[0]!;
    const power_kW = clamp(u[0]!, -on * chargeReach(q, x, base_kW, dt_h), on * dischargeReach(q, x, base_kW, dt_h));
    if (q.layered) {
      stepLayers(q.layered, x, power_kW, w[2]!, dt_h, next, y);
      return;
    }
    const net_kW = -power_kW - base_kW;
    const left_kWh = energy_kWh * q.keep + net_kW * q.gain_h;
    y[0] = power_kW;
    y[1] = power_kW < 0 ? -power_kW : 0;
    y[2] = power_kW > 0 ? power_kW : 0;
    // Without a base loss it runs empty at the end of a step at the earliest: what is below 0 then is rounding.
    if (left_kWh >= 0 || net_kW >= 0 || base_kW === 0) {
      next[0] = Math.max(0, left_kWh);
      y[3] = (energy_kWh * (1 - q.keep)) / dt_h + net_kW * (1 - q.gain_h / dt_h);
      y[4] = base_kW;
    } else {
      // It runs empty within the step; from then on it loses only what is charged.
      const lambda = (1 - q.keep) / q.gain_h;
      const holds_h = lambda > 0 ? ln(1 - (lambda * energy_kWh) / net_kW) / lambda : -energy_kWh / net_kW;
      next[0] = 0;
      y[3] = (energy_kWh + net_kW * holds_h) / dt_h;
      y[4] = (base_kW * holds_h - power_kW * (dt_h - holds_h)) / dt_h;
    }
    y[5] = next[0]! / q.capacity_kWh;
  },
  isStillAtRest: () => true,
  balance: ({ carrier, layered, onlyLoses }) => ({
    energy: layered
      ? {
          // Layers hold the heat of their water, whatever it is for; where their surroundings are warmer, they gain some.
          ...(onlyLoses ? { losses: { contentLoss_kW: 1 } } : { boundary: { contentLoss_kW: -layered.sign } }),
          stores: Object.fromEntries(layerNames(layered.layers).map((name) => [name, layered.layer_kWh_per_K])),
        }
      : {
          // What a chilled tank loses is heat that enters it.
          ...(carrier === 'heat'
            ? { losses: { contentLoss_kW: 1, baseLoss_kW: 1 } }
            : { boundary: { contentLoss_kW: 1, baseLoss_kW: 1 } }),
          stores: { energy_kWh: enthalpyOf(carrier) },
        },
  }),
  linear(q, window, model) {
    const on = window.input(0);
    if (q.layered) {
      linearLayers(q.layered, q, window, model);
      return;
    }
    linearStock(model, window, {
      port: q.carrier,
      charge: limited(on, q.charge_kW),
      discharge: limited(on, q.discharge_kW),
      keep: q.keep,
      in_h: q.gain_h,
      out_h: q.gain_h,
      empty: q.empty_kWh,
      full: q.full_kWh,
      ...heldIn(window),
      drain: times(q.gain_h, window.input(1)),
    });
  },
  size: (q) => q.capacity_kWh,
  sizeName: 'capacity_kWh',
  costDefault: {
    currency: 'CNY',
    year: 2025,
    capex_money: 160,
    fixedOm_per_a: 0.01,
    variableOm_money_per_kWh: 0,
    life_a: 25,
    source: 'ASSUMED 160 CNY/kWh before VAT (chilled-water tank), 1 % a year, 25 years',
  },
  kpis: (q, t) => ({
    cycles: t.sum('discharge_kW') / q.capacity_kWh,
    standingLoss_kWh: t.sum('contentLoss_kW') + t.sum('baseLoss_kW'),
  }),
});

const SIGNALS = ['charge_kW', 'discharge_kW', 'contentLoss_kW', 'baseLoss_kW', 'soc'] as const;

const fault = (path: string, message: string): ConfigError => new ConfigError([{ file: '', path, message }]);

/** Highest power now at which the tank ends the step no fuller than full. */
const chargeReach = (q: Storage, x: Float64Array, base_kW: number, dt_h: number): number =>
  q.layered
    ? layersChargeReach_kW(q.layered, q.charge_kW, x, dt_h)
    : clamp((q.full_kWh - x[0]! * q.keep) / q.gain_h + base_kW, 0, q.charge_kW);

/** Highest power now at which it ends the step no emptier than empty. */
const dischargeReach = (q: Storage, x: Float64Array, base_kW: number, dt_h: number): number =>
  q.layered
    ? layersDischargeReach_kW(q.layered, q.discharge_kW, x, dt_h)
    : clamp((x[0]! * q.keep - q.empty_kWh) / q.gain_h - base_kW, 0, q.discharge_kW);
