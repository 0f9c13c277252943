/**
 * Energy carriers and the enthalpy basis of the audit. Ports, meters and prices count fuels by their lower heating
 * value; the audit counts enthalpy on the higher one, so that a condensing boiler of 1.03 still has a positive loss.
 */
export interface CarrierInfo {
  /** Unit suffix of a port on a bus of this carrier. */
  readonly unit: 'kW' | 'kg_per_h';
  /** kW of enthalpy in the audit per unit of flow into the bus. Delivered cooling is enthalpy leaving the water. */
  readonly enthalpy: number;
  /** kg of water, as H2O bound or free, per unit of flow: the water and hydrogen audits count in it. */
  readonly water_kg: number;
  /** Buses of this carrier carry a supply and a return temperature. */
  readonly thermal: boolean;
  /** Delivered hotter than it comes back: heat and steam. */
  readonly hot: boolean;
}

/** Higher and lower heating value of hydrogen, kWh/kg (NIST, 25 degC: 141.80 and 119.96 MJ/kg). */
export const H2_HHV_kWh_per_kg = 39.39;
export const H2_LHV_kWh_per_kg = 33.33;
/** Natural gas: higher over lower heating value (EN ISO 6976, typical pipeline gas). */
export const GAS_HHV_PER_LHV = 1.108;
/** kg of water formed by, or split into, a kg of hydrogen: 18.0153 / 2.01588. */
export const WATER_PER_H2_kg_per_kg = 8.9367;
/** kg of oxygen released with a kg of hydrogen: 15.9994 / 2.01588. */
export const OXYGEN_PER_H2_kg_per_kg = 7.9367;

export const CARRIERS = {
  electricity: { unit: 'kW', enthalpy: 1, water_kg: 0, thermal: false, hot: false },
  gas: { unit: 'kW', enthalpy: GAS_HHV_PER_LHV, water_kg: 0, thermal: false, hot: false },
  heat: { unit: 'kW', enthalpy: 1, water_kg: 0, thermal: true, hot: true },
  /** Enthalpy above the feedwater, which is what comes back: `return_degC` of its bus. */
  steam: { unit: 'kW', enthalpy: 1, water_kg: 0, thermal: true, hot: true },
  cooling: { unit: 'kW', enthalpy: -1, water_kg: 0, thermal: true, hot: false },
  hydrogen: {
    unit: 'kW',
    enthalpy: H2_HHV_kWh_per_kg / H2_LHV_kWh_per_kg,
    water_kg: WATER_PER_H2_kg_per_kg / H2_LHV_kWh_per_kg,
    thermal: false,
    hot: false,
  },
  oxygen: { unit: 'kg_per_h', enthalpy: 0, water_kg: 0, thermal: false, hot: false },
  co2: { unit: 'kg_per_h', enthalpy: 0, water_kg: 0, thermal: false, hot: false },
  water: { unit: 'kg_per_h', enthalpy: 0, water_kg: 1, thermal: false, hot: false },
} as const satisfies Record<string, CarrierInfo>;

export type Carrier = keyof typeof CARRIERS;

/** kW of enthalpy per unit of flow: the coefficient of a boundary term that counts in the carrier's own unit. */
export const enthalpyOf = (carrier: Carrier): number => CARRIERS[carrier].enthalpy;

/** The signal name of a port: `electricity_kW`, `oxygen_kg_per_h`. */
export const portSignal = (port: string, carrier: Carrier): string => `${port}_${CARRIERS[carrier].unit}`;
