import { tankBaseLoss_kW, tankContentLoss_per_h } from '../../src/core/physics/tank.ts';
import { thermalStorage } from '../../src/models/thermalStorage.ts';
import { type Bench, bench } from '../models/bench.ts';
import { hasShared, readShared, referenceCases } from '../shared.ts';
import type { Point, Validation } from './validation.ts';

interface Stratified {
  readonly V_m3: number;
  readonly h_m: number;
  readonly n_segments: number;
  readonly water: { readonly rho: number; readonly cp: number; readonly k: number };
  readonly mdot_nominal_kg_s: number;
  readonly nonuniform: { readonly T_init_K_top_to_bottom: readonly number[] };
}
const FOLDER = 'reference/thermal_storage';
const [SUPPLY_degC, RETURN_degC] = [40, 20];

/** The columns of a CSV file by their header. */
function columnsOf(text: string): Record<string, number[]> {
  const [header, ...rows] = text.trim().split('\n');
  const cells = rows.map((row) => row.split(',').map(Number));
  return Object.fromEntries(header!.split(',').map((name, k) => [name, cells.map((row) => row[k]!)]));
}

/** A tank of the reference's size in steps of one second, and the capacity flow of its water. */
function tankOf(s: Stratified): { readonly tank: Bench; readonly flow_kW_per_K: number } {
  const heat_kWh_per_m3K = (s.water.rho * s.water.cp) / 3.6e6;
  return {
    tank: bench(
      thermalStorage,
      {
        capacity_kWh: s.V_m3 * heat_kWh_per_m3K * (SUPPLY_degC - RETURN_degC),
        charge_kW: 100,
        discharge_kW: 100,
        loss_per_h: 0,
        layers: s.n_segments,
        height_m: s.h_m,
        conductivity_W_per_mK: s.water.k,
        drop_K: 25,
      },
      { step_s: 1, buses: { heat: { supply_degC: SUPPLY_degC, return_degC: RETURN_degC } } },
    ),
    flow_kW_per_K: (s.mdot_nominal_kg_s * s.water.cp) / 1000,
  };
}

/** Runs the tank over an hour of steady flow, filled from the top or drawn from it, beside the reference. */
function stratifiedPoints(name: 'heaTan' | 'cooTan'): readonly Point[] | undefined {
  if (!hasShared) return undefined;
  const s = JSON.parse(readShared(`${FOLDER}/stratified_parameters.json`)) as Stratified;
  const columns = columnsOf(readShared(`${FOLDER}/stratified_nonuniform_dymola.csv`));
  const { tank, flow_kW_per_K } = tankOf(s);
  const layers = Array.from({ length: s.n_segments }, (_, i) => i + 1);
  let x = Object.fromEntries(
    layers.map((i) => [`layer${i}_degC`, s.nonuniform.T_init_K_top_to_bottom[i - 1]! - 273.15]),
  );
  const points: Point[] = [];
  let now_s = 0;
  columns.time_s!.forEach((time_s, row) => {
    for (; now_s < time_s; now_s++) {
      const target =
        name === 'heaTan'
          ? -flow_kW_per_K * (SUPPLY_degC - x[`layer${s.n_segments}_degC`]!)
          : flow_kW_per_K * (x.layer1_degC! - RETURN_degC);
      const out = tank.run({ x, target });
      x = Object.fromEntries(layers.map((i) => [`layer${i}_degC`, out[`layer${i}_degC`]!]));
    }
    for (const i of layers)
      points.push({
        x: time_s,
        reference: columns[`${name}.vol[${i}].T`]![row]! - 273.15,
        model: x[`layer${i}_degC`]!,
      });
  });
  return points;
}

/** A tank of 82/55 degC left alone for 5.5 h in a room of 25 degC: its level of charge, every quarter of an hour. */
function measuredPoints(layers: number): readonly Point[] | undefined {
  const found = referenceCases(`${FOLDER}/cases.json`).find((c) => c.group === 'measured');
  if (!found) return undefined;
  const i = found.inputs as Record<string, number>;
  const levels = (found.expected as { level_pct: number[] }).level_pct;
  const tank = bench(
    thermalStorage,
    {
      volume_m3: (Math.PI * i.diameter_m! ** 2 * i.height_m!) / 4,
      charge_kW: 1,
      discharge_kW: 1,
      socStart: levels[0]! / 100,
      wall: {
        u_W_per_m2K: 1 / (1 / i.alpha_in! + i.s_iso_mm! / 1000 / i.lambda_iso! + 1 / i.alpha_out!),
        diameter_m: i.diameter_m,
      },
      ambient_degC: i.T_env_C,
      layers,
    },
    { step_s: 900, buses: { heat: { supply_degC: i.T_hot_C!, return_degC: i.T_cold_C! } } },
  );
  const { instance } = tank;
  return levels.map((level, k) => {
    const soc = k === 0 ? levels[0]! / 100 : tank.run({}).soc!;
    if (k > 0) instance.x.set(instance.next);
    return { x: k * 900, reference: level / 100, model: soc };
  });
}

/** Generated tanks: what the mantle loses of the content an hour, and what lid and base lose at any time. */
function wallPoints(quantity: 'content' | 'ends'): readonly Point[] | undefined {
  if (!hasShared) return undefined;
  return referenceCases(`${FOLDER}/cases.json`)
    .filter((c) => c.group === 'tank-generated')
    .map(({ inputs, expected }) => {
      const i = inputs as Record<string, number>;
      const e = expected as Record<string, number>;
      const tank = {
        u_W_per_m2K: e.U!,
        diameter_m: i.diameter_m!,
        supply_degC: i.T_hot_C!,
        return_degC: i.T_cold_C!,
        heat_kWh_per_m3K: (i.rho! * i.cp!) / 3.6e6,
      };
      return quantity === 'content'
        ? { reference: e.loss_rate!, model: tankContentLoss_per_h(tank) }
        : { reference: 1000 * e.fixed_losses_absolute_MWh!, model: tankBaseLoss_kW(tank, 0, i.T_env_C!) };
    });
}

const oemof = {
  model: 'thermalStorage',
  source: `oemof-thermal, functions of its stratified storage (${FOLDER})`,
  tolerance: { relative: 1e-6 },
};
const dymola = {
  model: 'thermalStorage',
  quantity: 'layer_degC',
  source: `IBPSA Modelica library, Fluid.Storage.Stratified, Dymola results (${FOLDER})`,
  tolerance: { absolute: 0.05 },
};
const measured = {
  model: 'thermalStorage',
  quantity: 'soc',
  source: `oemof-thermal, measured stand-by of a hot tank (${FOLDER})`,
  tolerance: { absolute: 0.015 },
};

export const validations: readonly Validation[] = [
  { ...dymola, title: 'seven layers, filled with hot water from the top', points: () => stratifiedPoints('heaTan') },
  { ...dymola, title: 'seven layers, drawn from the top', points: () => stratifiedPoints('cooTan') },
  {
    ...oemof,
    quantity: 'contentLoss_per_h',
    title: 'share of the content lost through the mantle, tanks of 1 to 18 m',
    points: () => wallPoints('content'),
  },
  {
    ...oemof,
    quantity: 'baseLoss_kW',
    title: 'loss of lid and base, tanks of 1 to 18 m',
    points: () => wallPoints('ends'),
  },
  { ...measured, title: 'stand-by of a measured tank, two ideal layers', points: () => measuredPoints(1) },
  { ...measured, title: 'stand-by of a measured tank, ten layers', points: () => measuredPoints(10) },
];
