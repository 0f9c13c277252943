import { clamp } from '../core/math.ts';
import { plugHeat_kgK } from '../core/physics/pipeNetwork/plugFlow.ts';
import { moveSide, outlet_degC, plugAt, type Side } from '../core/physics/pipeNetwork/transport.ts';
import { lift, openWays, pumping, share } from './heatNetworkFlow.ts';
import { CARRY, CONTENT, PUMPED, STANDING } from './heatNetworkParams.ts';
import type { HeatNetwork } from './heatNetworkPlan.ts';

/** Rounds between flows and temperatures; and how far, in kelvin at a station, they may end apart. */
const ROUNDS = 15;
const CLOSE_K = 1e-3;

/** Rounds in which the plant's supply is fitted to what its bus has to give. */
const FITTINGS = 5;

/**
 * One step. Stations ask for the flow that brings what their buses lack at the temperature that arrives, which the flow
 * itself decides (through the delay): both are found in rounds, by secants. Then whatever is short is less delivered. The
 * plant's supply strays from its set point, within `swing_K`, as far as it must for the network to take just what the
 * plant's bus has left over: there the water of the pipes is the store between them.
 */
export function stepHeatNetwork(
  q: HeatNetwork,
  x: Float64Array,
  w: Float64Array,
  u: Float64Array,
  dt_h: number,
  next: Float64Array,
  y: Float64Array,
): void {
  const { room, graph, stations, cp, sign } = q;
  const { asks_kW, asked, gets, feeds, feeds_degC, backFeeds_degC, return_degC, flows } = room;
  openWays(q, w, x);
  const set_degC = w[2]!;
  feeds_degC[0] = set_degC;
  backFeeds_degC[0] = q.return_degC[0]!;
  const feedsIn = begin(q, x, u, w[0]!, dt_h);
  const reach_K = clamp(q.p.swing_K, 0, Math.max(0, 0.25 * sign * (set_degC - q.return_degC[0]!)));
  let plant_kW = 0;
  let pump_kW = 0;
  let head_kPa = 0;
  let over_kW = 0;
  let slope = 0;
  let before_kW = 0;
  let before_degC = set_degC;
  for (let k = 1; ; k++) {
    settle(q, feedsIn, u[0]!, w[0]!, w[1]!, dt_h, x, next);
    plant_kW = plantPower(q);
    head_kPa = lift(q);
    pump_kW = pumping(q, head_kPa);
    over_kW = u[0]! + x[CARRY]! / dt_h + sign * q.p.etaMotor * pump_kW - plant_kW;
    const usual = cp * Math.min(feeds[0]!, q.content_kg / (3600 * dt_h));
    slope = slope === 0 ? usual : slope;
    if (k === FITTINGS || reach_K === 0 || feeds[0]! <= 0 || Math.abs(over_kW) <= CLOSE_K * feeds[0]! * cp) break;
    const was_degC = feeds_degC[0]!;
    const secant = k > 1 ? (sign * (plant_kW - before_kW)) / (was_degC - before_degC) : usual;
    slope = secant > 0.2 * usual && secant < 5 * usual ? secant : usual;
    before_kW = plant_kW;
    before_degC = was_degC;
    feeds_degC[0] = clamp(was_degC + (sign * over_kW) / slope, set_degC - reach_K, set_degC + reach_K);
    if (feeds_degC[0] === was_degC) break;
  }
  for (let k = 0; k < graph.chords.length; k++) next[q.chordAt + k] = flows[graph.chords[k]!]! * 3600;

  // Ports. What the plant gives or takes by its own flow and temperatures; stations by theirs.
  let shortfall_kW = 0;
  let refused_kW = 0;
  let out = stations + 2 + 6;
  for (let k = 1; k <= stations; k++) {
    const flow = feeds[k]!;
    const carry = CARRY + k;
    next[carry] = x[carry]!;
    let short_kW = 0;
    if (asks_kW[k]! < 0) {
      // What it absorbs beside what its bus gives, by the last thousandth of a kelvin, it carries over to the next step.
      const absorbed_kW = flow * cp * sign * (feeds_degC[k]! - return_degC[k]!);
      const full_kW = -asks_kW[k]!;
      const given_kW = flow < asked[k]! ? clamp(absorbed_kW - x[carry]! / dt_h, 0, full_kW) : flow > 0 ? full_kW : 0;
      next[carry] = x[carry]! + (given_kW - absorbed_kW) * dt_h;
      refused_kW += u[k]! - given_kW;
      y[k] = 0 - given_kW;
    } else {
      short_kW = Math.max(0, -u[k]!) - gets[k]!;
      refused_kW += Math.max(0, u[k]!);
      shortfall_kW += short_kW;
      y[k] = gets[k]!;
    }
    y[out] = short_kW;
    out += 2;
  }
  const absorbed_kW = plant_kW - sign * q.p.etaMotor * pump_kW;
  // What is left open once the fit is close is carried over; a network that cannot take it all leaves it to the closers.
  const fits = reach_K > 0 && feeds[0]! > 0 && Math.abs(over_kW) <= 20 * CLOSE_K * feeds[0]! * cp;
  const lack_kW = Math.max(0, -u[0]!);
  const meets = feeds[0]! < 0 && Math.abs(absorbed_kW + lack_kW) <= 1e-9 * (1 + lack_kW);
  y[0] = fits ? 0 - u[0]! : meets ? lack_kW : 0 - absorbed_kW;
  next[CARRY] = fits ? x[CARRY]! + (u[0]! - absorbed_kW) * dt_h : x[CARRY]!;
  y[stations + 1] = -pump_kW;
  writeSignals(q, dt_h, head_kPa, pump_kW, shortfall_kW, refused_kW, y);
  next[CONTENT] = content_kWh(q, next);
  // What it will need beside what stations take: its losses, and half of what brings its supply back to the set point.
  const lost_kW = ((room.sums[0]! - room.sums[1]!) * cp) / 3600 / dt_h;
  next[STANDING] =
    feeds[0] === 0
      ? 0
      : sign * (q.p.etaMotor * pump_kW - lost_kW) +
        (feeds[0]! > 0 ? 0.5 * slope * sign * (feeds_degC[0]! - set_degC) : 0);
  next[PUMPED] = pump_kW;
}

/** Finds flows and temperatures that agree, at the plant's supply temperature as it stands. */
function settle(
  q: HeatNetwork,
  feedsIn: boolean,
  left_kW: number,
  available: number,
  ground_degC: number,
  dt_h: number,
  x: Float64Array,
  next: Float64Array,
): void {
  const { stations, room } = q;
  const { asks_kW, feeds, backFeeds, feeds_degC, backFeeds_degC, supply_degC, return_degC, flows, sums } = room;
  for (let round = 1; ; round++) {
    share(q, available);
    sums.fill(0);
    moveSide(q.supply, flows, feeds, feeds_degC, ground_degC, dt_h, x, next, supply_degC, sums);
    let settled = true;
    for (let k = 1; k <= stations; k++)
      if (asks_kW[k]! < 0) backFeeds[k] = -feeds[k]!;
      else if (!consumer(q, k, round)) settled = false;
    backFeeds[0] = -feeds[0]!;
    if (!feedsIn && !settled && round < ROUNDS) continue;
    if (feeds[0]! < 0) takeBack(q, left_kW);
    moveSide(q.back, flows, backFeeds, backFeeds_degC, ground_degC, dt_h, x, next, return_degC, sums);
    for (let k = 1; k <= stations; k++) if (asks_kW[k]! < 0 && !producer(q, k, round)) settled = false;
    if (settled || round === ROUNDS) return;
  }
}

/**
 * Water that stations feed in beyond what others draw comes to the plant. Its bus takes of its heat what it lacks; the rest
 * goes round, so that a return without use becomes hot and stations can feed in no more.
 */
function takeBack(q: HeatNetwork, left_kW: number): void {
  const { room, cp, sign } = q;
  const flow = -room.feeds[0]! * cp;
  const most_kW = flow * Math.max(0, sign * (room.supply_degC[0]! - q.return_degC[0]!));
  const warms_kW = sign * q.p.etaMotor * pumping(q, lift(q));
  const taken_kW = Math.min(Math.max(0, -left_kW) - warms_kW, most_kW);
  room.backFeeds_degC[0] = room.supply_degC[0]! - (sign * taken_kW) / flow;
}

/** What the plant lifts the return to its supply by; less than nothing where the network brings it more than it draws. */
function plantPower({ room, cp, sign }: HeatNetwork): number {
  const flow = room.feeds[0]! * cp * sign;
  return flow * sign > 0
    ? flow * (room.feeds_degC[0]! - room.return_degC[0]!)
    : flow * (room.supply_degC[0]! - room.backFeeds_degC[0]!);
}

/** First guess of all flows: what stations ask at the temperatures that left their pipes last. @returns whether any feeds in */
function begin(q: HeatNetwork, x: Float64Array, u: Float64Array, available: number, dt_h: number): boolean {
  const { room, graph, sign, cp } = q;
  let feedsIn = false;
  room.asked.fill(0);
  for (let k = 1; k <= q.stations; k++) {
    const pipe = graph.towards[k]!;
    room.least[k] = 0;
    room.asked0[k] = 0;
    room.given0[k] = 0;
    const here = room.open.reached[k]! * available;
    // Heat asked for, within the rating; what it feeds in is less than nothing.
    const load_kW = here > 0 ? clamp(0 - u[k]!, -q.rated_kW[k]! * here, q.rated_kW[k]! * here) : 0;
    room.asks_kW[k] = load_kW;
    if (load_kW < 0) {
      feedsIn = true;
      room.feeds_degC[k] = q.feed_degC[k]!;
      const spread_K = sign * (q.feed_degC[k]! - outlet_degC(q.back, x, pipe));
      const nominal_K = sign * (q.feed_degC[k]! - q.return_degC[k]!);
      const flow = -load_kW / (cp * Math.max(spread_K, 0.3 * nominal_K));
      room.asked[k] = flow;
      // What was left over by the last step goes along, a few kelvin at most.
      const extra_K = flow > 0 ? x[CARRY + k]! / dt_h / (flow * cp) : 0;
      room.feeds_degC[k] = q.feed_degC[k]! + sign * clamp(extra_K, -0.2 * nominal_K, 0.2 * nominal_K);
    } else {
      const spread_K = sign * (outlet_degC(q.supply, x, pipe) - q.return_degC[k]!);
      const needed_K = sign * (q.required_degC[k]! - q.return_degC[k]!);
      const flow = load_kW / (cp * Math.max(spread_K, needed_K));
      // Too cold a station lets a little through, so that its pipe is warm when it is needed.
      if (here > 0 && spread_K < needed_K) room.least[k] = q.bypass[k]!;
      room.asked[k] = -Math.max(flow, room.least[k]!);
    }
  }
  return feedsIn;
}

/**
 * What a station takes at what arrives, and the temperature at which its water returns. Asks for another flow where it
 * gets less, or gives back less cold, than it should. @returns whether it is content
 */
function consumer(q: HeatNetwork, k: number, round: number): boolean {
  const { room, sign, cp } = q;
  const { asked, asked0, given0, gets, feeds, backFeeds, backFeeds_degC, supply_degC } = room;
  const load_kW = q.room.asks_kW[k]!;
  const flow = -feeds[k]!;
  const arrives_degC = supply_degC[k]!;
  const cold_degC = q.return_degC[k]!;
  const spread_K = sign * (arrives_degC - cold_degC);
  backFeeds[k] = flow;
  if (flow === 0) {
    backFeeds_degC[k] = cold_degC;
    gets[k] = 0;
    return true;
  }
  const could_kW = flow * cp * spread_K;
  const missing_kW = load_kW - could_kW;
  // What the rounds leave open comes from water that returns a little colder.
  const gets_kW = missing_kW <= 10 * CLOSE_K * flow * cp ? load_kW : Math.max(0, could_kW);
  gets[k] = gets_kW;
  backFeeds_degC[k] = arrives_degC - (sign * gets_kW) / (flow * cp);
  if (Math.abs(missing_kW) <= CLOSE_K * flow * cp || round === ROUNDS) return true;
  const least = room.least[k]!;
  const most = Math.max(least, load_kW / (cp * sign * (q.required_degC[k]! - cold_degC)));
  // A flow that was cut is no guide, and asking for more is no help.
  if (flow < -asked[k]! * (1 - 1e-12) && missing_kW > 0) return true;
  const usual = cp * Math.max(spread_K, 0.1 * sign * (q.feed_degC[k]! - cold_degC));
  const secant = round > 1 ? (could_kW - given0[k]!) / (flow - asked0[k]!) : usual;
  const slope = secant > 0.3 * usual && secant < 3 * usual ? secant : usual;
  asked0[k] = flow;
  given0[k] = could_kW;
  const wanted = clamp(flow + missing_kW / slope, least, most);
  asked[k] = -wanted;
  return Math.abs(wanted - flow) <= 1e-9 * flow;
}

/** What a station feeds in at the return that reaches it; asks for another flow where it absorbs more or less. */
function producer(q: HeatNetwork, k: number, round: number): boolean {
  const { room, sign, cp } = q;
  const surplus_kW = -room.asks_kW[k]!;
  const flow = room.feeds[k]!;
  if (flow <= 0) return true;
  const nominal_K = sign * (q.feed_degC[k]! - q.return_degC[k]!);
  const spread_K = sign * (room.feeds_degC[k]! - room.return_degC[k]!);
  const extra_K = sign * (room.feeds_degC[k]! - q.feed_degC[k]!);
  const off_kW = surplus_kW + flow * cp * extra_K - flow * cp * spread_K;
  if (Math.abs(off_kW) <= CLOSE_K * flow * cp || round === ROUNDS) return true;
  if (flow < room.asked[k]! * (1 - 1e-12) && off_kW > 0) return true;
  room.asked[k] = spread_K - extra_K > 0.1 * nominal_K ? surplus_kW / (cp * (spread_K - extra_K)) : 0;
  return false;
}

function writeSignals(
  q: HeatNetwork,
  dt_h: number,
  head_kPa: number,
  pump_kW: number,
  shortfall_kW: number,
  refused_kW: number,
  y: Float64Array,
): void {
  const { room, stations, graph } = q;
  const perStep = q.cp / 3600 / dt_h;
  let out = stations + 2;
  y[out++] = room.sums[0]! * perStep;
  y[out++] = room.sums[1]! * perStep;
  y[out++] = (1 - q.p.etaMotor) * pump_kW;
  y[out++] = head_kPa;
  y[out++] = shortfall_kW;
  y[out++] = refused_kW;
  const { reached, cutOff } = room.open;
  for (let k = 1; k <= stations; k++, out += 2)
    y[out + 1] = head_kPa > 0 && reached[k] === 1 ? head_kPa + 2 * room.pressures_kPa[k]! : 0;
  for (let n = 0; n < graph.nodes.length; n++) {
    y[out++] = room.supply_degC[n]!;
    y[out++] = room.return_degC[n]!;
  }
  for (let p = 0; p < graph.pipes.length; p++) {
    y[out++] = 3600 * room.flows[p]!;
    y[out++] = q.velocityPerFlow[p]! * room.flows[p]!;
  }
  y[out++] = cutOff > 0 ? 1 : 0;
  for (let k = 1; k <= stations; k++) y[out++] = reached[k] === 1 ? 1 : 0;
}

/** Heat over 0 degC in all pipes and walls, and what stations carry over. */
export function content_kWh(q: HeatNetwork, x: Float64Array): number {
  let carried_kWh = 0;
  for (let k = 0; k <= q.stations; k++) carried_kWh += x[CARRY + k]!;
  return (heldBy(q.supply, x) + heldBy(q.back, x)) * (q.cp / 3600) + q.sign * carried_kWh;
}

function heldBy(side: Side, x: Float64Array): number {
  let sum = 0;
  for (let p = 0; p < side.pipes.length; p++) sum += plugHeat_kgK(side.pipes[p]!, side.parcels, x, plugAt(side, p));
  return sum;
}
