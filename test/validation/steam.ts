import { boiling_bar, expand, liquid, saturated, steam } from '../../src/core/physics/steam.ts';
import { hasShared, readShared, referenceCases } from '../shared.ts';
import type { Point, Validation } from './validation.ts';

const CASES = 'reference/water_steam/cases.json';
const rowsOf = (path: string): number[][] =>
  readShared(path)
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => line.split(',').map(Number));

/** Verification values of the release: enthalpy of liquid and steam, and pressure of saturation. */
export const releaseEnthalpy = (): Point[] =>
  referenceCases(CASES)
    .filter((c) => c.group === 'if97')
    .map(({ inputs, expected }) => {
      const [t_degC, p_bar] = [Number(inputs.T_K) - 273.15, 10 * Number(inputs.p_MPa)];
      const at = p_bar > boiling_bar(t_degC) ? liquid(t_degC, p_bar) : steam(t_degC, p_bar);
      return { reference: (expected as { h_kJ_kg: number }).h_kJ_kg, model: at.h_kJ_per_kg, x: t_degC };
    });
export const releaseBoiling = (): Point[] =>
  referenceCases(CASES)
    .filter((c) => c.group === 'if97-psat')
    .map(({ inputs, expected }) => ({
      reference: 10 * (expected as { p_sat_MPa: number }).p_sat_MPa,
      model: boiling_bar(Number(inputs.T_K) - 273.15),
      x: Number(inputs.T_K) - 273.15,
    }));

const LINE = ['p_MPa', 'T_sat_K', 'rho_liq', 'rho_vap', 'h_liq_kJ_kg', 'h_vap_kJ_kg', 'h_fg_kJ_kg', 's_liq', 's_vap'];
/** The line of saturation by IAPWS-95, a column of it by what this project has. */
export const saturationPoints = (column: string, model: (at: ReturnType<typeof saturated>) => number): Point[] =>
  rowsOf('reference/water_steam/saturated_steam.csv').map((row) => ({
    reference: row[LINE.indexOf(column)]!,
    model: model(saturated(10 * row[0]!)),
    x: 10 * row[0]!,
  }));

/** Enthalpy of liquid water by IAPWS-95. */
export const liquidPoints = (): Point[] =>
  rowsOf('reference/water_steam/liquid_water.csv').map(([t_K, p_MPa, _rho, h]) => ({
    reference: h!,
    model: liquid(t_K! - 273.15, 10 * p_MPa!).h_kJ_per_kg,
    x: t_K! - 273.15,
  }));

const BAR_PER_PSI = 0.0689476;
const ATMOSPHERE_bar = 1.01325;
const KG_PER_LB = 0.45359237;
const celsius = (fahrenheit: number): number => (fahrenheit - 32) / 1.8;

/** Inlets of the table: psig and degrees Fahrenheit. */
const INLETS = [
  [250, 550],
  [400, 750],
  [600, 825],
  [850, 900],
  [1250, 950],
] as const;
/** Outlet (psig; of the first inches of mercury, absolute), and pounds of steam that an ideal turbine takes for a kWh. */
const RATES: readonly (readonly [outlet: string, bar: number, rates: readonly number[]])[] = [
  ['2 inHg', 2 * 0.0338639, [8.78, 7.36, 6.76, 6.28, 5.94]],
  ['0 psig', ATMOSPHERE_bar, [14.57, 11.19, 9.82, 8.81, 8.1]],
  ['15 psig', ATMOSPHERE_bar + 15 * BAR_PER_PSI, [18.35, 13.38, 11.44, 10.08, 9.14]],
  ['50 psig', ATMOSPHERE_bar + 50 * BAR_PER_PSI, [26.75, 17.56, 14.31, 12.22, 10.8]],
  ['150 psig', ATMOSPHERE_bar + 150 * BAR_PER_PSI, [71.8, 31.93, 22.15, 17.33, 14.35]],
];

/** Steam of an ideal expansion for a kWh. */
export const steamRates = (): Point[] =>
  RATES.flatMap(([, outlet_bar, rates]) =>
    rates.map((rate, k) => {
      const [psig, fahrenheit] = INLETS[k]!;
      const live = steam(celsius(fahrenheit), ATMOSPHERE_bar + psig * BAR_PER_PSI);
      const drop = live.h_kJ_per_kg - expand(live, outlet_bar, 1).h_kJ_per_kg;
      return { reference: rate * KG_PER_LB, model: 3600 / drop };
    }),
  );

const RELEASE = 'IAPWS R7-97(2012), verification tables 5, 15 and 35; shared/reference/water_steam';
const IAPWS95 = 'IAPWS-95, computed with the coefficients of CoolProp; shared/reference/water_steam';

export const validations: readonly Validation[] = [
  {
    model: 'steam',
    quantity: 'enthalpy_kJ_per_kg',
    title: 'enthalpy of liquid water and steam at the verification points of the release',
    source: RELEASE,
    tolerance: { relative: 1e-8 },
    points: () => (hasShared ? releaseEnthalpy() : undefined),
  },
  {
    model: 'steam',
    quantity: 'boiling_bar',
    title: 'pressure of saturation at the verification points of the release',
    source: RELEASE,
    tolerance: { relative: 1e-8 },
    points: () => (hasShared ? releaseBoiling() : undefined),
  },
  {
    model: 'steam',
    quantity: 'vapourEnthalpy_kJ_per_kg',
    title: 'enthalpy of saturated steam from 1 to 40 bar',
    source: IAPWS95,
    tolerance: { relative: 0.002 },
    points: () => (hasShared ? saturationPoints('h_vap_kJ_kg', (at) => at.vapour.h_kJ_per_kg) : undefined),
  },
  {
    model: 'steam',
    quantity: 'vapourEntropy_kJ_per_kgK',
    title: 'entropy of saturated steam from 1 to 40 bar',
    source: IAPWS95,
    tolerance: { relative: 0.002 },
    points: () => (hasShared ? saturationPoints('s_vap', (at) => at.vapour.s_kJ_per_kgK) : undefined),
  },
  {
    model: 'steam',
    quantity: 'liquidEnthalpy_kJ_per_kg',
    title: 'enthalpy of liquid water, 5 to 160 degC and 3 to 25 bar',
    source: IAPWS95,
    tolerance: { relative: 0.002 },
    points: () => (hasShared ? liquidPoints() : undefined),
  },
  {
    model: 'steam',
    quantity: 'steamRate_kg_per_kWh',
    title: 'steam that an ideal turbine takes, inlets of 18 to 87 bar, outlets of 0.07 to 11.4 bar',
    source:
      'theoretical steam rates of MIL-HDBK-1003/7 (Steam Power Plants, Fossil Fueled), table 8, by steam tables of its time',
    tolerance: { relative: 0.0025 },
    points: steamRates,
  },
];
