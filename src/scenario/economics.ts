import { ConfigError } from '../core/errors.ts';
import type { Instance } from '../core/instance.ts';
import type { ComponentPlan } from './read.ts';
import type { ScenarioSpec } from './schema.ts';

/** What a component costs, in the scenario's money. */
export interface Economics {
  readonly capex_money: number;
  readonly fixedOm_money_per_a: number;
  readonly variableOm_money_per_kWh: number;
  readonly life_a: number;
  readonly existing: boolean;
  /** `scenario`, `default` with its source, or `none`. */
  readonly source: string;
}

const NONE: Economics = {
  capex_money: 0,
  fixedOm_money_per_a: 0,
  variableOm_money_per_kWh: 0,
  life_a: 20,
  existing: false,
  source: 'none',
};

/**
 * The scenario's figures, the kind's defaults for the rest. A default in another currency counts only at the rate of
 * exchange that the scenario names.
 * @throws ConfigError where a default would be needed and no rate is named
 */
export function economicsOf(c: Instance, plan: ComponentPlan, spec: ScenarioSpec): Economics {
  const given = plan.envelope.economics;
  const { kind } = c;
  const fallback = kind.costDefault;
  if (fallback === undefined || kind.size === undefined) {
    return {
      ...NONE,
      capex_money: given.existing ? 0 : (given.capex_money ?? 0),
      fixedOm_money_per_a: given.fixedOm_money_per_a ?? 0,
      variableOm_money_per_kWh: given.variableOm_money_per_kWh ?? 0,
      life_a: given.life_a ?? NONE.life_a,
      existing: given.existing,
      source: given.capex_money === undefined ? 'none' : 'scenario',
    };
  }
  const complete =
    given.capex_money !== undefined &&
    given.fixedOm_money_per_a !== undefined &&
    given.variableOm_money_per_kWh !== undefined;
  const { exchange } = spec.economy;
  if (!complete && fallback.currency !== spec.currency && exchange?.from !== fallback.currency)
    throw new ConfigError(
      `its default cost is in ${fallback.currency} of ${fallback.year} and the scenario counts in ${spec.currency}; ` +
        `name economy.exchange: { from: ${fallback.currency}, rate: ..., year: ... } or give its capex, fixedOm and variableOm`,
    );
  const taxed = 1 + spec.economy.costVat;
  const rate = taxed * (fallback.currency === spec.currency ? 1 : (exchange?.rate ?? 1));
  const full = given.capex_money ?? fallback.capex_money * kind.size(c.q) * rate;
  return {
    capex_money: given.existing ? 0 : full,
    fixedOm_money_per_a: given.fixedOm_money_per_a ?? full * fallback.fixedOm_per_a,
    variableOm_money_per_kWh: given.variableOm_money_per_kWh ?? fallback.variableOm_money_per_kWh * rate,
    life_a: given.life_a ?? fallback.life_a,
    existing: given.existing,
    source: given.capex_money === undefined ? fallback.source : 'scenario',
  };
}
