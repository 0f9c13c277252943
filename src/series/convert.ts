import { suffixOf, UNITS, type UnitSuffix } from '../core/units.ts';

/** house = value * factor + offset. */
export interface Conversion {
  readonly factor: number;
  readonly offset: number;
  /** The file gives an amount per interval: the factor is still to be divided by the interval's hours. */
  readonly perInterval: boolean;
}

export const IDENTITY: Conversion = { factor: 1, offset: 0, perInterval: false };

type Row = readonly [to: UnitSuffix | '', factor: number, offset?: number];

/** Units met in files as rates or states, by what they become here. */
const RATES: Readonly<Record<string, readonly Row[]>> = {
  W: [['kW', 1e-3]],
  MW: [['kW', 1e3]],
  GW: [['kW', 1e6]],
  MJ_per_h: [['kW', 1 / 3.6]],
  GJ_per_h: [['kW', 1e3 / 3.6]],
  tonRefrigeration: [['kW', 3.516853]],
  Btu_per_h: [['kW', 0.000293071]],
  var: [['kvar', 1e-3]],
  Mvar: [['kvar', 1e3]],
  VA: [['kVA', 1e-3]],
  MVA: [['kVA', 1e3]],
  K: [['degC', 1, -273.15]],
  degF: [['degC', 5 / 9, -160 / 9]],
  percent: [['', 0.01]],
  Pa: [
    ['kPa', 1e-3],
    ['bar', 1e-5],
  ],
  hPa: [['kPa', 0.1]],
  mbar: [['kPa', 0.1]],
  bar: [['kPa', 100]],
  mmHg: [['kPa', 0.133322]],
  inHg: [['kPa', 3.386389]],
  atm: [['kPa', 101.325]],
  kW_per_m2: [['W_per_m2', 1e3]],
  km_per_h: [['m_per_s', 1 / 3.6]],
  knot: [['m_per_s', 1852 / 3600]],
  mile_per_h: [['m_per_s', 0.44704]],
  kg_per_s: [['kg_per_h', 3600]],
  g_per_s: [['kg_per_h', 3.6]],
  t_per_h: [['kg_per_h', 1e3]],
  L_per_s: [['m3_per_h', 3.6]],
  m3_per_s: [['m3_per_h', 3600]],
  g_per_kWh: [['kg_per_kWh', 1e-3]],
  kg_per_MWh: [['kg_per_kWh', 1e-3]],
  t_per_MWh: [['kg_per_kWh', 1]],
  money_per_MWh: [['money_per_kWh', 1e-3]],
  ct_per_kWh: [['money_per_kWh', 0.01]],
};

/** Amounts per interval, by the rate they become. */
const AMOUNTS: Readonly<Record<string, readonly Row[]>> = {
  Wh: [['kW', 1e-3]],
  kWh: [['kW', 1]],
  MWh: [['kW', 1e3]],
  GWh: [['kW', 1e6]],
  MJ: [['kW', 1 / 3.6]],
  GJ: [['kW', 1e3 / 3.6]],
  MMBtu: [['kW', 293.071]],
  kvarh: [['kvar', 1]],
  Mvarh: [['kvar', 1e3]],
  kVAh: [['kVA', 1]],
  Wh_per_m2: [['W_per_m2', 1]],
  kWh_per_m2: [['W_per_m2', 1e3]],
  J_per_m2: [['W_per_m2', 1 / 3600]],
  kJ_per_m2: [['W_per_m2', 1 / 3.6]],
  MJ_per_m2: [['W_per_m2', 1e3 / 3.6]],
  kg: [['kg_per_h', 1]],
  t: [['kg_per_h', 1e3]],
  m3: [['m3_per_h', 1]],
  L: [['m3_per_h', 1e-3]],
};

/** The units that become a suffix, for error messages. */
export function unitsFor(suffix: string): readonly string[] {
  const fits = (table: Readonly<Record<string, readonly Row[]>>): string[] =>
    Object.keys(table).filter((unit) => table[unit]!.some(([to]) => to === suffix));
  return [...(suffix === '' ? [] : [suffix]), ...fits(RATES), ...fits(AMOUNTS)];
}

/** Every unit that a mapping may name. */
export const fileUnits = (): readonly string[] => [
  ...new Set([...Object.keys(UNITS), ...Object.keys(RATES), ...Object.keys(AMOUNTS)]),
];

/** How a file's unit becomes that of a house name; undefined where it does not. */
export function conversionTo(houseName: string, unit: string): Conversion | undefined {
  const suffix = suffixOf(houseName);
  if (unit === suffix) return IDENTITY;
  const rate = RATES[unit]?.find(([to]) => to === suffix);
  if (rate !== undefined) return { factor: rate[1], offset: rate[2] ?? 0, perInterval: false };
  const amount = AMOUNTS[unit]?.find(([to]) => to === suffix);
  return amount === undefined ? undefined : { factor: amount[1], offset: 0, perInterval: true };
}
