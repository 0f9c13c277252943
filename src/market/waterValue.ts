/** A store as its trader sees it: what it gives to its bus, and takes from there. */
export interface Stored {
  /** What it could give if nothing came in, and what it could take until it is full; kWh at its bus. */
  readonly content_kWh: number;
  readonly room_kWh: number;
  readonly give_kW: number;
  readonly take_kW: number;
  /** What is given later for each unit taken. */
  readonly etaRound: number;
}

/** Worth of giving less, and of holding more, money per kWh at the bus. */
export interface WaterValue {
  /** Least price at which giving now beats giving later. */
  readonly give: number;
  /** Highest price at which taking now pays by what is given later. */
  readonly take: number;
}

/** Levels between empty and full that are told apart; a step between them is the error of a value's place. ASSUMED 24. */
const LEVELS = 24;

/**
 * The water value of a store that takes prices as they come: the best use of what it holds over the hours ahead, by dynamic
 * programming over its level from the last hour back (Bellman), with what is left at the end worth the mean price times
 * `storedWorth`. The value is the change of the best by one level up and down, from where it stands now.
 * @param prices by hour, money per kWh at its bus: what is expected, the first being now
 */
export function waterValue(
  { content_kWh, room_kWh, give_kW, take_kW, etaRound }: Stored,
  prices: ArrayLike<number>,
  storedWorth: number,
): WaterValue {
  const full_kWh = content_kWh + room_kWh * etaRound;
  const hours = prices.length;
  if (!(full_kWh > 0) || hours === 0) return { give: Number.POSITIVE_INFINITY, take: Number.NEGATIVE_INFINITY };
  const level_kWh = full_kWh / LEVELS;
  const gives = Math.max(1, Math.round(give_kW / level_kWh));
  const takes = Math.max(1, Math.round((take_kW * etaRound) / level_kWh));
  let mean = 0;
  for (let h = 0; h < hours; h++) mean += prices[h]!;
  mean /= hours;
  let after: Float64Array = Float64Array.from({ length: LEVELS + 1 }, (_, l) => l * level_kWh * mean * storedWorth);
  for (let h = hours - 1; h >= 1; h--) after = best(after, prices[h]! * level_kWh, gives, takes, etaRound);
  const at = Math.min(LEVELS, Math.max(0, Math.round(content_kWh / level_kWh)));
  const down = Math.min(at, gives);
  const up = Math.min(LEVELS - at, takes);
  return {
    give: down > 0 ? (after[at]! - after[at - down]!) / (down * level_kWh) : Number.POSITIVE_INFINITY,
    take: up > 0 ? ((after[at + up]! - after[at]!) / (up * level_kWh)) * etaRound : Number.NEGATIVE_INFINITY,
  };
}

/** Worth of each level before an hour, by the worth after it. */
function best(after: Float64Array, price: number, gives: number, takes: number, etaRound: number): Float64Array {
  const before = new Float64Array(LEVELS + 1);
  for (let l = 0; l <= LEVELS; l++) {
    let most = after[l]!;
    for (let to = Math.max(0, l - gives); to < l; to++) {
      const worth = after[to]! + (l - to) * price;
      if (worth > most) most = worth;
    }
    for (let to = Math.min(LEVELS, l + takes); to > l; to--) {
      const worth = after[to]! - ((to - l) * price) / etaRound;
      if (worth > most) most = worth;
    }
    before[l] = most;
  }
  return before;
}
