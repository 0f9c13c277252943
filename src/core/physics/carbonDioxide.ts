import { exp, ln, pow } from '../math.ts';
import { root } from './root.ts';

/**
 * Carbon dioxide by its Helmholtz energy. Density, enthalpy and entropy.
 * @see Span and Wagner, "A New Equation of State for Carbon Dioxide Covering the Fluid Region from the Triple-Point
 *   Temperature to 1100 K at Pressures up to 800 MPa", J. Phys. Chem. Ref. Data 25 (1996) 1509-1596, tables 31 and 6.3
 */
const R_kJ_per_kgK = 8.31451 / 44.0098;
const CRITICAL_K = 304.1282;
const CRITICAL_MPa = 7.3773;
const CRITICAL_kg_per_m3 = 467.6;
/** Densest liquid looked for. */
const DENSEST_kg_per_m3 = 1350;

const IDEAL = [1.99427042, 0.62105248, 0.41195293, 1.04028922, 0.08327678];
const IDEAL_AT = [3.15163, 6.1119, 6.77708, 11.32384, 27.08792];

/** n, d, t and l of n delta^d tau^t exp(-delta^l). */
const POWERS: readonly (readonly [n: number, d: number, t: number, l: number])[] = [
  [0.388568232032, 1, 0, 0],
  [2.93854759427, 1, 0.75, 0],
  [-5.5867188535, 1, 1, 0],
  [-0.767531995925, 1, 2, 0],
  [0.317290055804, 2, 0.75, 0],
  [0.548033158978, 2, 2, 0],
  [0.122794112203, 3, 0.75, 0],
  [2.16589615432, 1, 1.5, 1],
  [1.58417351097, 2, 1.5, 1],
  [-0.231327054055, 4, 2.5, 1],
  [0.0581169164314, 5, 0, 1],
  [-0.553691372054, 5, 1.5, 1],
  [0.489466159094, 5, 2, 1],
  [-0.0242757398435, 6, 0, 1],
  [0.0624947905017, 6, 1, 1],
  [-0.121758602252, 6, 2, 1],
  [-0.370556852701, 1, 3, 2],
  [-0.0167758797004, 1, 6, 2],
  [-0.11960736638, 4, 3, 2],
  [-0.0456193625088, 4, 6, 2],
  [0.0356127892703, 4, 8, 2],
  [-0.00744277271321, 7, 6, 2],
  [-0.00173957049024, 8, 0, 2],
  [-0.0218101212895, 2, 7, 3],
  [0.0243321665592, 3, 12, 3],
  [-0.0374401334235, 3, 16, 3],
  [0.143387157569, 5, 22, 4],
  [-0.134919690833, 5, 24, 4],
  [-0.0231512250535, 6, 16, 4],
  [0.0123631254929, 7, 24, 4],
  [0.00210583219729, 8, 8, 4],
  [-0.000339585190264, 10, 2, 4],
  [0.00559936517716, 4, 28, 5],
  [-0.000303351180556, 8, 14, 6],
];
/** n, d, t, alpha, beta and gamma of n delta^d tau^t exp(-alpha (delta - 1)^2 - beta (tau - gamma)^2). */
const BELLS: readonly (readonly [number, number, number, number, number, number])[] = [
  [-213.654886883, 2, 1, 25, 325, 1.16],
  [26641.5691493, 2, 0, 25, 300, 1.19],
  [-24027.2122046, 2, 1, 25, 300, 1.19],
  [-283.41603424, 3, 3, 15, 275, 1.25],
  [212.472844002, 3, 3, 20, 275, 1.22],
];
/** n, a, b, B and C of the terms that shape the critical point; A = 0.7, D = 275, beta = 0.3. */
const CRITICAL: readonly (readonly [number, number, number, number, number])[] = [
  [-0.666422765408, 3.5, 0.875, 0.3, 10],
  [0.726086323499, 3.5, 0.925, 0.3, 10],
  [0.0550686686128, 3, 0.875, 1, 12.5],
];

/** Residual Helmholtz energy and its derivatives by reduced density and inverse temperature. */
interface Residual {
  readonly a: number;
  readonly byDelta: number;
  readonly byTau: number;
}

function residual(delta: number, tau: number): Residual {
  let a = 0;
  let byDelta = 0;
  let byTau = 0;
  const lnDelta = ln(delta);
  const lnTau = ln(tau);
  for (const [n, d, t, l] of POWERS) {
    const power = l === 0 ? 0 : exp(l * lnDelta);
    const term = n * exp(d * lnDelta + t * lnTau - power);
    a += term;
    byDelta += (term * (d - l * power)) / delta;
    byTau += (term * t) / tau;
  }
  for (const [n, d, t, alpha, beta, gamma] of BELLS) {
    const term =
      n * exp(d * lnDelta + t * lnTau - alpha * (delta - 1) * (delta - 1) - beta * (tau - gamma) * (tau - gamma));
    a += term;
    byDelta += term * (d / delta - 2 * alpha * (delta - 1));
    byTau += term * (t / tau - 2 * beta * (tau - gamma));
  }
  const off = (delta - 1) * (delta - 1);
  for (const [n, A, b, B, C] of off > 0 ? CRITICAL : []) {
    const theta = 1 - tau + 0.7 * pow(off, 1 / 0.6);
    const distance = theta * theta + B * pow(off, A);
    const bell = exp(-C * off - 275 * (tau - 1) * (tau - 1));
    const power = pow(distance, b);
    // d(distance)/d(delta) = 2 theta d(theta)/d(delta) + B d(off^a)/d(delta)
    const slope = (delta - 1) * ((0.7 * theta * 2 * 2 * pow(off, 1 / 0.6 - 1)) / 0.6 + 2 * B * A * pow(off, A - 1));
    const term = n * power * delta * bell;
    a += term;
    byDelta += term * (1 / delta + (b * slope) / distance - 2 * C * (delta - 1));
    byTau += term * ((-2 * theta * b) / distance - 2 * 275 * (tau - 1));
  }
  return { a, byDelta, byTau };
}

function pressureOf_MPa(density_kg_per_m3: number, T_K: number): number {
  const delta = density_kg_per_m3 / CRITICAL_kg_per_m3;
  return (density_kg_per_m3 * R_kJ_per_kgK * T_K * (1 + delta * residual(delta, CRITICAL_K / T_K).byDelta)) / 1000;
}

/** Pressure at which CO2 boils; Infinity above the critical temperature, where it does not. (Span and Wagner, eq. 3.13) */
export function co2Boiling_MPa(T_K: number): number {
  if (T_K >= CRITICAL_K) return Number.POSITIVE_INFINITY;
  const x = 1 - T_K / CRITICAL_K;
  const sum = -7.0602087 * x + 1.9391218 * pow(x, 1.5) - 1.6463597 * x * x - 3.2995634 * pow(x, 4);
  return CRITICAL_MPa * exp((CRITICAL_K / T_K) * sum);
}

/** kg/m3: of the vapour below the boiling pressure, of the liquid above it. */
export function co2Density_kg_per_m3(p_MPa: number, T_K: number): number {
  let low = 1e-6;
  let high = DENSEST_kg_per_m3;
  // Below the critical temperature the isotherm has a loop: coming from the ideal gas, or from the densest liquid, the
  // first crossing is the one.
  if (T_K < CRITICAL_K && p_MPa < co2Boiling_MPa(T_K)) {
    low = (1000 * p_MPa) / (R_kJ_per_kgK * T_K);
    high = low;
    while (pressureOf_MPa(high, T_K) < p_MPa) {
      low = high;
      high *= 1.03;
    }
  } else if (T_K < CRITICAL_K) {
    low = high;
    while (pressureOf_MPa(low, T_K) > p_MPa) {
      high = low;
      low /= 1.03;
    }
  }
  // False position, halving the weight of an end that stays (Illinois).
  let atLow = pressureOf_MPa(low, T_K) - p_MPa;
  let atHigh = pressureOf_MPa(high, T_K) - p_MPa;
  for (let k = 0; k < 100 && high - low > 1e-12 * high; k++) {
    const mid = atHigh > 100 * p_MPa ? (low + high) / 2 : high - (atHigh * (high - low)) / (atHigh - atLow);
    const at = pressureOf_MPa(mid, T_K) - p_MPa;
    if (Math.abs(at) <= 1e-11 * p_MPa) return mid;
    if (at < 0) {
      low = mid;
      atLow = at;
      atHigh /= 2;
    } else {
      high = mid;
      atHigh = at;
      atLow /= 2;
    }
  }
  return (low + high) / 2;
}

/** Slope of the ideal part by inverse temperature; offsets are left out, so that only differences have a meaning. */
function idealByTau(tau: number): number {
  let sum = -3.70454304 + 2.5 / tau;
  for (let k = 0; k < IDEAL.length; k++) sum += IDEAL[k]! * IDEAL_AT[k]! * (1 / (1 - exp(-IDEAL_AT[k]! * tau)) - 1);
  return sum;
}

/** Enthalpy in kJ/kg and entropy in kJ/(kg K) above arbitrary zeros. */
export function co2State(p_MPa: number, T_K: number): { readonly h_kJ_per_kg: number; readonly s_kJ_per_kgK: number } {
  const delta = co2Density_kg_per_m3(p_MPa, T_K) / CRITICAL_kg_per_m3;
  const tau = CRITICAL_K / T_K;
  const r = residual(delta, tau);
  const slope = tau * (idealByTau(tau) + r.byTau);
  let ideal = ln(delta) - 3.70454304 * tau + 2.5 * ln(tau);
  for (let k = 0; k < IDEAL.length; k++) ideal += IDEAL[k]! * ln(1 - exp(-IDEAL_AT[k]! * tau));
  return {
    h_kJ_per_kg: R_kJ_per_kgK * T_K * (1 + slope + delta * r.byDelta),
    s_kJ_per_kgK: R_kJ_per_kgK * (slope - ideal - r.a),
  };
}

/**
 * Pa s. Without the rise at the critical point.
 * @see Fenghour, Wakeham and Vesovic, J. Phys. Chem. Ref. Data 27 (1998) 31-44
 */
export function co2Viscosity(density_kg_per_m3: number, T_K: number): number {
  const t = T_K / 251.196;
  const l = ln(t);
  const g = exp(0.235156 + l * (-0.491266 + l * (5.211155e-2 + l * (5.347906e-2 - l * 1.537102e-2))));
  const rho = density_kg_per_m3;
  const rho2 = rho * rho;
  const rho6 = rho2 * rho2 * rho2;
  const excess =
    0.4071119e-2 * rho +
    0.7198037e-4 * rho2 +
    (0.2411697e-16 * rho6) / (t * t * t) +
    0.2971072e-22 * rho6 * rho2 -
    (0.1627888e-22 * rho6 * rho2) / t;
  return ((1.00697 * Math.sqrt(T_K)) / g + excess) * 1e-6;
}

/** One adiabatic stage: shaft work and discharge temperature. */
export function co2StageWork(
  from_MPa: number,
  to_MPa: number,
  T_K: number,
  isentropicEfficiency: number,
): { readonly work_kWh_per_kg: number; readonly discharge_K: number } {
  const inlet = co2State(from_MPa, T_K);
  const guess_K = T_K * pow(to_MPa / from_MPa, 0.2);
  const isentropic_K = root((K) => co2State(to_MPa, K).s_kJ_per_kgK - inlet.s_kJ_per_kgK, guess_K, guess_K * 1.01);
  const work = (co2State(to_MPa, isentropic_K).h_kJ_per_kg - inlet.h_kJ_per_kg) / isentropicEfficiency;
  const wanted = inlet.h_kJ_per_kg + work;
  const discharge_K = root((K) => co2State(to_MPa, K).h_kJ_per_kg - wanted, isentropic_K, isentropic_K * 1.01);
  return { work_kWh_per_kg: work / 3600, discharge_K };
}
