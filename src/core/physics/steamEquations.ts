import { ln, pow } from '../math.ts';

/**
 * The equations of IAPWS-IF97 for liquid water (region 1), steam (region 2) and the line where they meet (region 4), as
 * coefficients and exponents of the release. Valid to 623.15 K for the liquid and the saturation line, and for steam
 * between that line (above 623.15 K the boundary to region 3) and 1073.15 K, to 165 bar.
 * @see IAPWS R7-97(2012), Revised Release on the IAPWS Industrial Formulation 1997, tables 2, 10, 11 and 34
 */

/** kJ/(kg K) */
const GAS_CONSTANT = 0.461526;

/** Specific volume, enthalpy and entropy. The zero of u and s is the liquid at the triple point. */
export interface WaterState {
  readonly v_m3_per_kg: number;
  readonly h_kJ_per_kg: number;
  readonly s_kJ_per_kgK: number;
}

type Terms = readonly (readonly [i: number, j: number, n: number])[];

// biome-ignore format: the table of the release
const LIQUID: Terms = [
  [0, -2, 0.14632971213167], [0, -1, -0.84548187169114], [0, 0, -3.756360367204], [0, 1, 3.3855169168385],
  [0, 2, -0.95791963387872], [0, 3, 0.15772038513228], [0, 4, -0.016616417199501], [0, 5, 0.00081214629983568],
  [1, -9, 0.00028319080123804], [1, -7, -0.00060706301565874], [1, -1, -0.018990068218419],
  [1, 0, -0.032529748770505], [1, 1, -0.021841717175414], [1, 3, -5.283835796993e-5], [2, -3, -0.00047184321073267],
  [2, 0, -0.00030001780793026], [2, 1, 4.7661393906987e-5], [2, 3, -4.4141845330846e-6],
  [2, 17, -7.2694996297594e-16], [3, -4, -3.1679644845054e-5], [3, 0, -2.8270797985312e-6],
  [3, 6, -8.5205128120103e-10], [4, -5, -2.2425281908e-6], [4, -2, -6.5171222895601e-7],
  [4, 10, -1.4341729937924e-13], [5, -8, -4.0516996860117e-7], [8, -11, -1.2734301741641e-9],
  [8, -6, -1.7424871230634e-10], [21, -29, -6.8762131295531e-19], [23, -31, 1.4478307828521e-20],
  [29, -38, 2.6335781662795e-23], [30, -39, -1.1947622640071e-23], [31, -40, 1.8228094581404e-24],
  [32, -41, -9.3537087292458e-26],
];
// biome-ignore format: the table of the release
const IDEAL: readonly (readonly [j: number, n: number])[] = [
  [0, -9.6927686500217], [1, 10.086655968018], [-5, -0.005608791128302], [-4, 0.071452738081455],
  [-3, -0.40710498223928], [-2, 1.4240819171444], [-1, -4.383951131945], [2, -0.28408632460772],
  [3, 0.021268463753307],
];
// biome-ignore format: the table of the release
const RESIDUAL: Terms = [
  [1, 0, -0.0017731742473213], [1, 1, -0.017834862292358], [1, 2, -0.045996013696365], [1, 3, -0.057581259083432],
  [1, 6, -0.05032527872793], [2, 1, -3.3032641670203e-5], [2, 2, -0.00018948987516315], [2, 4, -0.0039392777243355],
  [2, 7, -0.043797295650573], [2, 36, -2.6674547914087e-5], [3, 0, 2.0481737692309e-8], [3, 1, 4.3870667284435e-7],
  [3, 3, -3.227767723857e-5], [3, 6, -0.0015033924542148], [3, 35, -0.040668253562649], [4, 1, -7.8847309559367e-10],
  [4, 2, 1.2790717852285e-8], [4, 3, 4.8225372718507e-7], [5, 7, 2.2922076337661e-6], [6, 3, -1.6714766451061e-11],
  [6, 16, -0.0021171472321355], [6, 35, -23.895741934104], [7, 0, -5.905956432427e-18], [7, 11, -1.2621808899101e-6],
  [7, 25, -0.038946842435739], [8, 8, 1.1256211360459e-11], [8, 36, -8.2311340897998], [9, 13, 1.9809712802088e-8],
  [10, 4, 1.0406965210174e-19], [10, 10, -1.0234747095929e-13], [10, 14, -1.0018179379511e-9],
  [16, 29, -8.0882908646985e-11], [16, 50, 0.10693031879409], [18, 57, -0.33662250574171],
  [20, 20, 8.9185845355421e-25], [20, 35, 3.0629316876232e-13], [20, 48, -4.2002467698208e-6],
  [21, 21, -5.9056029685639e-26], [22, 53, 3.7826947613457e-6], [23, 39, -1.2768608934681e-15],
  [24, 26, 7.3087610595061e-29], [24, 40, 5.5414715350778e-17], [24, 58, -9.436970724121e-7],
];

/** A sum of terms n x^i y^j and its slopes in x and y. */
function sum(
  terms: Terms,
  x: number,
  y: number,
): { readonly value: number; readonly byX: number; readonly byY: number } {
  let value = 0;
  let byX = 0;
  let byY = 0;
  for (const [i, j, n] of terms) {
    const term = n * pow(x, i) * pow(y, j);
    value += term;
    byX += (i * term) / x;
    byY += (j * term) / y;
  }
  return { value, byX, byY };
}

/** Region 1: liquid water. */
export function liquidAt(t_K: number, p_MPa: number): WaterState {
  const tau = 1386 / t_K;
  const { value, byX, byY } = sum(LIQUID, 7.1 - p_MPa / 16.53, tau - 1.222);
  return {
    v_m3_per_kg: (-byX * GAS_CONSTANT * t_K) / 16.53 / 1000,
    h_kJ_per_kg: GAS_CONSTANT * 1386 * byY,
    s_kJ_per_kgK: GAS_CONSTANT * (tau * byY - value),
  };
}

/** Region 2: steam. */
export function steamAt(t_K: number, p_MPa: number): WaterState {
  const tau = 540 / t_K;
  const { value, byX, byY } = sum(RESIDUAL, p_MPa, tau - 0.5);
  let ideal = ln(p_MPa);
  let idealByTau = 0;
  for (const [j, n] of IDEAL) {
    const term = n * pow(tau, j);
    ideal += term;
    idealByTau += (j * term) / tau;
  }
  return {
    v_m3_per_kg: ((1 / p_MPa + byX) * GAS_CONSTANT * t_K) / 1000,
    h_kJ_per_kg: GAS_CONSTANT * 540 * (idealByTau + byY),
    s_kJ_per_kgK: GAS_CONSTANT * (tau * (idealByTau + byY) - (ideal + value)),
  };
}

// biome-ignore format: the table of the release
const LINE = [
  0.11670521452767e4, -0.72421316703206e6, -0.17073846940092e2, 0.1202082470247e5, -0.32325550322333e7,
  0.1491510861353e2, -0.48232657361591e4, 0.40511340542057e6, -0.23855557567849, 0.65017534844798e3,
] as const;

/** Region 4: pressure of saturation, MPa. */
export function boilingPressure_MPa(t_K: number): number {
  const theta = t_K + LINE[8] / (t_K - LINE[9]);
  const a = theta * theta + LINE[0] * theta + LINE[1];
  const b = LINE[2] * theta * theta + LINE[3] * theta + LINE[4];
  const c = LINE[5] * theta * theta + LINE[6] * theta + LINE[7];
  const root = (2 * c) / (-b + Math.sqrt(b * b - 4 * a * c));
  return root * root * root * root;
}

/** Region 4: temperature of saturation, K. */
export function boilingTemperature_K(p_MPa: number): number {
  const beta = Math.sqrt(Math.sqrt(p_MPa));
  const e = beta * beta + LINE[2] * beta + LINE[5];
  const f = LINE[0] * beta * beta + LINE[3] * beta + LINE[6];
  const g = LINE[1] * beta * beta + LINE[4] * beta + LINE[7];
  const d = (2 * g) / (-f - Math.sqrt(f * f - 4 * e * g));
  const n = LINE[9] + d;
  return (n - Math.sqrt(n * n - 4 * (LINE[8] + LINE[9] * d))) / 2;
}
