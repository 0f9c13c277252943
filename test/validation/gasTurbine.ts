import { GAS_HHV_PER_LHV } from '../../src/core/carriers.ts';
import { gasTurbine } from '../../src/models/gasTurbine.ts';
import { type Bench, bench } from '../models/bench.ts';
import { hasShared, referenceCases } from '../shared.ts';
import type { Point, Validation } from './validation.ts';

const FOLDER = 'reference/chp_chiller_curves/cases.json';
/** Saturated steam of 150 psig over feedwater of 105 degC. */
const BUSES = { steam: { supply_degC: 185.6, return_degC: 105 } };

const running = (rated_kW: number, recovery: string): Record<string, number> => {
  const unit: Bench = bench(
    gasTurbine,
    { rated_kW, recovery, warmStart_h: 0, coldStart_h: 0 },
    { buses: BUSES, weather: { ambient_degC: 15 }, altitude_m: 0 },
  );
  return unit.run({ target: unit.limits()[1] });
};

/** A share of the higher heating value by size class, at the middle of the class. */
export function classPoints(share: string, output: string, recovery: string): Point[] {
  return referenceCases(FOLDER)
    .filter((c) => c.inputs.prime_mover === 'combustion_turbine')
    .map(({ inputs, expected }) => {
      const [from, to] = inputs.size_kW as [number, number];
      const rated_kW = (from + to) / 2;
      const out = running(rated_kW, recovery);
      return {
        reference: (expected as Record<string, number>)[share]!,
        model: out[output]! / (-out.gas_kW! * GAS_HHV_PER_LHV),
        x: rated_kW,
      };
    });
}

const SOURCE = 'US DOE, CHP Technology Fact Sheets, in NREL/REopt.jl; shared/reference/chp_chiller_curves';
export const steamPoints = (): Point[] => classPoints('eta_th_steam_HHV', 'steam_kW', 'steam');

/** The fact sheets' hot water is a tenth more than their steam, by rule; electricity is where the defaults come from. */
export const validations: readonly Validation[] = [
  {
    model: 'gasTurbine',
    quantity: 'etaSteam',
    title:
      'steam of 150 psig over fuel (higher heating value), three size classes at full load by the defaults of their size',
    source: SOURCE,
    tolerance: { relative: 0.1 },
    points: () => (hasShared ? steamPoints() : undefined),
  },
];
