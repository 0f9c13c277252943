import { costDefaultOf } from '../core/component.ts';
import type { Instance } from '../core/instance.ts';
import type { ComponentPlan, Faults } from './read.ts';
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

/** The scenario's rate for money of a currency; undefined where it names none. */
function rateOf({ currency, economy: { exchange = [] } }: ScenarioSpec, from: string): number | undefined {
  if (from === currency) return 1;
  return (Array.isArray(exchange) ? exchange : [exchange]).find((e) => e.from === from)?.rate;
}

/** Whether all that a default could say is said by the scenario. */
const isComplete = ({ economics: given }: ComponentPlan['envelope']): boolean =>
  given.capex_money !== undefined &&
  given.fixedOm_money_per_a !== undefined &&
  given.variableOm_money_per_kWh !== undefined;

/** Adds one fault where defaults are needed in currencies for which the scenario names no rate. */
export function checkCurrencies(
  components: readonly Instance[],
  plans: readonly ComponentPlan[],
  spec: ScenarioSpec,
  faults: Faults,
): void {
  const lacking = new Map<string, string[]>();
  const missing = new Set<string>();
  components.forEach(({ id, kind, p }, k) => {
    const costDefault = costDefaultOf(kind, p);
    if (costDefault === undefined || kind.size === undefined || isComplete(plans[k]!.envelope)) return;
    const { currency, year } = costDefault;
    if (rateOf(spec, currency) !== undefined) return;
    const money = `${currency} of ${year}`;
    lacking.set(money, [...(lacking.get(money) ?? []), id]);
    missing.add(currency);
  });
  if (missing.size === 0) return;
  const whose = [...lacking].map(([money, ids]) => `${ids.join(', ')} (${money})`).join(' and ');
  const named = [spec.economy.exchange ?? []]
    .flat()
    .map((e) => `{ from: ${e.from}, rate: ${e.rate}, year: ${e.year} }`);
  const all = [...named, ...[...missing].map((from) => `{ from: ${from}, rate: ..., year: ... }`)];
  faults.add(
    ['economy', 'exchange'],
    `no rate for ${[...missing].join(' and ')} where the scenario counts in ${spec.currency}, for the default costs of ${whose}; ` +
      `name exchange: ${all.length === 1 ? all[0]! : `[${all.join(', ')}]`}, or give capex_money, fixedOm_money_per_a and variableOm_money_per_kWh of each under its economics`,
  );
}

/**
 * The scenario's figures, the kind's defaults for the rest, those in another currency at the rate of exchange that the
 * scenario names.
 */
export function economicsOf(c: Instance, plan: ComponentPlan, spec: ScenarioSpec): Economics {
  const given = plan.envelope.economics;
  const { kind } = c;
  const fallback = costDefaultOf(kind, c.p);
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
  const taxed = 1 + spec.economy.costVat;
  const rate = taxed * (rateOf(spec, fallback.currency) ?? 1);
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
