import { exp, interpolate, ln, pow, tanh } from '../math.ts';

/**
 * How a kind of cell loses capacity. Loss of each cause is `k x^p` of time or throughput x while k holds; where k changes,
 * its state equation d(loss) = k p (loss / k)^((p - 1) / p) dx says the same as
 *   loss = age^p,   d(age) = k^(1/p) dx
 * so an age is a plain sum of what was lived through, in whatever steps. The losses of both causes add up.
 * @see Gasper et al., "Degradation and modeling of large-format commercial lithium-ion cells as a function of chemistry,
 *   design, and aging conditions", J. Energy Storage 73 (2023), doi:10.1016/j.est.2023.109042
 */
export interface AgeingModel {
  readonly calendarPower: number;
  readonly cyclePower: number;
  /**
   * k of the calendar loss over time in days, at a state of charge and a temperature. The fits were made with its mean
   * over a day; what changes faster is to be averaged before it is raised to a power.
   */
  calendarRate(soc: number, temperature_K: number): number;
  /** Growth of the calendar age a day at a mean rate: k^(1/p). */
  calendarPace(rate: number): number;
  /** Growth of the cycle age per equivalent full cycle, by depth of the cycle and mean rate of the day, 1/h. */
  cyclePace(depth: number, rate_per_h: number, temperature_K: number): number;
}

/**
 * Potential of a graphite electrode against lithium, V, by the state of charge of its cell.
 * @see Safari and Delacourt, J. Electrochem. Soc. 158 (2011) A562, doi:10.1149/1.3567007
 */
export function graphitePotential_V(soc: number): number {
  const x = 0.0085 + soc * (0.78 - 0.0085);
  return (
    0.6379 +
    0.5416 * exp(-305.5309 * x) +
    0.044 * tanh(-(x - 0.1958) / 0.1088) -
    0.1978 * tanh((x - 1.0571) / 0.0854) -
    0.6875 * tanh((x + 0.0117) / 0.0529) -
    0.0175 * tanh((x - 0.5692) / 0.0875)
  );
}

const POINTS = 1024;
/** A smooth function, laid out between two places so that reading it there costs next to nothing. */
function laid(f: (x: number) => number, from: number, to: number): (x: number) => number {
  const values = Float64Array.from({ length: POINTS + 1 }, (_, k) => f(from + ((to - from) * k) / POINTS));
  const scale = POINTS / (to - from);
  return (x) => {
    const at = (x - from) * scale;
    if (!(at >= 0 && at < POINTS)) return f(x);
    const k = Math.floor(at);
    return values[k]! + (at - k) * (values[k + 1]! - values[k]!);
  };
}
/** A power by the root of what it is of, so that small values count as well; up to `most`. */
function laidPower(power: number, most: number): (v: number) => number {
  const ofRoot = laid((root) => (root > 0 ? pow(root, 2 * power) : 0), 0, Math.sqrt(most));
  return (v) => ofRoot(Math.sqrt(v));
}
/** Between the temperatures that cells meet, K. */
const byTemperature = (f: (temperature_K: number) => number): ((temperature_K: number) => number) => laid(f, 233, 353);

/** How much less calendar loss a higher potential of the graphite means, over temperature. FOUND: NREL BLAST-Lite, LFP. */
const CHARGE_K_per_V = 3560;

/** Large prismatic lithium iron phosphate cell of 250 Ah. FOUND: NREL BLAST-Lite, Lfp_Gr_250AhPrismatic. */
function lfp(): AgeingModel {
  const [calendarPower, cyclePower] = [0.526, 0.828];
  const potential_V = laid(graphitePotential_V, 0, 1);
  const warmth = byTemperature((temperature_K) => exp(2190 / cyclePower / temperature_K));
  const raised = laid((v) => pow(v * 1e-7, 1 / cyclePower), 0.4, 6);
  const lnP1 = ln(83_700);
  return {
    calendarPower,
    cyclePower,
    calendarPace: laidPower(1 / calendarPower, 4e-3),
    calendarRate: (soc, temperature_K) => exp(lnP1 + (-5210 - CHARGE_K_per_V * potential_V(soc)) / temperature_K),
    // The published exp(-155000 / T) beside the first exponential is below 1e-150 and left out.
    cyclePace: (depth, rate_per_h, temperature_K) =>
      raised(0.438 + 0.155 * depth + 1.68 * rate_per_h) * warmth(temperature_K),
  };
}

/** Nickel manganese cobalt cell of 75 Ah. FOUND: NREL BLAST-Lite, Nmc_Gr_75Ah_A. */
function nmc(): AgeingModel {
  const [calendarPower, cyclePower] = [0.578, 1.11];
  const inverseRoot = laid((soc) => pow(graphitePotential_V(soc) / 0.123, -1 / 3), 0, 1);
  const raised = laid((v) => pow(v, 1 / cyclePower) / 10_000, 0.2, 3);
  // The fit counts time in thousands of days.
  const p1 = 8.71e-7 / pow(1000, calendarPower);
  return {
    calendarPower,
    cyclePower,
    calendarPace: laidPower(1 / calendarPower, 1e-3),
    calendarRate(soc, temperature_K) {
      const t = temperature_K / 308.15;
      return p1 * exp(10 * t * t * t * inverseRoot(soc));
    },
    cyclePace(depth, rate_per_h, temperature_K) {
      const t = temperature_K / 308.15;
      const root = Math.sqrt(depth);
      const k =
        0.0267 +
        1.64 * t * t * t * root +
        0.011 * exp((rate_per_h * rate_per_h) / Math.sqrt(t)) -
        0.44 * exp(root * t * t * Math.sqrt(rate_per_h));
      return raised(Math.abs(k));
    },
  };
}

/**
 * Calendar loss of NREL's SAM: k sqrt(days) with k = a e^(b (1/T - 1/296)) e^(c (soc/T - 1/296)).
 * FOUND: a 0.00266, b -7280 K, c 930 K.
 * @see DiOrio et al., "Economic Analysis Case Studies of Battery Energy Storage with SAM", NREL/TP-6A20-64987 (2015)
 */
export const samCalendarRate = (soc: number, temperature_K: number): number =>
  0.00266 * exp(-7280 * (1 / temperature_K - 1 / 296) + 930 * (soc / temperature_K - 1 / 296));

/** A data sheet: cycles until `loss` by depth of cycle, and years on the shelf until the same at 25 degC, half full. */
export interface CellSheet {
  readonly loss: number;
  /**
   * Ascending in depth. The loss of a cycle is a straight line between them and from nothing to the first, and is held
   * beyond the last.
   */
  readonly cycles: readonly { readonly depth: number; readonly cycles: number }[];
  readonly calendarLife_a: number;
  /** Power of time by which it is lost on the shelf. */
  readonly calendarPower: number;
}

/**
 * Every cycle of a depth costs the same. Calendar loss goes with a power of time, with temperature as SAM has it, and with
 * charge as in the fit to large LFP cells: half more when full than half full. SAM's own stress is five times as high when
 * full, for a rate named when full; beside a life half full it would leave two of 20 years at 90 %.
 */
function sheet({ loss, cycles, calendarLife_a, calendarPower }: CellSheet): AgeingModel {
  const depths = [0, ...cycles.map((c) => c.depth)];
  const perCycle = [0, ...cycles.map((c) => loss / c.cycles)];
  const reference = samCalendarRate(0.5, 298.15);
  const potential_V = laid(graphitePotential_V, 0, 1);
  const half_V = potential_V(0.5);
  const daily = loss / pow(calendarLife_a * 365.25, calendarPower) / reference;
  return {
    calendarPower,
    cyclePower: 1,
    calendarPace: calendarPower === 0.5 ? (rate) => rate * rate : (rate) => pow(rate, 1 / calendarPower),
    calendarRate: (soc, temperature_K) =>
      daily * samCalendarRate(0.5, temperature_K) * exp((CHARGE_K_per_V * (half_V - potential_V(soc))) / temperature_K),
    // A full cycle of a depth is `depth` equivalent full cycles.
    cyclePace: (depth) => (depth > 0 ? interpolate(depths, perCycle, depth) / depth : 0),
  };
}

export const ageingModels = { lfp, nmc, sheet } as const;

/** Years until the loss, going on at a pace of both ages a year; Infinity where nothing ages. */
export function lifeAt(model: AgeingModel, loss: number, calendar_per_a: number, cycle_per_a: number): number {
  const lostAfter = (years: number): number =>
    pow(calendar_per_a * years, model.calendarPower) + pow(cycle_per_a * years, model.cyclePower);
  if (!(calendar_per_a > 0 || cycle_per_a > 0)) return Number.POSITIVE_INFINITY;
  let [low, high] = [0, 1];
  while (lostAfter(high) < loss) {
    low = high;
    high *= 2;
    if (high > 1e9) return Number.POSITIVE_INFINITY;
  }
  for (let k = 0; k < 60; k++) {
    const mid = (low + high) / 2;
    if (lostAfter(mid) < loss) low = mid;
    else high = mid;
  }
  return (low + high) / 2;
}
