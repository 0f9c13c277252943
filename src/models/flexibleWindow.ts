/** How a demand may be moved. */
export interface Flexibility {
  readonly dt_h: number;
  readonly shiftable: number;
  readonly delaySteps: number;
  readonly advanceSteps: number;
  readonly rated_kW: number;
  readonly buy_money_per_kWh: Float64Array | undefined;
}

/** The columns of a flexible load: what is firm, what is asked for, and between which curves what waits may lie. */
export interface FlexibleWindow extends Readonly<Record<string, Float64Array>> {
  readonly firm_kW: Float64Array;
  readonly asked_kW: Float64Array;
  /** At the end of each step; what waits is what was asked for less what was drawn. */
  readonly mostWaiting_kWh: Float64Array;
  readonly leastWaiting_kWh: Float64Array;
  readonly room_kW: Float64Array;
  readonly worth_money_per_kWh: Float64Array;
}

/**
 * Lays out the window of a demand. With A the energy asked for so far, by the end of step i at least
 *   D_i = max(A_(i - delay), D_(i + 1) - room_(i + 1) dt)
 * must be drawn (the second term: no later than the power limit allows), and at most A_(i + advance).
 * @returns a text where the power limit is too small for any order
 */
export function windowOf(demand_kW: Float64Array, flexibility: Flexibility): FlexibleWindow | string {
  const { dt_h, shiftable, delaySteps, advanceSteps, rated_kW } = flexibility;
  const n = demand_kW.length;
  const firm_kW = demand_kW.map((v) => (1 - shiftable) * v);
  const asked_kW = demand_kW.map((v) => shiftable * v);
  const room_kW = firm_kW.map((v) => rated_kW - v);
  const short = room_kW.findIndex((v) => v < -1e-9 * rated_kW);
  if (short >= 0)
    return `met ${rated_kW} kW, less than the ${firm_kW[short]} kW in step ${short} that cannot be shifted; raise it`;
  const sum_kWh = new Float64Array(n + 1);
  for (let i = 0; i < n; i++) sum_kWh[i + 1] = sum_kWh[i]! + asked_kW[i]! * dt_h;
  const mostWaiting_kWh = new Float64Array(n);
  const leastWaiting_kWh = new Float64Array(n);
  let due_kWh = sum_kWh[n]!;
  for (let i = n - 1; i >= 0; i--) {
    if (i < n - 1) due_kWh = Math.max(sum_kWh[Math.max(0, i + 1 - delaySteps)]!, due_kWh - room_kW[i + 1]! * dt_h);
    const ready_kWh = sum_kWh[Math.min(n, i + 1 + advanceSteps)]!;
    if (due_kWh > ready_kWh * (1 + 1e-12) + 1e-9)
      return `met ${rated_kW} kW, with which what is due in the steps after ${i} would have to be drawn before it is asked for; raise it, or delay_h`;
    mostWaiting_kWh[i] = sum_kWh[i + 1]! - Math.min(due_kWh, ready_kWh);
    leastWaiting_kWh[i] = sum_kWh[i + 1]! - ready_kWh;
  }
  if (due_kWh - Math.max(0, room_kW[0]!) * dt_h > 1e-9 * (1 + due_kWh))
    return `met ${rated_kW} kW, too little for what is due in the first steps; raise it, or delay_h`;
  return {
    firm_kW,
    asked_kW,
    mostWaiting_kWh,
    leastWaiting_kWh,
    room_kW: room_kW.map((v) => Math.max(0, v)),
    worth_money_per_kWh: worthOf(flexibility, n),
  };
}

/** What drawing now is worth: a little more than the lowest price within the delay, or nothing without a tariff. */
function worthOf({ buy_money_per_kWh: price, delaySteps }: Flexibility, n: number): Float64Array {
  const worth = new Float64Array(n);
  if (price === undefined) return worth;
  // The lowest of a window that slides backwards: places of prices that fall from its end to its start.
  const lowest = new Int32Array(n);
  let head = 0;
  let tail = 0;
  for (let i = n - 1; i >= 0; i--) {
    while (tail > head && price[lowest[tail - 1]!]! >= price[i]!) tail--;
    lowest[tail++] = i;
    while (lowest[head]! > i + delaySteps) head++;
    const least = price[lowest[head]!]!;
    worth[i] = least + 1e-6 * Math.abs(least) + 1e-9;
  }
  return worth;
}
