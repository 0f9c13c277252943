/** What a component costs by default, as data; applied only in its own currency or at a rate the scenario names. */
export interface CostDefault {
  readonly currency: string;
  readonly year: number;
  /** Per unit of `size`. */
  readonly capex_money: number;
  /** Share of the capital cost a year. */
  readonly fixedOm_per_a: number;
  /** Per kWh (or kg) of the first product. */
  readonly variableOm_money_per_kWh: number;
  readonly life_a: number;
  readonly source: string;
}

/** The default cost of a kind with these parameters. */
export const costDefaultOf = <P>(
  { costDefault }: { readonly costDefault?: CostDefault | ((p: P) => CostDefault) },
  p: P,
): CostDefault | undefined => (typeof costDefault === 'function' ? costDefault(p) : costDefault);
