import type { Carrier } from './carriers.ts';
import type { DemandCharge } from './demandCharge.ts';
import type { TimeGrid } from './timeGrid.ts';
import type { ZoneRules } from './zone.ts';

export interface Site {
  /** North positive. */
  readonly latitude_deg: number;
  /** East positive. */
  readonly longitude_deg: number;
  readonly altitude_m: number;
  readonly zone: ZoneRules;
}

/** What a port sees of its bus. */
export interface PortBus {
  readonly id: string;
  readonly carrier: Carrier;
  /** Temperature at which the bus delivers; NaN on a bus that is not thermal. */
  readonly supply_degC: number;
  readonly return_degC: number;
  /**
   * Absolute. Of a steam bus, undefined where its steam is saturated, which is its boiling pressure at `supply_degC`; of
   * hydrogen and CO2, undefined where the scenario leaves it to the parameters of what is connected.
   */
  readonly pressure_bar?: number;
  /** A compressor draws from it. */
  readonly hasSuction?: boolean;
  /** kg of CO2 per kWh (lower heating value) that the fuel gives when burnt, by origin of its carbon; 0 without carbon. */
  readonly fossil_kg_per_kWh: number;
  readonly biogenic_kg_per_kWh: number;
}

/** What a component is placed in: known before the first step and constant over the run. */
export interface Setting {
  /** The bus of each port; undefined for an optional port left unconnected. */
  readonly ports: Readonly<Record<string, PortBus | undefined>>;
  readonly site: Site;
  readonly grid: TimeGrid;
  /** ISO code. */
  readonly currency: string;
  /** A tariff laid out on the grid, so that `prepare` can keep it for `bill`. @throws ConfigError naming the tariffs that exist. */
  tariff(id: string): TariffSeries;
}

/** A constant, or `profile.column_unit`, the name of a column of a profile of the scenario. */
export type SeriesRef = number | string;

/** Weather columns that exist for every scenario with weather; flows are means over the interval. */
export const WEATHER_COLUMNS = [
  'ghi_W_per_m2',
  'dni_W_per_m2',
  'dhi_W_per_m2',
  'ambient_degC',
  'wetBulb_degC',
  'relativeHumidity',
  'pressure_kPa',
  'wind_m_per_s',
  'ground_degC',
  'water_degC',
] as const;
export type WeatherColumn = (typeof WEATHER_COLUMNS)[number];

/** What exogenous series a component may draw on. Every array has the grid's length; treat it as read-only. */
export interface Environment extends Setting {
  readonly seed: number;
  /** A weather column on the run's grid. @throws ConfigError where the scenario has no weather. */
  weather(column: WeatherColumn): Float64Array;
  /** Height above ground of `wind_m_per_s`. */
  readonly windHeight_m: number;
  /** A constant or a profile's column, in the unit of `name`. @throws ConfigError naming what exists. */
  series(ref: SeriesRef, name: string): Float64Array;
}

/** What a line of a bill is for: energy bought or fed in, the highest draw, contracted capacity, the power factor, or being connected. */
export type BillPart = 'energy' | 'feedIn' | 'demand' | 'capacity' | 'powerFactor' | 'standing';

export interface BillLine {
  readonly label: string;
  readonly part: BillPart;
  readonly money: number;
  /** The month billed, `2023-07`; left out where the line is for the whole run. */
  readonly month?: string;
}

/** What a month's meter saw; the months are local calendar months cut to the run. */
export interface MeterMonth {
  /** `2023-07`. */
  readonly label: string;
  readonly year: number;
  readonly month: number;
  /** Hours of the month that the run covers, and that the month has. */
  readonly covered_h: number;
  readonly hours_h: number;
  readonly import_kWh: number;
  readonly export_kWh: number;
  /** Billed by each demand charge of the tariff, in its order; by none where left out. */
  readonly demand_kW?: ArrayLike<number>;
  /** Paid for the energy of the month; a power-factor adjustment is a share of it. 0 where left out. */
  readonly energy_money?: number;
  /** Mean power factor of the month; without it no adjustment is made. */
  readonly powerFactor?: number;
  /** Contracted capacity, for a fixed charge by capacity. */
  readonly contracted_kVA?: number;
}

/** A tariff laid out on the run's grid. Prices are what is paid, VAT included where the scenario says so. */
export interface TariffSeries {
  readonly id: string;
  readonly carrier: Carrier;
  /** Per kWh taken; a fuel counts by its lower heating value. */
  readonly buy_money_per_kWh: Float64Array;
  /** Per kWh fed in; 0 where nothing is paid. */
  readonly sell_money_per_kWh: Float64Array;
  /** Names of the periods, and the one of each step by index. */
  readonly periods: readonly string[];
  readonly period: Uint8Array;
  /** Charges on the highest draw of a month; empty where demand is not charged. */
  readonly demand: readonly DemandCharge[];
  /** What the fixed charge of a month counts by. */
  readonly fixedBy: 'none' | 'capacity' | 'demand';
  /** Whether its bill is adjusted by the power factor. */
  readonly adjustsByPowerFactor?: boolean;
  /** Charges of a month beside energy: capacity or demand, power factor, standing. */
  monthlyCharges(meter: MeterMonth): readonly BillLine[];
}
