import { byText, plus } from '../ledger/exact.ts';
import type { Reading } from '../ledger/register.ts';
import type { StatementLine } from './statement.ts';

/** What lines come to; quanta and micro-money. */
export interface Sums {
  readonly sold: number;
  readonly bought: number;
  /** Into the bus positive. */
  readonly metered: number;
  readonly deviation: number;
  readonly sales: number;
  readonly purchases: number;
  /** In the purchases. */
  readonly fees: number;
  readonly deviations: number;
  readonly losses: number;
  readonly connection: number;
  readonly other: number;
  readonly total: number;
}

const NAMES = [
  'sold',
  'bought',
  'metered',
  'deviation',
  'sales',
  'purchases',
  'fees',
  'deviations',
  'losses',
  'connection',
  'other',
  'total',
] as const satisfies readonly (keyof Sums)[];

/** Adds lines up. A line that was taken back and its mirror image cancel. */
export function sumLines(lines: readonly StatementLine[]): Sums {
  const sums = Object.fromEntries(NAMES.map((name) => [name, 0])) as { -readonly [K in keyof Sums]: number };
  const add = (name: keyof Sums, amount: number): void => {
    sums[name] = plus(sums[name], amount);
  };
  for (const { kind, quanta, money, fee } of lines) {
    add('total', money);
    switch (kind) {
      case 'sale':
        add('sold', quanta);
        add('sales', money);
        break;
      case 'purchase':
        add('bought', -quanta);
        add('purchases', money);
        add('fees', -fee);
        break;
      case 'metering':
        add('metered', quanta);
        break;
      case 'deviation':
        add('deviation', quanta);
        add('deviations', money);
        break;
      case 'losses':
        add('losses', money);
        break;
      case 'connection':
        add('connection', money);
        break;
      default:
        add('other', money);
    }
  }
  return sums;
}

/** One slot of one market on a statement, and what proves it. */
export interface SlotSums {
  readonly market: string;
  readonly slot_ms: number;
  readonly sums: Sums;
  /** Last revision of its settlement. */
  readonly revision: number;
  /** Of the deviation, micro-money per thousand quanta. */
  readonly price?: number;
  readonly orders: readonly string[];
  /** As they count now. */
  readonly readings: readonly Reading[];
  readonly isEstimated: boolean;
  readonly texts: readonly string[];
  /** Lines of the journal. */
  readonly places: readonly number[];
  /** What each revision booked in sum, where there is more than one. */
  readonly revisions: readonly {
    readonly revision: number;
    readonly at_ms: number;
    readonly place: number;
    readonly money: number;
  }[];
}

const unique = <T>(list: readonly T[]): T[] => [...new Set(list)];

/** Lines by slot and market, in their order. */
export function bySlot(lines: readonly StatementLine[]): SlotSums[] {
  const groups = new Map<string, StatementLine[]>();
  for (const line of lines) {
    const key = `${line.slot_ms}/${line.market}`;
    const list = groups.get(key);
    if (list === undefined) groups.set(key, [line]);
    else list.push(line);
  }
  return [...groups.values()].map(slotSums).sort((a, b) => a.slot_ms - b.slot_ms || byText(a.market, b.market));
}

function slotSums(lines: readonly StatementLine[]): SlotSums {
  const { market, slot_ms } = lines[0]!;
  const standing = lines.filter(
    (line) =>
      line.reverses === undefined && !lines.some((other) => other.key === line.key && other.reverses === line.revision),
  );
  const deviation = standing.find(({ kind }) => kind === 'deviation');
  const revision = Math.max(...lines.map((line) => line.revision));
  const revisions = unique(lines.filter((line) => line.revision > 0).map((line) => line.revision)).map((number) => {
    const its = lines.filter((line) => line.revision === number);
    const money = its.reduce((sum, line) => plus(sum, line.money), 0);
    return { revision: number, at_ms: its[0]!.at_ms, place: its[0]!.place, money };
  });
  const texts = standing.flatMap(({ tariff, text }) => [
    ...(tariff === undefined ? [] : [`tariff ${tariff}`]),
    ...(text === undefined ? [] : [text]),
  ]);
  return {
    market,
    slot_ms,
    sums: sumLines(lines),
    revision,
    ...(deviation?.price === undefined ? {} : { price: deviation.price }),
    orders: unique(standing.flatMap(({ order }) => (order === undefined ? [] : [order]))),
    readings: standing.find(({ readings }) => readings.length > 0)?.readings ?? [],
    isEstimated: standing.some((line) => line.isEstimated),
    texts: unique(texts),
    places: unique(lines.map(({ place }) => place)),
    revisions,
  };
}
