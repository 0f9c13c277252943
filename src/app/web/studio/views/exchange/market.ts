/** Markets, depth and clearings as the server tells them, and what is drawn of them. */
export interface Market {
  readonly market: string;
  readonly label: string;
  readonly carrier: string;
  readonly unit: 'Wh' | 'g';
  readonly slot_s: number;
  readonly gate_s: number;
  readonly isOpen: boolean;
  readonly parties: readonly string[];
}
/** Quantities and prices come under names with the market's unit. */
export type Told = Readonly<Record<string, unknown>>;
export interface Depth {
  readonly slot_ms: number;
  readonly buys: readonly Told[];
  readonly sells: readonly Told[];
}

type Unit = Market['unit'];
/** A quantity in what prices are told by: kWh or kg. */
export const amountOf = (told: Told, name: string, unit: Unit): number =>
  typeof told[`${name}_${unit}`] === 'number' ? (told[`${name}_${unit}`] as number) / 1000 : Number.NaN;
const per = (unit: Unit): 'kWh' | 'kg' => (unit === 'Wh' ? 'kWh' : 'kg');
export const amountUnit = per;
export const priceUnit = (unit: Unit): string => `money_per_${per(unit)}`;
export function priceOf(told: Told, name: string, unit: Unit): number | undefined {
  const found = told[`${name}_${priceUnit(unit)}`];
  return typeof found === 'number' ? found : undefined;
}

/** Points of a curve of steps: quantity, price. */
export type Curve = readonly (readonly [quantity: number, price: number])[];
export interface Curves {
  readonly supply: Curve;
  readonly demand: Curve;
  /** Highest and lowest price that is drawn. */
  readonly range: readonly [number, number];
}

/** Steps of supply and demand. What takes any price is drawn at the edge. */
export function curvesOf({ buys, sells }: Depth, unit: Unit): Curves {
  const limits = [...buys, ...sells].flatMap((level) => priceOf(level, 'limit', unit) ?? []);
  const low = Math.min(...limits);
  const high = Math.max(...limits);
  const edge = limits.length === 0 ? 1 : Math.max((high - low) * 0.1, Math.abs(high) * 0.05, 0.01);
  const range = limits.length === 0 ? ([0, 1] as const) : ([Math.min(0, low - edge), high + edge] as const);
  const steps = (levels: readonly Told[], any: number): Curve => {
    const points: [number, number][] = [];
    let quantity = 0;
    for (const level of levels) {
      const price = priceOf(level, 'limit', unit) ?? any;
      points.push([quantity, price]);
      quantity += amountOf(level, 'quantity', unit);
      points.push([quantity, price]);
    }
    return points;
  };
  return { supply: steps(sells, range[0]), demand: steps(buys, range[1]), range };
}

/** Starts of slots that are open: their gates close after now, by the clock of the twin. */
export function openSlots(
  { slot_s, gate_s }: Pick<Market, 'slot_s' | 'gate_s'>,
  start_ms: number,
  end_ms: number,
  now_ms: number,
  most: number,
): readonly number[] {
  const length_ms = slot_s * 1000;
  const first = Math.max(0, Math.floor((now_ms + gate_s * 1000 - start_ms) / length_ms) + 1);
  const slots: number[] = [];
  for (let k = first; slots.length < most && start_ms + (k + 1) * length_ms <= end_ms; k++)
    slots.push(start_ms + k * length_ms);
  return slots;
}

export interface Sums {
  readonly from_ms: number;
  readonly to_ms: number;
  readonly parties: readonly {
    readonly party: string;
    readonly sales_money: number;
    readonly purchases_money: number;
    readonly beside_money: number;
    readonly net_money: number;
  }[];
  readonly pairs: readonly {
    readonly market: string;
    readonly seller: string;
    readonly buyer: string;
    readonly paid_money: number;
  }[];
}

export interface Flow {
  readonly source: string;
  readonly target: string;
  readonly value: number;
  /** Carrier that most was paid for. */
  readonly carrier: string;
}

/** Who sold to whom over all markets, the largest first; sellers and buyers stand apart, as a party may be both. */
export function flowsOf(pairs: Sums['pairs'], markets: readonly Market[], most: number): readonly Flow[] {
  const carriers = new Map(markets.map(({ market, carrier }) => [market, carrier]));
  const flows = new Map<string, { source: string; target: string; value: number; carrier: string; largest: number }>();
  for (const { market, seller, buyer, paid_money } of pairs) {
    if (!(paid_money > 0)) continue;
    const key = `${seller} ${buyer}`;
    const carrier = carriers.get(market) ?? '';
    const flow = flows.get(key) ?? { source: seller, target: buyer, value: 0, carrier, largest: 0 };
    flows.set(key, flow);
    flow.value += paid_money;
    if (paid_money > flow.largest) {
      flow.largest = paid_money;
      flow.carrier = carrier;
    }
  }
  return [...flows.values()]
    .sort((a, b) => b.value - a.value)
    .slice(0, most)
    .map(({ largest: _largest, ...flow }) => flow);
}

/** An id for an order that nobody has sent before: by the clock and how many were sent here. */
export const orderId = (now_ms: number, n: number): string => `page-${now_ms.toString(36)}-${n}`;
