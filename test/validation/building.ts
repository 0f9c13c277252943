import { building } from '../../src/models/building.ts';
import { bench } from '../models/bench.ts';
import type { Validation } from './validation.ts';

interface Hour {
  readonly outdoor_degC: number;
  readonly mass_degC: number;
  readonly solar_kW: number;
  readonly heat_kW: number;
  readonly cold_kW: number;
  readonly massMean_degC: number;
}
/** An office of 34.3 m2 over single hours: outdoors, mass before, sun; heat, cold and mean of the mass (2 digits given). */
const HOURS: readonly Hour[] = [
  { outdoor_degC: 10, mass_degC: 22, solar_kW: 2, heat_kW: 0, cold_kW: 0, massMean_degC: 22.33 },
  { outdoor_degC: 25, mass_degC: 24, solar_kW: 4, heat_kW: 0, cold_kW: 0.26475, massMean_degC: 25.15 },
  { outdoor_degC: 10, mass_degC: 20, solar_kW: 2, heat_kW: 0.32809, cold_kW: 0, massMean_degC: 20.46 },
  { outdoor_degC: 30, mass_degC: 25, solar_kW: 5, heat_kW: 0, cold_kW: 0.4116, massMean_degC: 26.49 },
  { outdoor_degC: 5, mass_degC: 19, solar_kW: 2, heat_kW: 0.4116, cold_kW: 0, massMean_degC: 19.39 },
];

function hourOf(h: Hour): { readonly heat_kW: number; readonly cold_kW: number; readonly massMean_degC: number } {
  const office = bench(
    building,
    {
      floor_m2: 34.3,
      height_m: 3.1,
      opaque_m2: 1.69,
      opaqueU_W_per_m2K: 0.2,
      windows: [{ area_m2: 13.5, u_W_per_m2K: 1.1, solar: 0 }],
      airChange_per_h: 2,
      surfaceRatio: 142.38 / 34.3,
      heating_kW: 0.4116,
      cooling_kW: 0.4116,
    },
    { weather: { ambient_degC: h.outdoor_degC, ghi_W_per_m2: 0, dni_W_per_m2: 0, dhi_W_per_m2: 0 } },
  );
  const out = office.run({ x: { mass_degC: h.mass_degC }, w: { internal_kW: 0.01, solar_kW: h.solar_kW } });
  return {
    heat_kW: -out.heat_kW!,
    cold_kW: -out.cooling_kW!,
    massMean_degC: (h.mass_degC + out.mass_degC!) / 2,
  };
}

const simulator = {
  model: 'building',
  source: 'RC_BuildingSimulator of ETH Zurich (MIT), ISO 13790 by the trapezoidal rule: the values of its own tests',
};

export const validations: readonly Validation[] = [
  {
    ...simulator,
    quantity: 'heat_kW',
    title: 'heat and cold that hold 20 and 26 degC in an office, hour by hour',
    tolerance: { relative: 0.01, absolute: 1e-6 },
    points: () =>
      HOURS.flatMap((h) => {
        const model = hourOf(h);
        return [
          { reference: h.heat_kW, model: model.heat_kW },
          { reference: h.cold_kW, model: model.cold_kW },
        ];
      }),
  },
  {
    ...simulator,
    quantity: 'mass_degC',
    title: 'mean of the mass over these hours',
    tolerance: { absolute: 0.01 },
    points: () => HOURS.map((h) => ({ reference: h.massMean_degC, model: hourOf(h).massMean_degC })),
  },
];
