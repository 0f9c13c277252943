import { type Cluster, cluster } from '../cluster.ts';
import { grid, unserved } from '../control/plant.ts';
import type { Point, Validation } from './validation.ts';

/**
 * Sun of 6 MW behind a transformer of 7.5 MVA at a weak point of a feeder of 13.2 kV whose source stands at 1.05. Volts
 * (line to neutral) and amperes at the high side of the transformer, as OpenDSS solves them.
 */
interface Case {
  readonly name: string;
  readonly control: object;
  readonly volts: number;
  readonly amperes: number;
}
const CASES: readonly Case[] = [
  { name: 'power factor 1', control: { rated_kVA: 6228 }, volts: 8237.43, amperes: 241.85 },
  {
    name: 'takes reactive power at a power factor of 0.92',
    control: { rated_kVA: 6682, cosPhi: 0.92, reactiveFlow: 'takes' },
    volts: 7917.96,
    amperes: 278.51,
  },
  // Category A of the same page is left out: its machine takes 1,572 kvar at 1.049, which no curve in its files gives.
  {
    name: 'Q(V) of IEEE 1547-2018, category B',
    control: { rated_kVA: 6682, reactiveControl: 'voltage', voltageCurve: 'ieee1547B' },
    volts: 8056.7,
    amperes: 257.31,
  },
];

function solved(control: object): Cluster {
  const c = cluster({
    buses: {
      power: { carrier: 'electricity', closers: ['grid', 'lack'] },
      low: { carrier: 'electricity', closers: ['spilt', 'lowLack'] },
    },
    components: {
      grid: { ...grid, exportLimit_kW: 1e5, importLimit_kW: 1e5 },
      lack: unserved('power', 'electricity'),
      spilt: { kind: 'curtailment', ports: { input: 'low' }, carrier: 'electricity' },
      lowLack: unserved('low', 'electricity'),
      // Twice the modules, so that the inverter gives its 6 MW.
      sun: {
        kind: 'pv',
        ports: { electricity: 'low' },
        rated_kWp: 12_000,
        dcAcRatio: 2,
        tilt_deg: 0,
        transposition: 'isotropic',
        ...control,
      },
      net: {
        kind: 'electricityNetwork',
        ports: { source: 'power', low: 'low' },
        hub: 'source',
        hubVoltage: 1.05,
        nodes: {
          source: { rated_kV: 13.2 },
          high: { rated_kV: 13.2, joint: true },
          low: { rated_kV: 0.4 },
        },
        lines: {
          thevenin: {
            from: 'source',
            to: 'high',
            length_m: 1000,
            r_ohm_per_km: 1.21,
            x_ohm_per_km: 2.834,
            rated_A: 1000,
          },
        },
        transformers: {
          der: {
            from: 'high',
            to: 'low',
            rated_kVA: 7500,
            shortCircuit: Math.hypot(0.0571, 0.007),
            shortCircuitResistive: 0.007,
            iron_kW: 0,
            noLoadCurrent: 0,
          },
        },
      },
    },
    weather: { ghi_W_per_m2: 1000, dni_W_per_m2: 0, dhi_W_per_m2: 1000, ambient_degC: 10, wind_m_per_s: 3 },
  });
  // It settles halfway to the voltage in each step.
  c.step(24);
  return c;
}

const BASE_V = 13_200 / Math.sqrt(3);

export const voltages = (): Point[] =>
  CASES.map(({ control, volts }) => ({
    reference: volts / BASE_V,
    model: solved(control).value('net', 'highVoltage'),
  }));
export const currents = (): Point[] =>
  CASES.map(({ control, amperes }) => ({
    reference: amperes,
    model: 1000 * solved(control).value('net', 'theveninLoading'),
  }));

const SOURCE = 'OpenDSS, as published with CIMHub (der/README.md, 0ca9e20), cases of IEEE 1547-2018';

export const validations: readonly Validation[] = [
  {
    model: 'pv',
    quantity: 'highVoltage',
    title: `6 MW at a weak point: ${CASES.map(({ name }) => name).join('; ')}`,
    source: SOURCE,
    tolerance: { absolute: 0.001 },
    points: voltages,
  },
  {
    model: 'pv',
    quantity: 'current_A',
    title: 'the same, current at the high side of the transformer',
    source: SOURCE,
    tolerance: { relative: 0.005 },
    points: currents,
  },
];
