import { ICE_CURVES, type IceRate, iceLmtd_K, iceRate_per_h } from '../../src/core/physics/ice.ts';
import { iceStorage } from '../../src/models/iceStorage.ts';
import { bench } from '../models/bench.ts';
import { hasShared, readShared } from '../shared.ts';
import type { Point, Validation } from './validation.ts';

const FOLDER = 'data/ice-storage-nist';
/** 2,846 kg of water at 333.55 kJ/kg, and 30 % propylene glycol. */
const CAPACITY_kWh = (2846.35 * 333.55) / 3600;
const GLYCOL_kJ_per_kgK = 3.72;
const SAMPLE_s = 10;

interface Sample {
  readonly time_s: number;
  readonly in_degC: number;
  readonly out_degC: number;
  readonly flow_kW_per_K: number;
  readonly soc: number;
}

/** One experiment, from `from_s` on: before that the water of the charging run is still warm. */
function samplesOf(name: string, from_s: number): readonly Sample[] {
  const rows = readShared(`${FOLDER}/${name}.txt`)
    .split('\n')
    .map((line) => line.trim().split(/\s+/).map(Number))
    .filter((row) => row.length === 5 && row.every(Number.isFinite));
  return rows
    .map((row) => ({
      time_s: row[0]!,
      in_degC: row[1]!,
      out_degC: row[2]!,
      flow_kW_per_K: row[3]! * GLYCOL_kJ_per_kgK,
      soc: row[4]!,
    }))
    .filter((s) => s.time_s >= from_s);
}

/** Where the fluid leaves: what it gives up or takes on is what melts or freezes at its mean difference to 0 degC. */
function outlet_degC(rate: IceRate, y: number, s: Sample): number {
  let [ice, all] = [1e-6 * Math.sign(s.in_degC), s.in_degC];
  for (let n = 0; n < 60; n++) {
    const mid = (ice + all) / 2;
    const passed_kW = CAPACITY_kWh * iceRate_per_h(rate, y, iceLmtd_K(s.in_degC, mid));
    if (s.flow_kW_per_K * Math.abs(s.in_degC - mid) > passed_kW) ice = mid;
    else all = mid;
  }
  return (ice + all) / 2;
}

interface Replay {
  readonly outlet: readonly Point[];
  readonly heat: readonly Point[];
  readonly soc: readonly Point[];
}

/** Replays an experiment from its inlet and flow alone: outlet, heat and level of ice every ten minutes. */
function replay(name: string, way: 'melt' | 'freeze', from_s = 0): Replay | undefined {
  if (!hasShared) return undefined;
  const samples = samplesOf(name, from_s);
  const rate = ICE_CURVES.nist[way];
  let soc = samples[0]!.soc;
  const all = samples.map((s) => {
    const out_degC = outlet_degC(rate, way === 'melt' ? 1 - soc : soc, s);
    const heat_kW = s.flow_kW_per_K * (s.in_degC - out_degC);
    soc -= (heat_kW * SAMPLE_s) / 3600 / CAPACITY_kWh;
    return { s, out_degC, heat_kW, soc };
  });
  const some = all.filter((_, k) => k % 60 === 59);
  const x = (p: (typeof all)[number]): number => p.s.time_s;
  return {
    outlet: some.map((p) => ({ x: x(p), reference: p.s.out_degC, model: p.out_degC })),
    heat: some.map((p) => ({
      x: x(p),
      reference: p.s.flow_kW_per_K * (p.s.in_degC - p.s.out_degC),
      model: p.heat_kW,
    })),
    soc: some.map((p) => ({ x: x(p), reference: p.s.soc, model: p.soc })),
  };
}

const meanOf = (samples: readonly Sample[], of: (s: Sample) => number): number =>
  samples.reduce((sum, s) => sum + of(s), 0) / samples.length;

/** The kind on a bus of the hour's mean temperatures, with the measured level: its most against what was drawn. */
function reachPoints(): readonly Point[] | undefined {
  if (!hasShared) return undefined;
  return ['discharging1', 'discharging2'].flatMap((name) => {
    const samples = samplesOf(name, 0);
    return Array.from({ length: Math.floor(samples.length / 360) }, (_, h): Point => {
      const hour = samples.slice(360 * h, 360 * (h + 1));
      const store = bench(
        iceStorage,
        { capacity_kWh: CAPACITY_kWh, discharge_kW: 1000, charge_kW: 1000, cop: 3, loss_per_h: 0 },
        {
          buses: {
            cooling: { supply_degC: meanOf(hour, (s) => s.out_degC), return_degC: meanOf(hour, (s) => s.in_degC) },
          },
        },
      );
      store.run({ x: { energy_kWh: hour[0]!.soc * CAPACITY_kWh } });
      return {
        reference: meanOf(hour, (s) => s.flow_kW_per_K * (s.in_degC - s.out_degC)),
        model: store.limits('cooling')[1],
      };
    });
  });
}

const nist = {
  model: 'iceStorage',
  source: `NIST ice storage experiments, Li et al. 2021, doi:10.3384/ecp21181177 (${FOLDER})`,
};
const outlet = { ...nist, quantity: 'outlet_degC' };

export const validations: readonly Validation[] = [
  {
    ...outlet,
    title: 'outlet while melting at 22 kW, from inlet and flow',
    tolerance: { rms: 0.3 },
    points: () => replay('discharging2', 'melt')?.outlet,
  },
  {
    ...outlet,
    title: 'outlet while melting at 40 to 24 kW, from inlet and flow',
    tolerance: { rms: 1.1 },
    points: () => replay('discharging1', 'melt')?.outlet,
  },
  {
    ...nist,
    quantity: 'heat_kW',
    title: 'energy melted at 22 kW, from inlet and flow',
    tolerance: { meanRelative: 0.03 },
    points: () => replay('discharging2', 'melt')?.heat,
  },
  {
    ...nist,
    quantity: 'heat_kW',
    title: 'energy melted at 40 to 24 kW, from inlet and flow',
    tolerance: { meanRelative: 0.08 },
    points: () => replay('discharging1', 'melt')?.heat,
  },
  {
    ...nist,
    quantity: 'soc',
    title: 'level of ice while melting at 22 kW',
    tolerance: { rms: 0.04 },
    points: () => replay('discharging2', 'melt')?.soc,
  },
  {
    ...nist,
    quantity: 'soc',
    title: 'level of ice while melting at 40 to 24 kW',
    tolerance: { rms: 0.04 },
    points: () => replay('discharging1', 'melt')?.soc,
  },
  {
    ...outlet,
    title: 'outlet while freezing, from inlet and flow; the coefficients were fitted to this experiment',
    tolerance: { rms: 0.2 },
    points: () => replay('charging', 'freeze', 15_000)?.outlet,
  },
  {
    ...nist,
    quantity: 'discharge_kW',
    title: 'most that the component gives in an hour at the measured bus temperatures and level',
    tolerance: { relative: 0.4, meanRelative: 0.1 },
    points: reachPoints,
  },
];
