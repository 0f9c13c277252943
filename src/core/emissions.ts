/** Signals that carry emissions and resource use, by what they count. */
export interface Emissions {
  /** CO2 of fossil carbon and of biogenic carbon, kg/h. */
  readonly fossilCo2?: readonly string[];
  readonly biogenicCo2?: readonly string[];
  readonly methane?: readonly string[];
  readonly nox?: readonly string[];
  /** Indirect CO2 of bought energy, kg/h: by the grid's mean, by contract, and of fuel supply and losses. */
  readonly scope2Location?: readonly string[];
  readonly scope2Market?: readonly string[];
  readonly scope3?: readonly string[];
  /** What drawing on the grid adds by the plants that follow demand, kg/h: for avoided emissions, in no scope. */
  readonly scope2Marginal?: readonly string[];
  /** Water drawn, kg/h. */
  readonly water?: readonly string[];
}

/**
 * Signals of energy (or mass) that no purchase, use or sale accounts for, without sign: demand that nothing served,
 * surplus not used, heat let go. A closer that names one of them does nothing else at its bus.
 */
export interface Accounts {
  readonly unserved?: readonly string[];
  readonly curtailed?: readonly string[];
  readonly dumped?: readonly string[];
}
