import { expect, it } from 'vitest';
import { utcMs } from '../../src/core/timeGrid.ts';
import { pv } from '../../src/models/pv.ts';
import { bench } from './bench.ts';

/** Light on the plane over a day of the equinox under a clear sky, by the column that the run draws on. */
function light(latitude_deg: number, given: object): Float64Array {
  const { instance } = bench(
    pv,
    { rated_kWp: 1, ...given },
    {
      latitude_deg,
      longitude_deg: 120.7,
      altitude_m: 5,
      start_ms: utcMs(2023, 3, 20, 16),
      length: 24,
      weather: { ghi_W_per_m2: 0, dni_W_per_m2: 500, dhi_W_per_m2: 0, ambient_degC: 20, wind_m_per_s: 3 },
    },
  );
  return instance.columns[1] as Float64Array;
}
const sum = (column: Float64Array): number => column.reduce((a, b) => a + b, 0);

it.each([
  ['north', 31.3, 180],
  ['south', -31.3, 0],
])('faces the equator unless said, %s of it', (_, latitude_deg, azimuth_deg) => {
  const unsaid = light(latitude_deg, {});
  expect(unsaid).toEqual(light(latitude_deg, { azimuth_deg }));
  expect(sum(unsaid)).toBeGreaterThan(1.2 * sum(light(latitude_deg, { azimuth_deg: 180 - azimuth_deg })));
});
