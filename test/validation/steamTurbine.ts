import { boiling_degC } from '../../src/core/physics/steam.ts';
import { steamTurbine } from '../../src/models/steamTurbine.ts';
import { bench } from '../models/bench.ts';
import type { Point, Validation } from './validation.ts';

/** Saturated steam of 80 bar to a condenser at 0.08 bar, ideal and at 85 %: what a kg gives the shaft and the condenser, kJ. */
const RANKINE = [
  { eta: 0.95, shaft: 0.95 * 963.2, rejected: 2758 - 0.95 * 963.2 - 173.88 },
  { eta: 0.85, shaft: 818.7, rejected: 1939.3 - 173.88 },
] as const;

function rankine(eta: number): { readonly shaft: number; readonly rejected: number } {
  const unit = bench(
    steamTurbine,
    {
      rated_kW: 100_000,
      type: 'condensing',
      etaIsentropic: eta,
      etaGenerator: 1,
      condenser_degC: boiling_degC(0.08),
      warmStart_h: 0,
      coldStart_h: 0,
    },
    {
      buses: { live: { supply_degC: boiling_degC(80), return_degC: 42, pressure_bar: 80 } },
      unconnected: ['reject'],
    },
  );
  const out = unit.run({ target: 100_000 });
  const perHour = out.live_kg_per_h!;
  return { shaft: (3600 * out.electricity_kW!) / perHour, rejected: (3600 * out.condenserLoss_kW!) / perHour };
}

export const shaftPoints = (): Point[] =>
  RANKINE.map(({ eta, shaft }) => ({ reference: shaft, model: rankine(eta).shaft, x: eta }));
export const condenserPoints = (): Point[] =>
  RANKINE.map(({ eta, rejected }) => ({ reference: rejected, model: rankine(eta).rejected, x: eta }));

const SOURCE =
  'Moran and Shapiro, Fundamentals of Engineering Thermodynamics, examples 8.1 and 8.2 (steam tables of Keenan et al.)';
export const validations: readonly Validation[] = [
  {
    model: 'steamTurbine',
    quantity: 'shaft_kJ_per_kg',
    title: 'work of a kg of saturated steam from 80 to 0.08 bar, by 85 and 95 % of the ideal drop',
    source: SOURCE,
    tolerance: { relative: 0.003 },
    points: shaftPoints,
  },
  {
    model: 'steamTurbine',
    quantity: 'condenser_kJ_per_kg',
    title: 'heat of a kg in the condenser behind it',
    source: SOURCE,
    tolerance: { relative: 0.003 },
    points: condenserPoints,
  },
];
