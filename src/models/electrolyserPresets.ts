import { H2_HHV_kWh_per_kg } from '../core/carriers.ts';
import { ConfigError } from '../core/errors.ts';
import {
  alkalineVoltage_V,
  faradayEfficiency,
  H2_PER_CHARGE_kg_per_kAh,
  NREL_PEM,
  PHOEBUS,
  pemVoltage_V,
  THERMONEUTRAL_V,
} from '../core/physics/electrochemistry.ts';
import { root } from '../core/physics/root.ts';

/** What a technology brings where the user names nothing else; the texts of the parameters say what was found. */
export interface ElectrolyserPreset {
  readonly stack_kWh_per_kg: number;
  readonly system_kWh_per_kg: number;
  readonly degradation_per_h: number;
  readonly minLoad: number;
  readonly warmStart_h: number;
  readonly coldStart_h: number;
  readonly standbyShare: number;
  readonly auxiliaryShare: number;
  readonly heatMax_degC: number;
  /** Cell voltage and Faraday efficiency by the share of the rated current. */
  voltage_V(share: number): number;
  faraday(share: number): number;
}

/** Rated current densities: 0.3 A/cm2 is the PHOEBUS stack's, 1.5 A/cm2 the middle of the 1 to 3 of today's PEM. */
const ALKALINE_A = 750;
const PEM_A_per_cm2 = 1.5;

export const ELECTROLYSERS = {
  alkaline: {
    stack_kWh_per_kg: 51.4,
    system_kWh_per_kg: 56.7,
    degradation_per_h: 1.3e-6,
    minLoad: 0.15,
    warmStart_h: 0.05,
    coldStart_h: 1,
    standbyShare: 0.01,
    auxiliaryShare: 0.03,
    heatMax_degC: 75,
    voltage_V: (share) => alkalineVoltage_V(PHOEBUS, 80, share * ALKALINE_A),
    faraday: (share) => faradayEfficiency((share * ALKALINE_A) / PHOEBUS.area_m2 / 10, PHOEBUS.f1, PHOEBUS.f2),
  },
  pem: {
    stack_kWh_per_kg: 53.9,
    system_kWh_per_kg: 60.5,
    degradation_per_h: 1.7e-6,
    minLoad: 0.05,
    warmStart_h: 0,
    coldStart_h: 0.005,
    standbyShare: 0.005,
    auxiliaryShare: 0.02,
    heatMax_degC: 65,
    voltage_V: (share) => pemVoltage_V(NREL_PEM, 65, share * PEM_A_per_cm2),
    faraday: (share) => faradayEfficiency(1000 * share * PEM_A_per_cm2, NREL_PEM.f1, NREL_PEM.f2),
  },
} as const satisfies Record<string, ElectrolyserPreset>;

/** What a stack does at a direct-current power. */
export interface StackPoint {
  readonly hydrogen_kg_per_h: number;
  /** Beyond the heat that the reaction takes up: current times (voltage - Faraday efficiency times thermoneutral). */
  readonly heat_kW: number;
}

/** @throws ConfigError where a stack would make more of its current than there is in it. */
export function checkConsumption(consumption_kWh_per_kg: number): void {
  if (consumption_kWh_per_kg < H2_HHV_kWh_per_kg)
    throw new ConfigError([
      {
        file: '',
        path: 'stack_kWh_per_kg',
        message:
          `met ${consumption_kWh_per_kg}, an efficiency above 1; expected at least the ${H2_HHV_kWh_per_kg} kWh/kg of ` +
          `hydrogen's higher heating value`,
      },
    ]);
}

/**
 * A stack of the given rated power and consumption: the technology's cell curve, its voltage scaled so that the rated
 * point comes out. Hydrogen and heat each from the current, which follows from the power.
 */
export function stackOf(
  preset: ElectrolyserPreset,
  rated_kW: number,
  consumption_kWh_per_kg: number,
): (power_kW: number) => StackPoint {
  checkConsumption(consumption_kWh_per_kg);
  const rated_V = consumption_kWh_per_kg * preset.faraday(1) * H2_PER_CHARGE_kg_per_kAh;
  const scale = rated_V / preset.voltage_V(1);
  const rated_kA = rated_kW / rated_V;
  return (power_kW) => {
    const short_kW = (share: number): number => share * rated_kA * scale * preset.voltage_V(share) - power_kW;
    const share = root(short_kW, power_kW / rated_kW, 1.001 * (power_kW / rated_kW));
    const current_kA = share * rated_kA;
    const faraday = preset.faraday(share);
    return {
      hydrogen_kg_per_h: current_kA * faraday * H2_PER_CHARGE_kg_per_kAh,
      heat_kW: current_kA * (scale * preset.voltage_V(share) - faraday * THERMONEUTRAL_V),
    };
  };
}
