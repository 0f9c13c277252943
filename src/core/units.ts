/**
 * The closed list of unit suffixes. A quantity's unit is whatever follows the first underscore of its name;
 * a name without underscore is dimensionless (fractions of 1, never percent).
 */
export const UNITS = {
  kW: 'kW',
  kWh: 'kWh',
  Wh: 'Wh',
  kvar: 'kvar',
  kVA: 'kVA',
  kWp: 'kWp',
  degC: '°C',
  K: 'K',
  Kh: 'K·h',
  kg: 'kg',
  g: 'g',
  t: 't',
  kg_per_h: 'kg/h',
  kg_per_kWh: 'kg/kWh',
  g_per_kWh: 'g/kWh',
  g_per_GJ: 'g/GJ',
  kg_per_kg: 'kg/kg',
  kWh_per_kg: 'kWh/kg',
  kWh_per_t: 'kWh/t',
  kg_per_t: 'kg/t',
  t_per_h: 't/h',
  t_per_a: 't/a',
  kWh_per_m3: 'kWh/m³',
  kWh_per_K: 'kWh/K',
  kWh_per_m2: 'kWh/m²',
  kWh_per_kWp: 'kWh/kWp',
  kW_per_K: 'kW/K',
  kW_per_h: 'kW/h',
  W_per_mK: 'W/(m·K)',
  mK_per_W: 'm·K/W',
  W_per_m2: 'W/m²',
  W_per_m2K: 'W/(m²·K)',
  W_per_m2K2: 'W/(m²·K²)',
  Ws_per_m3K: 'W·s/(m³·K)',
  kJ_per_kg: 'kJ/kg',
  kJ_per_kgK: 'kJ/(kg·K)',
  kJ_per_m3K: 'kJ/(m³·K)',
  m: 'm',
  m2: 'm²',
  m3: 'm³',
  m3_per_h: 'm³/h',
  m_per_s: 'm/s',
  kg_per_m3: 'kg/m³',
  V: 'V',
  kV: 'kV',
  A: 'A',
  Hz: 'Hz',
  ohm_per_km: 'Ω/km',
  nF_per_km: 'nF/km',
  uV: 'µV',
  uV_per_h: 'µV/h',
  A_per_cm2: 'A/cm²',
  cm2: 'cm²',
  mm: 'mm',
  deg: '°',
  kPa: 'kPa',
  bar: 'bar',
  bar_per_h: 'bar/h',
  h: 'h',
  s: 's',
  ms: 'ms',
  a: 'a',
  min: 'min',
  per_h: '1/h',
  per_K: '1/K',
  per_a: '1/a',
  money: 'money',
  money_per_kWh: 'money/kWh',
  money_per_kW: 'money/kW',
  money_per_kVA: 'money/kVA',
  money_per_kg: 'money/kg',
  money_per_t: 'money/t',
  money_per_m3: 'money/m³',
  money_per_h: 'money/h',
  money_per_a: 'money/a',
  money_per_start: 'money/start',
  money_per_month: 'money/month',
  money_per_kW_month: 'money/(kW·month)',
  money_per_kVA_month: 'money/(kVA·month)',
} as const;

export type UnitSuffix = keyof typeof UNITS;

/** The suffix of a name: what follows its first underscore; empty where it is dimensionless. */
export function suffixOf(name: string): string {
  const at = name.indexOf('_');
  return at < 0 ? '' : name.slice(at + 1);
}

/** The label of a name's unit, `1` where it is dimensionless. @throws RangeError on a suffix that the table lacks. */
export function unitOf(name: string): string {
  if (!name.includes('_')) return '1';
  const suffix = suffixOf(name);
  if (!Object.hasOwn(UNITS, suffix))
    throw new RangeError(`unknown unit "${suffix}" in "${name}"; known: ${Object.keys(UNITS).join(', ')}`);
  return UNITS[suffix as UnitSuffix];
}
