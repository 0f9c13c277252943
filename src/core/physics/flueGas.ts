import { humidityRatioOfVapour, saturationPressure_kPa } from './moistAir.ts';

/** Fuels whose flue gas is known, per mole: heat of combustion (lower), oxygen taken, CO2 and vapour given. @see NIST */
const FUELS = {
  gas: { lower_kJ_per_mol: 802.3, oxygen: 2, co2: 1, vapour: 2 },
  hydrogen: { lower_kJ_per_mol: 241.8, oxygen: 0.5, co2: 0, vapour: 1 },
} as const;
export type FlueFuel = keyof typeof FUELS;

/** Nitrogen over oxygen in air, and mean heat capacities of dry flue gas and vapour to 200 degC. */
const NITROGEN = 3.76;
const DRY_kJ_per_molK = 0.0301;
const VAPOUR_kJ_per_molK = 0.0339;

/** Combustion air and fuel enter at this; losses count from it. */
export const FLUE_REFERENCE_degC = 25;
const PRESSURE_kPa = 101.325;

/** Moles of dry flue gas for each of the fuel, burnt with `excessAir` times the dry air that it needs. */
function dryMoles(fuel: FlueFuel, excessAir: number): number {
  const { oxygen, co2 } = FUELS[fuel];
  return co2 + oxygen * NITROGEN + oxygen * (1 + NITROGEN) * (excessAir - 1);
}

/** Sensible heat of the flue gas per kelvin over the fuel's lower heating value, with so much vapour in it. */
const heat_per_K = (fuel: FlueFuel, dry: number, vapour: number): number =>
  (dry * DRY_kJ_per_molK + vapour * VAPOUR_kJ_per_molK) / FUELS[fuel].lower_kJ_per_mol;

/** The same of flue gas in which nothing condenses, above the air. Gas is methane. */
export const flueHeat_per_K = (fuel: FlueFuel, excessAir: number): number =>
  heat_per_K(fuel, dryMoles(fuel, excessAir), FUELS[fuel].vapour);

/** What the flue gas takes along, as shares of the lower heating value. */
export interface FlueLoss {
  readonly sensible: number;
  readonly latent: number;
}

/**
 * Flue gas of methane burnt as CH4 + 2 k (O2 + 3.76 N2) = CO2 + 2 H2O + ... with dry air, k the excess air ratio. Water
 * beyond saturation at the flue temperature condenses and gives back its latent heat if the boiler is built for it; the
 * dew point is 57 degC at k = 1.1 and 55 degC at 1.25.
 */
export function flueLoss(flue_degC: number, excessAir: number, condensing: boolean, hhvPerLhv: number): FlueLoss {
  const dry = dryMoles('gas', excessAir);
  const most = FUELS.gas.vapour;
  // Moles of vapour that the dry gas can hold: the humidity ratio by mole.
  const held = (dry * humidityRatioOfVapour(saturationPressure_kPa(flue_degC), PRESSURE_kPa)) / 0.621945;
  const vapour = condensing && flue_degC < 95 ? Math.min(most, held) : most;
  return {
    sensible: heat_per_K('gas', dry, vapour) * (flue_degC - FLUE_REFERENCE_degC),
    latent: (hhvPerLhv - 1) * (vapour / most),
  };
}
