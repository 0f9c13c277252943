/** A solar collector by the steady model of ISO 9806, per m2 of the area that its coefficients are stated for. */
export interface Collector {
  readonly eta0: number;
  readonly a1_W_per_m2K: number;
  readonly a2_W_per_m2K2: number;
  /** Of the incidence angle modifier 1 - b0 (1 / cos - 1). */
  readonly b0: number;
}

export const COLLECTORS = {
  /** FOUND: Bosch FKT-1, SRCC 2008056 as in NREL's SAM (gross area, linear fit). */
  flatPlate: { eta0: 0.739, a1_W_per_m2K: 3.44, a2_W_per_m2K2: 0, b0: 0.1 },
  /** Large module with foil or second glass. FOUND: example of oemof-thermal; b0 ASSUMED as the flat plate's. */
  largeFlatPlate: { eta0: 0.73, a1_W_per_m2K: 1.7, a2_W_per_m2K2: 0.016, b0: 0.1 },
  /** FOUND: Sunda SEIDO 1-16, SRCC 2004001B as in NREL's SAM (gross area); b0 ASSUMED 0, tubes gain at flat angles. */
  evacuatedTube: { eta0: 0.526, a1_W_per_m2K: 1.33, a2_W_per_m2K2: 0, b0: 0 },
} as const satisfies Record<string, Collector>;

export type CollectorName = keyof typeof COLLECTORS;
export const COLLECTOR_NAMES = Object.keys(COLLECTORS) as [CollectorName, ...CollectorName[]];
