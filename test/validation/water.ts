import { waterDensity_kg_per_m3, waterHeatCapacity_kJ_per_kgK, waterViscosity } from '../../src/core/physics/water.ts';
import { csvRows } from '../core/physics/csv.ts';
import { referenceCases } from '../shared.ts';
import { given } from './page/given.ts';
import type { Validation } from './validation.ts';

const IAPWS95 = 'IAPWS-95 by the coefficients of CoolProp ea27c63 (shared/reference/water_steam)';
const liquid = (column: string, of: (t_degC: number) => number) =>
  given(() =>
    csvRows('reference/water_steam/liquid_water.csv').map((row) => ({
      reference: row.number(column),
      model: of(row.number('T_K') - 273.15),
    })),
  );

export const validations: readonly Validation[] = [
  {
    model: 'water',
    quantity: 'density_kg_per_m3',
    title: 'liquid water, a fit over temperature against the equation of state at several pressures',
    source: IAPWS95,
    tolerance: { relative: 0.002 },
    points: liquid('rho_kg_m3', waterDensity_kg_per_m3),
  },
  {
    model: 'water',
    quantity: 'heatCapacity_kJ_per_kgK',
    title: 'liquid water, a fit over temperature against the equation of state at several pressures',
    source: IAPWS95,
    tolerance: { relative: 0.005 },
    points: liquid('cp_kJ_kgK', waterHeatCapacity_kJ_per_kgK),
  },
  {
    model: 'water',
    quantity: 'viscosity_uPas',
    title: 'liquid water below 500 K',
    source: 'IAPWS release on viscosity (2008), verification table (shared/reference/water_steam)',
    tolerance: { relative: 0.025 },
    points: given(() =>
      referenceCases('reference/water_steam/cases.json')
        .filter((c) => c.fn === 'iapws_viscosity' && Number(c.inputs.rho_kg_m3) > 900 && Number(c.inputs.T_K) < 500)
        .map(({ inputs, expected }) => ({
          reference: (expected as { visc_uPas: number }).visc_uPas,
          model: waterViscosity(Number(inputs.T_K) - 273.15) * 1e6,
        })),
    ),
  },
];
