import { type Instance, stepInstance } from '../core/instance.ts';
import { type Board, EPS, flowAt, phaseAt } from './board.ts';
import { DISCHARGE } from './config.ts';
import type { Lead, Unit, Zone } from './parts.ts';

/**
 * The block of supply that `nextBlock` found: its price, how much of it is left, and whether it stands for failure; how much
 * of it what is taken already takes, and the price of what is taken before it.
 */
export const block = { price: 0, room: 0, fails: false, used: 0, before: 0 };

/** Prices at the closers of every zone in this step, with the carbon that they emit themselves (a vent). */
export function closerPrices(b: Board, scratch: Float64Array): void {
  const { zones } = b.layout;
  for (let z = 0; z < zones.length; z++) if (!zones[z]!.isPriced) priceClosers(b, zones[z]!, scratch);
}

function priceClosers(b: Board, zone: Zone, scratch: Float64Array): void {
  const { closers } = zone;
  zone.isPriced = zone.hasConstantClosers;
  let buy = Number.POSITIVE_INFINITY;
  let room = 0;
  let beyond = Number.POSITIVE_INFINITY;
  let sell = Number.NEGATIVE_INFINITY;
  let sellRoom = 0;
  let spilt = Number.NEGATIVE_INFINITY;
  let plannable = 0;
  for (let k = 0; k < closers.length; k++) {
    const c = closers[k]!;
    if (c.price === undefined) continue;
    c.price(c.q, c.x, c.w, scratch);
    const price = scratch[0]!;
    const worth = scratch[1]! - carbonOf(b, c);
    c.limits(c.q, c.x, c.w, b.dt_h, scratch);
    if (scratch[1]! > EPS && price < Number.POSITIVE_INFINITY) {
      if (c.isLastResort) beyond = Math.min(beyond, price);
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
  zone.buy = buy;
  zone.buyRoom = room;
  zone.beyond = beyond;
  zone.plannable = plannable;
  zone.sell = Math.max(sell, -1e6);
  zone.sellRoom = sellRoom;
  zone.spilt = Math.max(spilt, -1e6);
}

/** What the CO2 costs that a closer emits with each unit it takes: tried with one. */
function carbonOf({ config, dt_h }: Board, c: Instance): number {
  const price = config.carbonPrice_money_per_kg;
  if (price === 0) return 0;
  const emits = c.kind.emissions?.fossilCo2;
  if (emits === undefined) return 0;
  c.invert(c.q, c.x, c.w, 0, -1, dt_h, c.u);
  stepInstance(c, dt_h);
  const emitted_kg = emits.reduce((sum, name) => sum + c.y[c.outputs.indexOf(name)]!, 0);
  c.u.fill(0);
  stepInstance(c, dt_h);
  return price * emitted_kg;
}

/**
 * Finds the block of supply that would serve one more unit of a zone, once `taken` has been served: producers by cost,
 * the closers at their price among them. Writes `block`. Stores are left out, for what they give has to be replaced, unless
 * nothing else gives what a machine asks for (a cavern at the head of a pipe, a battery behind an inverter); and so are the
 * unit that asks and what runs on its output.
 */
export function nextBlock(b: Board, zone: Zone, taken: number, asker: Unit | null): void {
  const { producers, buy } = zone;
  const isOwn = asker?.feedsEarly === true;
  const isRestedOn = asker?.isRestedOn === true;
  let left = taken;
  let last = Number.NEGATIVE_INFINITY;
  let lastId = -1;
  let closersAreDone = false;
  block.before = 0;
  for (;;) {
    let best = Number.POSITIVE_INFINITY;
    let bestLead: Lead | null = null;
    let bestId = -1;
    for (let k = 0; k < producers.length; k++) {
      const lead = producers[k]!;
      const { unit, hi, room } = lead;
      if (unit === asker || unit.isStore) continue;
      if (isOwn && lead.isEarly) continue;
      if (isRestedOn && lead.restsOn?.[asker!.id] === 1) continue;
      const flow = flowAt(lead);
      if (hi - flow <= EPS) continue;
      // A lead is one block, or two: up to where its cost holds, and beyond.
      const isFirst = flow < room - EPS;
      const { cost } = lead;
      if (isFirst && cost < best && (cost > last || (cost === last && 2 * lead.id > lastId))) {
        best = cost;
        bestLead = lead;
        bestId = 2 * lead.id;
      }
      const { beyond } = lead;
      if (room >= hi - EPS || beyond >= best) continue;
      if (beyond > last || (beyond === last && 2 * lead.id + 1 > lastId)) {
        best = beyond;
        bestLead = lead;
        bestId = 2 * lead.id + 1;
      }
    }
    if (!closersAreDone && buy <= best) {
      closersAreDone = true;
      const room = zone.buyRoom - left;
      block.used = left;
      if (room > EPS) {
        block.price = buy;
        block.room = room;
        block.fails = false;
        return;
      }
      left = -room;
      if (zone.buyRoom > EPS) block.before = buy;
    }
    block.used = left;
    if (bestLead === null || zone.beyond <= best) {
      const held = asker === null ? 0 : heldFor(b, zone) - left;
      if (held > EPS) {
        block.price = Math.max(0, zone.sell);
        block.room = held;
        block.fails = false;
        return;
      }
      block.fails = zone.plannable - zone.buyRoom - left <= EPS;
      // What fails can only be taken from demands: no machine runs on what is not there.
      block.room = block.fails ? zone.demand - left : Number.POSITIVE_INFINITY;
      block.price = block.room > EPS ? zone.beyond : Number.POSITIVE_INFINITY;
      return;
    }
    const flow = flowAt(bestLead);
    const room =
      bestId % 2 === 0 ? Math.min(bestLead.hi, bestLead.room) - flow : bestLead.hi - Math.max(flow, bestLead.room);
    if (left < room - EPS) {
      block.price = best;
      block.room = room - left;
      block.fails = false;
      return;
    }
    left = Math.max(0, left - room);
    last = block.before = best;
    lastId = bestId;
  }
}

/** What the stores of a zone may give now by their rules. */
function heldFor(b: Board, { stores }: Zone): number {
  let sum = 0;
  for (let k = 0; k < stores.length; k++) {
    const lead = stores[k]!;
    const { rule } = lead;
    const doing = rule.phase === null ? DISCHARGE : phaseAt(b, rule);
    if (doing === DISCHARGE && rule.target_kW === Number.POSITIVE_INFINITY) sum += Math.max(0, lead.hi - flowAt(lead));
  }
  return sum;
}

/** What one more unit is worth at the closers of a zone: those that pay take only so much. */
export const worthAtClosers = (zone: Zone): number => (zone.net > zone.sellRoom - SPARE ? zone.spilt : zone.sell);

/** Surplus below this many kW is no supply to plan on. */
export const SPARE = 1e-3;
