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

/**
 * Sensible heat of the flue gas per kelvin above the air, over the fuel's lower heating value. Gas is methane; burnt with
 * `excessAir` times the air it needs; nothing condenses.
 */
export function flueHeat_per_K(fuel: FlueFuel, excessAir: number): number {
  const { lower_kJ_per_mol, oxygen, co2, vapour } = FUELS[fuel];
  const dry = co2 + oxygen * NITROGEN + oxygen * (1 + NITROGEN) * (excessAir - 1);
  return (dry * DRY_kJ_per_molK + vapour * VAPOUR_kJ_per_molK) / lower_kJ_per_mol;
}
