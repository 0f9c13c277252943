import { H2_LHV_kWh_per_kg } from '../core/carriers.ts';
import { type TimeGrid, timeAt, utcMs } from '../core/timeGrid.ts';
import { fixedZone, localOf, offsetAt, type ZoneRules } from '../core/zone.ts';
import { GENERATED_COLUMNS, type GeneratedColumn, generateWeather } from './generate.ts';
import { shapeLoad } from './shape.ts';
import { type LoadShapeInput, LoadShapeSpec } from './shapeSpec.ts';

/** China keeps one time all year, so its zone is data enough. */
const ZONE = fixedZone('Asia/Shanghai', 480);
const SITE = { latitude_deg: 31.3, longitude_deg: 120.7, altitude_m: 5, zone: ZONE };
export const PROFILE_SEED = 2023;
const GRID: TimeGrid = { start_ms: utcMs(2023, 1, 1) - 8 * 3_600_000, step_s: 3600, length: 8760 };

/** Decimals kept in the file: so fine that no column stands still by rounding, which an importer would take for a stuck sensor. */
const WEATHER_DIGITS: Readonly<Record<GeneratedColumn, number>> = {
  ghi_W_per_m2: 1,
  dni_W_per_m2: 1,
  dhi_W_per_m2: 1,
  ambient_degC: 2,
  relativeHumidity: 3,
  pressure_kPa: 3,
  wind_m_per_s: 2,
  water_degC: 3,
  ground_degC: 2,
};

/**
 * The demands of the six-in-one scenario, all ASSUMED at building scale so that the plant can serve them: electricity
 * of 4.6 GWh a year with a peak of about 1.5 MW, a fifth of it lighting, without chillers and heat pumps; heat by 1,200
 * and cooling by 1,750 hours of full load; 10 kg of hydrogen a day.
 */
export const PARK_LOADS = {
  electricity_kW: { energy_kWh: 3.68e6, peak_kW: 1340, shape: 'industrial', calendar: 'china', noise: 0.08 },
  lighting_kW: { energy_kWh: 0.92e6, peak_kW: 240, shape: 'lighting', calendar: 'china', noise: 0.02 },
  heat_kW: {
    energy_kWh: 1.5e6,
    peak_kW: 1250,
    shape: 'industrial',
    calendar: 'china',
    degreeHours: { side: 'heating', base_degC: 15, inertia_h: 8, setback: 0.5, baseShare: 0.15 },
  },
  cooling_kW: {
    energy_kWh: 3.5e6,
    peak_kW: 2000,
    shape: 'industrial',
    calendar: 'china',
    degreeHours: { side: 'cooling', base_degC: 17, inertia_h: 6, setback: 0.5, baseShare: 0.08 },
  },
  hydrogen_kW: { energy_kWh: 365 * 10 * H2_LHV_kWh_per_kg, shape: 'refuelling', noise: 0 },
} as const satisfies Readonly<Record<string, LoadShapeInput>>;

const districtHeat = (energy_kWh: number, peak_kW: number, shape: 'office' | 'retail' | 'hotel', baseShare: number) =>
  ({
    energy_kWh,
    peak_kW,
    shape,
    calendar: 'china',
    degreeHours: { side: 'heating', base_degC: 15, inertia_h: 10, setback: 0.4, baseShare },
  }) as const;
const districtCold = (energy_kWh: number, peak_kW: number, shape: 'office' | 'retail' | 'hotel', baseShare: number) =>
  ({
    energy_kWh,
    peak_kW,
    shape,
    calendar: 'china',
    degreeHours: { side: 'cooling', base_degC: 18, inertia_h: 6, setback: 0.3, baseShare },
  }) as const;

/**
 * The demands of the district scenario that are no plant's by tonnes, all ASSUMED: buildings by about 1,300 hours of full
 * load for heat and 1,600 for cold, the hotel and the hospital with hot water all year; electricity without chillers, heat
 * pumps and cars.
 */
export const DISTRICT_LOADS = {
  dataCentre_kW: { energy_kWh: 7.4e6, shape: 'constant', noise: 0.03 },
  towers_kW: { energy_kWh: 5e6, shape: 'office', calendar: 'china' },
  mall_kW: { energy_kWh: 4.5e6, shape: 'retail', calendar: 'china' },
  hotel_kW: { energy_kWh: 2.2e6, shape: 'hotel', calendar: 'china' },
  hospital_kW: { energy_kWh: 3.8e6, shape: 'hotel' },
  coldStore_kW: {
    energy_kWh: 2.6e6,
    shape: 'industrial24',
    degreeHours: { side: 'cooling', base_degC: 5, inertia_h: 24, setback: 0.8, baseShare: 0.6 },
  },
  depot_kW: { energy_kWh: 1.4e6, shape: 'industrial', calendar: 'china' },
  streets_kW: { energy_kWh: 0.6e6, shape: 'lighting' },
  towersHeat_kW: districtHeat(1.9e6, 1500, 'office', 0.05),
  mallHeat_kW: districtHeat(1.0e6, 850, 'retail', 0.1),
  hotelHeat_kW: districtHeat(2.2e6, 900, 'hotel', 0.5),
  hospitalHeat_kW: districtHeat(3.0e6, 1200, 'hotel', 0.5),
  towersCooling_kW: districtCold(3.6e6, 2300, 'office', 0.1),
  mallCooling_kW: districtCold(4.4e6, 2300, 'retail', 0.1),
  hotelCooling_kW: districtCold(1.9e6, 1000, 'hotel', 0.05),
  hospitalCooling_kW: districtCold(2.6e6, 1250, 'hotel', 0.15),
  hospitalSteam_kW: { energy_kWh: 1.1e6, shape: 'hotel' },
  hydrogen_kW: { energy_kWh: 365 * 60 * H2_LHV_kWh_per_kg, shape: 'refuelling', noise: 0 },
} as const satisfies Readonly<Record<string, LoadShapeInput>>;

export type ShippedProfile = 'suzhou-weather.csv' | 'suzhou-park-loads.csv' | 'suzhou-district-loads.csv';

/** The time series that ship with the project, by file name: the year 2023 by hours, left labels, Suzhou's time. */
export function shippedProfiles(): Readonly<Record<ShippedProfile, string>> {
  const { columns } = generateWeather({ climate: 'suzhou' }, { grid: GRID, site: SITE, seed: PROFILE_SEED });
  const ambient = { grid: GRID, ambient_degC: columns.ambient_degC };
  const shaped = (
    loads: Readonly<Record<string, LoadShapeInput>>,
    stream: string,
    digits: (name: string) => number,
  ): Column[] =>
    Object.entries(loads).map(([name, spec]) => [
      name,
      shapeLoad(LoadShapeSpec.parse(spec), {
        grid: GRID,
        zone: ZONE,
        seed: PROFILE_SEED,
        stream: `${stream}${name}`,
        ambient,
      }),
      name === 'hydrogen_kW' ? 3 : digits(name),
    ]);
  return {
    'suzhou-weather.csv': csv(GENERATED_COLUMNS.map((name) => [name, columns[name], WEATHER_DIGITS[name]])),
    'suzhou-park-loads.csv': csv(shaped(PARK_LOADS, '', () => 1)),
    'suzhou-district-loads.csv': csv(
      // Whole kilowatts are enough but where summer leaves only a little hot water.
      shaped(DISTRICT_LOADS, 'district/', (name) => (name.endsWith('Heat_kW') ? 1 : 0)),
    ),
  };
}

type Column = readonly [name: string, values: Float64Array, digits: number];

function csv(columns: readonly Column[]): string {
  const lines = [['time', ...columns.map(([name]) => name)].join(',')];
  for (let i = 0; i < GRID.length; i++) {
    const cells = columns.map(([, values, digits]) => String(Number(values[i]!.toFixed(digits))));
    lines.push([localStamp(ZONE, timeAt(GRID, i)), ...cells].join(','));
  }
  return `${lines.join('\n')}\n`;
}

/** ISO 8601 with the zone's offset. */
function localStamp(zone: ZoneRules, time_ms: number): string {
  const { year, month, day, hour, minute } = localOf(zone, time_ms);
  const offset_min = offsetAt(zone, time_ms);
  const two = (n: number): string => String(n).padStart(2, '0');
  const ahead = Math.abs(offset_min);
  const offset = `${offset_min < 0 ? '-' : '+'}${two(Math.floor(ahead / 60))}:${two(ahead % 60)}`;
  return `${year}-${two(month)}-${two(day)}T${two(hour)}:${two(minute)}:00${offset}`;
}
