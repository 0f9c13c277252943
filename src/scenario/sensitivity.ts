import type { TariffSeries } from '../core/environment.ts';
import { ConfigError } from '../core/errors.ts';
import type { Instance } from '../core/instance.ts';
import type { Run } from '../core/run.ts';
import { type Compiled, compile } from './compile.ts';
import { type Surroundings, surroundingsOf } from './environment.ts';
import { among } from './known.ts';
import { numberIn } from './numberIn.ts';
import { type Outside, readScenario } from './read.ts';
import { type Plain, patched } from './sweepPatch.ts';

/** Something that a result may hang on. */
export interface SensitiveInput {
  /** As a user names it: `capex`, `tariffs.power`, `components.pv.tilt_deg`. */
  readonly name: string;
  readonly label: string;
  /** Share by which it is less and more. */
  readonly by: number;
  /** What it is, where it is one number. */
  readonly value?: number;
  /** Money alone hangs on it: the same operation, counted anew. */
  readonly isMoneyAlone: boolean;
}

const MONEY_ALONE = ['capex', 'lifetime', 'discountRate'];
const PATH = /^[a-z][A-Za-z0-9]*(\.[A-Za-z0-9_-]+)+$/;

/** Names of the inputs that a scenario has, with their words; whole groups first. */
function inputsOf({ cluster, run, economics }: Compiled): ReadonlyMap<string, string> {
  const { spec } = cluster;
  const found = new Map<string, string>();
  const labelOf = (k: number): string => run.components[k]!.label;
  const some = (holds: (k: number) => boolean): number[] => [...run.components.keys()].filter(holds);
  const tariffs = Object.keys(spec.tariffs).filter((id) =>
    cluster.components.some((c) => (c.p as { readonly tariff?: unknown }).tariff === id),
  );
  const priced = some((k) => pricesOf(run.components[k]!).length > 0);
  if (tariffs.length + priced.length > 0) found.set('energyPrices', 'All energy prices');
  for (const id of tariffs) found.set(`tariffs.${id}`, `Tariff ${id}`);
  for (const k of priced) found.set(`prices.${run.components[k]!.id}`, `Price of ${labelOf(k)}`);
  const built = some((k) => economics[k]!.capex_money > 0);
  if (built.length > 0) {
    found.set('capex', 'Capital cost');
    for (const k of built) found.set(`capex.${run.components[k]!.id}`, `Capital cost of ${labelOf(k)}`);
    found.set('lifetime', 'Life of what is built');
    if (spec.economy.discountRate > 0) found.set('discountRate', 'Discount rate');
  }
  if (spec.carbon.price_money_per_t > 0) found.set('carbonPrice', 'Price of carbon');
  const asking = some((k) => (run.components[k]!.kind.demands ?? []).length > 0);
  if (asking.length > 0) found.set('demand', 'Demand');
  for (const k of asking) found.set(`demand.${run.components[k]!.id}`, `Demand of ${labelOf(k)}`);
  return found;
}

/**
 * The inputs to move: those asked for, else those the scenario names, else every tariff and price, capital, life, discount
 * rate, price of carbon and demand, as far as the scenario has them.
 * @throws ConfigError where one is neither known nor the path of a number
 */
export function sensitiveInputs(
  compiled: Compiled,
  asked: { readonly of?: readonly string[] | undefined; readonly by?: number | undefined } = {},
): SensitiveInput[] {
  const { cluster } = compiled;
  const { by: usual, of: named } = cluster.spec.sensitivity;
  const known = inputsOf(compiled);
  const shares: Readonly<Record<string, number>> = named === undefined || Array.isArray(named) ? {} : named;
  const names = asked.of ?? (Array.isArray(named) ? named : Object.keys(shares));
  const isUsual = (name: string): boolean => /^(tariffs|prices)\./.test(name) || !/[.]|^energyPrices$/.test(name);
  const chosen = names.length > 0 ? names : [...known.keys()].filter(isUsual);
  if (chosen.length === 0)
    throw new ConfigError(
      'sensitivity: the scenario has no price, capital, life, rate or demand to move; name the path of a number',
    );
  return [...new Set(chosen)].map((name): SensitiveInput => {
    const by = asked.by ?? shares[name] ?? usual;
    const label = known.get(name);
    if (label === undefined) {
      if (!PATH.test(name) || /^(prices|capex|demand)\./.test(name))
        throw new ConfigError(
          `sensitivity: expected an input of the scenario, or the path of a number such as components.pv.rated_kWp; met "${name}"${among(name, [...known.keys()])}`,
        );
      return { name, label: name, by, value: numberIn(name, cluster), isMoneyAlone: false };
    }
    const value =
      name === 'discountRate'
        ? cluster.spec.economy.discountRate
        : name === 'carbonPrice'
          ? cluster.spec.carbon.price_money_per_t
          : undefined;
    return {
      name,
      label,
      by,
      ...(value === undefined ? {} : { value }),
      isMoneyAlone: MONEY_ALONE.includes(name.split('.')[0]!),
    };
  });
}

/** Inputs of a component that are prices of its own; those of a tariff come with the tariff. */
const pricesOf = (c: Instance): number[] =>
  c.columns.flatMap((column, slot) =>
    c.inputs[slot]!.startsWith('price_money_per_') && (typeof column !== 'number' || column !== 0) ? [slot] : [],
  );

/** A scenario whose money alone is counted with an input so many times what it is. */
export function countedAnew(compiled: Compiled, name: string, factor: number): Compiled {
  const { cluster, economics, run } = compiled;
  const { spec } = cluster;
  const [group, id] = name.split('.');
  if (group === 'discountRate') {
    const economy = { ...spec.economy, discountRate: spec.economy.discountRate * factor };
    return { ...compiled, cluster: { ...cluster, spec: { ...spec, economy } } };
  }
  const key = group === 'capex' ? 'capex_money' : 'life_a';
  return {
    ...compiled,
    economics: economics.map((e, k) =>
      id === undefined || run.components[k]!.id === id ? { ...e, [key]: e[key] * factor } : e,
    ),
  };
}

/** Lays a scenario anew with one input so many times what it is. */
export type Layer = (input: Pick<SensitiveInput, 'name' | 'isMoneyAlone' | 'value'>, factor: number) => Compiled;

/**
 * Lays a scenario anew, again and again, with one input changed, on the weather and profiles that are there.
 * @param sections those that took the place of the file's own when it was read
 * @returns a function that @throws ConfigError where the scenario refuses the value
 */
export function layerOf(compiled: Compiled, outside: Outside, sections: Plain = {}): Layer {
  const { cluster } = compiled;
  const { spec } = cluster;
  let surroundings: Surroundings | undefined;
  const around = (): Surroundings => {
    surroundings ??= surroundingsOf(cluster, outside);
    return surroundings;
  };
  return ({ name, isMoneyAlone, value }, factor) => {
    if (isMoneyAlone) return countedAnew(compile(cluster, outside, around()), name, factor);
    const [group, id] = name.split('.');
    if (group === 'carbonPrice') {
      const carbon = { price_money_per_t: spec.carbon.price_money_per_t * factor };
      return compile({ ...cluster, spec: { ...spec, carbon } }, outside, around());
    }
    if (group === 'demand') {
      const grown = (c: Instance): Instance =>
        id === undefined || c.id === id ? withInputs(c, slotsOf(c, c.kind.demands ?? []), factor) : c;
      return withComponents(compile(cluster, outside, around()), grown);
    }
    if (value === undefined) {
      const which = group === 'energyPrices' ? undefined : id!;
      const dearer = (c: Instance): Instance =>
        which === undefined || (group === 'prices' && c.id === which) ? withInputs(c, pricesOf(c), factor) : c;
      const isMeant = (tariff: string): boolean => which === undefined || (group === 'tariffs' && tariff === which);
      return withComponents(compile(cluster, outside, withTariffs(around(), isMeant, factor)), dearer);
    }
    const now = patched(cluster.document.data as Plain, name.split('.'), value * factor);
    const section = name.split('.')[0]!;
    return compile(readScenario(cluster.file, outside, { ...sections, [section]: now[section] }), outside);
  };
}

const slotsOf = ({ inputs }: Instance, names: readonly string[]): number[] =>
  names.map((name) => inputs.indexOf(name)).filter((slot) => slot >= 0);

const withInputs = (c: Instance, slots: readonly number[], factor: number): Instance =>
  slots.length === 0
    ? c
    : {
        ...c,
        columns: c.columns.map((column, slot) =>
          !slots.includes(slot) ? column : typeof column === 'number' ? column * factor : column.map((v) => v * factor),
        ),
      };

function withComponents(compiled: Compiled, change: (c: Instance) => Instance): Compiled {
  const run: Run = { ...compiled.run, components: compiled.run.components.map(change) };
  return { ...compiled, run };
}

/** Every amount of some tariffs so many times what it is. */
function withTariffs(surroundings: Surroundings, isMeant: (id: string) => boolean, factor: number): Surroundings {
  const base = surroundings.environment;
  const tariff = (id: string): TariffSeries => {
    const laid = base.tariff(id);
    return isMeant(id) ? dearerTariff(laid, factor) : laid;
  };
  return {
    ...surroundings,
    environment: Object.assign(Object.create(base) as Surroundings['environment'], { tariff }),
  };
}

/** What a month's charges take as a share of the energy paid is a share of what it would have been. */
const dearerTariff = (laid: TariffSeries, factor: number): TariffSeries => ({
  ...laid,
  buy_money_per_kWh: laid.buy_money_per_kWh.map((v) => v * factor),
  sell_money_per_kWh: laid.sell_money_per_kWh.map((v) => v * factor),
  monthlyCharges: (meter) =>
    laid
      .monthlyCharges({
        ...meter,
        ...(meter.energy_money === undefined ? {} : { energy_money: meter.energy_money / factor }),
      })
      .map((line) => ({ ...line, money: line.money * factor })),
});
