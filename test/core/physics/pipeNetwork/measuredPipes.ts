import { resistanceOf } from '../../../../src/core/physics/pipeNetwork/friction.ts';
import { layGraph } from '../../../../src/core/physics/pipeNetwork/graph.ts';
import { hydraulicsOf, solveFlows } from '../../../../src/core/physics/pipeNetwork/hydraulics.ts';
import {
  fillPlug,
  movePlug,
  OUT_degC,
  type PlugPipe,
  plugRoom,
  plugSize,
} from '../../../../src/core/physics/pipeNetwork/plugFlow.ts';
import { moveSide, sideOf, sideSize } from '../../../../src/core/physics/pipeNetwork/transport.ts';
import { waterDensity_kg_per_m3, waterHeatCapacity_kJ_per_kgK } from '../../../../src/core/physics/water.ts';
import { readShared } from '../../../shared.ts';
import type { Point } from '../../../validation/validation.ts';

const KELVIN = 273.15;

/** Rows of numbers of a Modelica table. */
const rowsOf = (text: string): number[][] =>
  text
    .split('\n')
    .map((line) =>
      line
        .replace(/[;)]\s*$/, '')
        .split(',')
        .map(Number),
    )
    .filter((row) => row.length > 5 && row.every(Number.isFinite));

export const LIEGE = ['150801', '151202', '151204_1', '151204_2', '160104_2'] as const;
const PIPE_DATA = 'data/dh-pipe-measurements/PipeData';

/** The 39 m of steel pipe at Liege: bore, wall, insulation and surroundings from the geometry beside the measurements. */
const LIEGE_PIPE = { length_m: 39, bore_m: 0.05248, wall_m: 0.0039, loss_W_per_mK: 1 / 2.164098447, around_degC: 22 };
const STEEL_kJ_per_m3K = (8000 * 500) / 1000;

export interface StepTest {
  readonly points: readonly Point[];
  readonly rms_K: number;
  /** Heat that left above the start, of the model and measured. */
  readonly heat_kWh: readonly [number, number];
  /** Seconds at which the outlet has risen by half, of the model and measured. */
  readonly half_s: readonly [number, number];
}

/** A step test, driven by the measured inlet from interval to interval. */
export function stepTest(id: string, parcels = 12): StepTest {
  const rows = rowsOf(readShared(`${PIPE_DATA}ULg${id}.mos`));
  const { length_m, bore_m, wall_m, loss_W_per_mK, around_degC } = LIEGE_PIPE;
  const start_degC = rows[0]![3]!;
  const cp = waterHeatCapacity_kJ_per_kgK(30);
  const content_kg = waterDensity_kg_per_m3(30) * (Math.PI / 4) * bore_m * bore_m * length_m;
  const pipe: PlugPipe = {
    content_kg,
    wall_kg: (Math.PI * (bore_m + wall_m) * wall_m * length_m * STEEL_kJ_per_m3K) / cp,
    cooling_per_h: (3.6 * loss_W_per_mK * length_m) / (content_kg * cp),
  };
  let x = new Float64Array(plugSize(parcels));
  let next = x.slice();
  fillPlug(parcels, x, 0, start_degC);
  const room = plugRoom(parcels);
  const out = new Float64Array(3);
  const points: Point[] = [];
  let square = 0;
  let time = 0;
  let given = 0;
  let met = 0;
  for (let k = 0; k + 1 < rows.length; k++) {
    const [row, then] = [rows[k]!, rows[k + 1]!];
    const dt_s = then[0]! - row[0]!;
    const flow_kg = row[1]! * dt_s;
    movePlug(pipe, parcels, x, 0, flow_kg, true, (row[5]! + then[5]!) / 2, around_degC, dt_s / 3600, room, next, out);
    [x, next] = [next, x];
    const reference = (row[3]! + then[3]!) / 2;
    const model = out[OUT_degC]!;
    points.push({ reference, model, x: row[0]! + dt_s / 2 });
    square += (model - reference) * (model - reference) * dt_s;
    time += dt_s;
    given += flow_kg * (reference - start_degC);
    met += flow_kg * (model - start_degC);
  }
  const level = (start_degC + Math.max(...points.map((p) => p.reference))) / 2;
  const half = (of: 'model' | 'reference'): number => points.find((p) => p[of] > level)!.x!;
  return {
    points,
    rms_K: Math.sqrt(square / time),
    heat_kWh: [(met * cp) / 3600, (given * cp) / 3600],
    half_s: [half('model'), half('reference')],
  };
}

const AIT_PIPES = [
  // from, to, metres, bore, resistance in m K/W
  ['point1', 'n0', 20, 0.0825, 4.763629237],
  ['n0', 'n1', 115, 0.0825, 4.763629237],
  ['n1', 'point4', 29, 0.0273, 5.069890506],
  ['n1', 'n2', 20, 0.0825, 4.763629237],
  ['n2', 'point2', 76, 0.0273, 5.069890506],
  ['n2', 'point3', 38, 0.0273, 5.069890506],
] as const;

/**
 * The week of a branch in Pongau: temperatures at its three substations by number, after 10,000 s and where water flows:
 * in the last hour never less than 0.005 kg/s, which renews the shortest branch. (A sensor without flow cools by itself.)
 */
export function aitWeek(parcels = 8): Readonly<Record<2 | 3 | 4, readonly Point[]>> {
  const rows = rowsOf(readShared(`${PIPE_DATA}AIT151218.mos`));
  const nodes = ['point1', 'n0', 'n1', 'n2', 'point2', 'point3', 'point4'];
  const ends = AIT_PIPES.map(([from, to, length_m, diameter_m], k) => ({
    id: `p${k}`,
    from,
    to,
    length_m,
    diameter_m,
  }));
  const graph = layGraph(nodes, ends, { tree: true });
  const cp = waterHeatCapacity_kJ_per_kgK(90);
  const wall_m = 0.0032;
  const pipes = AIT_PIPES.map(([, , length_m, bore_m, resistance]): PlugPipe => {
    const content_kg = waterDensity_kg_per_m3(90) * (Math.PI / 4) * bore_m * bore_m * length_m;
    return {
      content_kg,
      wall_kg: (Math.PI * (bore_m + wall_m) * wall_m * length_m * STEEL_kJ_per_m3K) / cp,
      cooling_per_h: (3.6 * length_m) / resistance / (content_kg * cp),
    };
  });
  const side = sideOf(graph, pipes, parcels, 0, 1);
  const h = hydraulicsOf(
    graph,
    ends.map((e) =>
      resistanceOf({ ...e, roughness_m: 1e-4 }, { density_kg_per_m3: waterDensity_kg_per_m3(90), viscosity: 3.1e-4 }),
    ),
  );
  let x = new Float64Array(sideSize(pipes.length, parcels));
  let next = x.slice();
  for (const p of pipes.keys()) fillPlug(parcels, x, p * plugSize(parcels), 85);
  const feeds = new Float64Array(nodes.length);
  const feeds_degC = new Float64Array(nodes.length);
  const nodes_degC = new Float64Array(nodes.length);
  const flows = new Float64Array(pipes.length);
  const points: Record<2 | 3 | 4, Point[]> = { 2: [], 3: [], 4: [] };
  for (let k = 0; k + 1 < rows.length; k++) {
    const [row, then] = [rows[k]!, rows[k + 1]!];
    const mean = (c: number): number => (row[c]! + then[c]!) / 2;
    const draws = [mean(6), mean(7), mean(8)];
    feeds.fill(0);
    feeds[0] = mean(5);
    feeds[1] = draws.reduce((sum, v) => sum + v, 0) - mean(5);
    draws.forEach((v, d) => {
      feeds[4 + d] = -v;
    });
    feeds_degC[0] = mean(1) - KELVIN;
    solveFlows(h, feeds, flows);
    const dt_h = (then[0]! - row[0]!) / 3600;
    moveSide(side, flows, feeds, feeds_degC, mean(9) - KELVIN, dt_h, x, next, nodes_degC, new Float64Array(2));
    [x, next] = [next, x];
    if (row[0]! < 10_000) continue;
    for (const n of [2, 3, 4] as const)
      if (rows.slice(k - 4, k + 2).every((r) => r[4 + n]! >= 0.005))
        points[n].push({ reference: mean(n) - KELVIN, model: nodes_degC[2 + n]!, x: row[0]! / 3600 });
  }
  return points;
}

export const rmsOf = (points: readonly Point[]): number =>
  Math.sqrt(points.reduce((sum, p) => sum + (p.model - p.reference) * (p.model - p.reference), 0) / points.length);
