import { pow } from '../math.ts';

/**
 * Liquid water, kg/m3, at 0 to 150 degC and up to 2.5 MPa; within 0.15 % of IAPWS-95 over that range.
 * @see Kell, "Density, thermal expansivity, and compressibility of liquid water", J. Chem. Eng. Data 20 (1975) 97-105
 */
export const waterDensity_kg_per_m3 = (t_degC: number): number =>
  (999.83952 +
    t_degC *
      (16.945176 +
        t_degC * (-7.9870401e-3 + t_degC * (-46.170461e-6 + t_degC * (105.56302e-9 - t_degC * 280.54253e-12))))) /
  (1 + 16.87985e-3 * t_degC);

/** Isobaric heat capacity of liquid water, kJ/(kg K), at 0 to 160 degC: a polynomial fitted to IAPWS-95 up to 1 MPa, within 0.4 %. */
export const waterHeatCapacity_kJ_per_kgK = (t_degC: number): number =>
  4.21157111 + t_degC * (-2.14661547e-3 + t_degC * (4.3331833e-5 + t_degC * (-3.18085589e-7 + t_degC * 1.02489121e-9)));

/**
 * Dynamic viscosity of liquid water in Pa s at 0 to 370 degC, within 2.5 %.
 * @see Al-Shemmeri, "Engineering Fluid Mechanics" (2012), p. 18: 2.414e-5 * 10^(247.8 / (T - 140)), T in kelvin
 */
export const waterViscosity = (t_degC: number): number => 2.414e-5 * pow(10, 247.8 / (t_degC + 133.15));

/** kWh that a m3 of water takes up per kelvin, at its temperature. */
export const waterHeat_kWh_per_m3K = (t_degC: number): number =>
  (waterDensity_kg_per_m3(t_degC) * waterHeatCapacity_kJ_per_kgK(t_degC)) / 3600;
