import { type Board, EPS, flowAt } from './board.ts';
import { DISCHARGE } from './config.ts';

/** The block of supply that `nextBlock` found: its price, how much of it is left, and whether it stands for failure. */
export const block = { price: 0, room: 0, fails: false };

/** Prices at the closers of every zone in this step; carbon is paid with the fuel. */
export function closerPrices(b: Board, scratch: Float64Array): void {
  const { layout, run, config } = b;
  for (let z = 0; z < layout.zones; z++) {
    if (b.isPriced[z] === 1) continue;
    const closers = layout.closers[z]!;
    b.isPriced[z] = layout.constantClosers[z]!;
    const carbon = run.buses[layout.busOfZone[z]!]!.fossil_kg_per_kWh * config.carbonPrice_money_per_kg;
    let buy = Number.POSITIVE_INFINITY;
    let room = 0;
    let beyond = Number.POSITIVE_INFINITY;
    let sell = Number.NEGATIVE_INFINITY;
    let sellRoom = 0;
    let spilt = Number.NEGATIVE_INFINITY;
    let plannable = 0;
    for (let k = 0; k < closers.length; k++) {
      const c = run.components[closers[k]!]!;
      if (c.kind.price === undefined) continue;
      c.kind.price(c.q, c.x, c.w, scratch);
      const price = scratch[0]! + carbon;
      const worth = scratch[1]!;
      c.limits(c.q, c.x, c.w, b.dt_h, scratch);
      if (scratch[1]! > EPS && price < Number.POSITIVE_INFINITY) {
        if (c.kind.lastResort) beyond = Math.min(beyond, price);
        else {
          plannable += scratch[1]!;
          if (buy === Number.POSITIVE_INFINITY) {
            buy = price;
            room = scratch[1]!;
          } else if (price < beyond) beyond = price;
        }
      }
      if (scratch[0]! < -EPS) {
        if (sell === Number.NEGATIVE_INFINITY) {
          sell = worth;
          sellRoom = -scratch[0]!;
        } else if (spilt === Number.NEGATIVE_INFINITY) spilt = worth;
      }
    }
    b.buy[z] = buy;
    b.buyRoom[z] = room;
    b.beyond[z] = beyond;
    b.plannable[z] = plannable;
    b.sell[z] = Math.max(sell, -1e6);
    b.sellRoom[z] = sellRoom;
    b.spilt[z] = Math.max(spilt, -1e6);
  }
}

/**
 * Finds the block of supply that would serve one more unit of a zone, once `taken` has been served: producers by cost,
 * the closers at their price among them. Writes `block`. Stores are left out, for what they give has to be replaced, unless
 * nothing else gives what a machine asks for (a cavern at the head of a pipe, a battery behind an inverter); and so are the
 * unit that asks and what runs on its output.
 */
export function nextBlock(b: Board, zone: number, taken: number, asker: number): void {
  const producers = b.layout.producers[zone]!;
  const buy = b.buy[zone]!;
  let left = taken;
  let last = Number.NEGATIVE_INFINITY;
  let lastLead = -1;
  let closersAreDone = false;
  for (;;) {
    let best = Number.POSITIVE_INFINITY;
    let bestLead = -1;
    for (let k = 0; k < producers.length; k++) {
      const l = producers[k]!;
      const cost = b.cost[l]!;
      const unit = b.layout.unitOfLead[l]!;
      if (unit === asker || b.layout.isStore[unit] === 1) continue;
      if (b.layout.isEarly[l] === 1 && asker >= 0 && b.layout.feedsEarly[asker] === 1) continue;
      if (cost < last || (cost === last && l <= lastLead) || cost >= best) continue;
      if (b.hi[l]! - flowAt(b, l) <= EPS) continue;
      best = cost;
      bestLead = l;
    }
    if (!closersAreDone && buy <= best) {
      closersAreDone = true;
      const room = b.buyRoom[zone]! - left;
      if (room > EPS) {
        block.price = buy;
        block.room = room;
        block.fails = false;
        return;
      }
      left = -room;
    }
    if (bestLead < 0 || b.beyond[zone]! <= best) {
      const held = asker >= 0 ? heldFor(b, zone) - left : 0;
      if (held > EPS) {
        block.price = Math.max(0, b.sell[zone]!);
        block.room = held;
        block.fails = false;
        return;
      }
      block.fails = b.plannable[zone]! - b.buyRoom[zone]! - left <= EPS;
      // What fails can only be taken from demands: no machine runs on what is not there.
      block.room = block.fails ? b.demand[zone]! - left : Number.POSITIVE_INFINITY;
      block.price = block.room > EPS ? b.beyond[zone]! : Number.POSITIVE_INFINITY;
      return;
    }
    const room = b.hi[bestLead]! - flowAt(b, bestLead);
    if (left < room - EPS) {
      block.price = best;
      block.room = room - left;
      block.fails = false;
      return;
    }
    left = Math.max(0, left - room);
    last = best;
    lastLead = bestLead;
  }
}

/** What the stores of a zone may give now by their rules. */
function heldFor(b: Board, zone: number): number {
  const stores = b.layout.stores[zone]!;
  let sum = 0;
  for (let k = 0; k < stores.length; k++) {
    const l = stores[k]!;
    const { phase, target_kW } = b.rules[l]!;
    const doing = phase === null ? DISCHARGE : phase[b.step]!;
    if (doing === DISCHARGE && target_kW === Number.POSITIVE_INFINITY) sum += Math.max(0, b.hi[l]! - flowAt(b, l));
  }
  return sum;
}

/** What one more unit is worth at the closers of a zone: those that pay take only so much. */
export const worthAtClosers = (b: Board, zone: number): number =>
  b.zoneNet[zone]! > b.sellRoom[zone]! - SPARE ? b.spilt[zone]! : b.sell[zone]!;

/** Surplus below this many kW is no supply to plan on. */
export const SPARE = 1e-3;
