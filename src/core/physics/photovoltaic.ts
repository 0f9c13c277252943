import { exp } from '../math.ts';

/** How a module sheds its heat: `a` and `b` per m/s of wind at 10 m; `rise_K` from back to cell at 1000 W/m2. */
export interface Mounting {
  readonly a: number;
  readonly b: number;
  readonly rise_K: number;
}

/** FOUND: table 2 of King, Boyson and Kratochvill, SAND2004-3535; glass in front, glass or polymer behind. */
export const MOUNTINGS = {
  openRack: { a: -3.56, b: -0.075, rise_K: 3 },
  openRackGlass: { a: -3.47, b: -0.0594, rise_K: 3 },
  closeRoof: { a: -2.98, b: -0.0471, rise_K: 1 },
  insulatedBack: { a: -2.81, b: -0.0455, rise_K: 0 },
} as const satisfies Record<string, Mounting>;

/**
 * Cell temperature of the Sandia array performance model, steady state.
 * @see King, Boyson and Kratochvill, Photovoltaic Array Performance Model, SAND2004-3535 (2004), eq. 11 and 12
 */
export const sandiaCell_degC = (
  poa_W_per_m2: number,
  ambient_degC: number,
  wind_m_per_s: number,
  mounting: Mounting,
): number => ambient_degC + poa_W_per_m2 * (exp(mounting.a + mounting.b * wind_m_per_s) + mounting.rise_K / 1000);

/**
 * Module temperature by a heat loss that grows with the wind: u0 about 25 W/(m2 K) and u1 about 6.84 W s/(m3 K) for an
 * open rack. PVsyst's model is the same with the irradiance times 0.9 (1 - efficiency).
 * @see Faiman, Progress in Photovoltaics 16 (2008) 307, doi:10.1002/pip.813
 */
export const faimanCell_degC = (
  poa_W_per_m2: number,
  ambient_degC: number,
  wind_m_per_s: number,
  u0: number,
  u1: number,
): number => ambient_degC + poa_W_per_m2 / (u0 + u1 * wind_m_per_s);

/** Losses between the cells and the inverter, shares one after the other. FOUND: the defaults of NREL's PVWatts 5. */
export const PVWATTS_LOSSES = {
  soiling: 0.02,
  shading: 0.03,
  snow: 0,
  mismatch: 0.02,
  wiring: 0.02,
  connections: 0.005,
  lightInduced: 0.015,
  nameplate: 0.01,
  age: 0,
  availability: 0.03,
} as const;

/** One loss of several that follow each other: 14.08 % of the PVWatts defaults. */
export const combinedLoss = (shares: Iterable<number>): number => {
  let kept = 1;
  for (const share of shares) kept *= 1 - share;
  return 1 - kept;
};

/**
 * Inverter of the PVWatts class: AC power = r (c1 P^2 / P0 + c2 P + c3 P0), a parabola in DC power, with P0 the DC power
 * that gives the AC rating. The coefficients are a fit to the inverters that California had certified by 2011.
 */
export const PVWATTS_INVERTER = { quadratic: -0.0162, linear: 0.9858, constant: -0.0059, reference: 0.9637 } as const;
