import { stepInstance } from '../core/instance.ts';
import type { Run } from '../core/run.ts';
import { hoursOf } from '../core/timeGrid.ts';
import { type Decision, type RulesConfig, SELF_USE, type StoreRule, type Trace } from './config.ts';
import type { Layout } from './layout.ts';

/** Flows below this many kW count as none. */
export const EPS = 1e-6;

/** Everything the rules know while they settle a step. All arrays are made once. */
export interface Board {
  readonly run: Run;
  readonly layout: Layout;
  readonly config: RulesConfig;
  readonly dt_h: number;
  readonly net: Float64Array;
  /** Sum of ports of each zone so far. */
  readonly zoneNet: Float64Array;
  /** By lead: lowest, highest and least flow when on. */
  readonly lo: Float64Array;
  readonly hi: Float64Array;
  readonly on: Float64Array;
  /** By lead: flow of every port of its unit per unit of flow at the lead; a lead has `stride` slots. */
  readonly per: Float64Array;
  /** By lead, in the same slots: flow of every port per unit of flow once it runs, and what comes with running at all. */
  readonly slope: Float64Array;
  readonly fix: Float64Array;
  /** Flow of every port as committed; a unit has `stride` slots. */
  readonly flow: Float64Array;
  /** Flow of every port at rest, as last asked. */
  readonly rest: Float64Array;
  readonly stride: number;
  /** By component: 1 where an input differs from the step before. */
  readonly fresh: Uint8Array;
  /** By unit: 1 where its outputs stand as at rest, and 1 where they are yet to be brought there. */
  readonly rests: Uint8Array;
  readonly owed: Uint8Array;
  /** By unit: operation and maintenance, per unit of product. */
  readonly om: Float64Array;
  /** By unit with a price of its own: what a unit of its output costs, and what one that it takes is worth. */
  readonly ownBuy: Float64Array;
  readonly ownSell: Float64Array;
  /** By lead: 1 where it can move in this step. */
  readonly moved: Uint8Array;
  /** By unit: the lead that it was last moved by, -1 at rest. */
  readonly ledBy: Int32Array;
  /** By unit: 1 where it ran in the step before. */
  readonly wasOn: Float64Array;
  /** By lead: cost of a unit of flow, as estimated before anything was given. */
  readonly cost: Float64Array;
  /** By zone: price of one more unit, and worth of one to spare, at the closers. */
  readonly buy: Float64Array;
  readonly sell: Float64Array;
  /** By zone: how much the closers take at `sell`, and the worth beyond. */
  readonly sellRoom: Float64Array;
  readonly spilt: Float64Array;
  /** By zone: what the closers can still give at `buy`, and the price beyond. */
  readonly buyRoom: Float64Array;
  readonly beyond: Float64Array;
  /** By zone: what closers other than those of last resort can give. */
  readonly plannable: Float64Array;
  /** By zone: what its demands ask for. */
  readonly demand: Float64Array;
  /** By zone: 1 once its closers' prices are known for good. */
  readonly isPriced: Uint8Array;
  /** By zone: 1 once its producers' costs are estimated in this step; until then a by-product counts for nothing. */
  readonly isKnown: Uint8Array;
  /** By zone: price of taking one more unit, how much there is at it, 1 where a closer of last resort gives it; where current. */
  readonly price: Float64Array;
  readonly priceRoom: Float64Array;
  readonly priceFails: Uint8Array;
  readonly isCurrent: Uint8Array;
  /** By lead: how its store is run; self-use where the scenario says nothing. */
  readonly rules: readonly StoreRule[];
  readonly tries: Uint8Array;
  /** By lead: 1 where it gave back what its supply could not give: it is not asked again. */
  readonly spent: Uint8Array;
  changed: boolean;
  /** No short cuts: what only one unit can serve is weighed against failure, too. */
  careful: boolean;
  step: number;
  pass: number;
  trace: Trace | null;
}

export function makeBoard(
  run: Run,
  layout: Layout,
  config: RulesConfig,
  net: Float64Array,
  fresh: Uint8Array,
  wasOn: Float64Array,
): Board {
  const { units, leads, zones } = layout;
  const { stride } = layout;
  return {
    run,
    layout,
    config,
    dt_h: hoursOf(run.grid),
    net,
    zoneNet: new Float64Array(zones),
    lo: new Float64Array(leads.length),
    hi: new Float64Array(leads.length),
    on: new Float64Array(leads.length),
    per: new Float64Array(leads.length * stride),
    slope: new Float64Array(leads.length * stride),
    fix: new Float64Array(leads.length * stride),
    flow: new Float64Array(units.length * stride),
    rest: new Float64Array(units.length * stride),
    stride,
    fresh,
    rests: new Uint8Array(units.length),
    owed: new Uint8Array(units.length),
    om: Float64Array.from(units, (u) => config.variableOm_money_per_kWh[u.component] ?? 0),
    ownBuy: new Float64Array(units.length),
    ownSell: new Float64Array(units.length),
    moved: new Uint8Array(leads.length),
    ledBy: new Int32Array(units.length),
    wasOn,
    cost: new Float64Array(leads.length),
    buy: new Float64Array(zones),
    sell: new Float64Array(zones),
    sellRoom: new Float64Array(zones),
    spilt: new Float64Array(zones),
    buyRoom: new Float64Array(zones),
    beyond: new Float64Array(zones),
    plannable: new Float64Array(zones),
    demand: new Float64Array(zones),
    isPriced: new Uint8Array(zones),
    isKnown: new Uint8Array(zones),
    price: new Float64Array(zones),
    priceRoom: new Float64Array(zones),
    priceFails: new Uint8Array(zones),
    isCurrent: new Uint8Array(zones),
    rules: leads.map(({ unit }) => config.stores.get(units[unit]!.component) ?? SELF_USE),
    tries: new Uint8Array(leads.length),
    spent: new Uint8Array(leads.length),
    changed: false,
    careful: false,
    step: 0,
    pass: 0,
    trace: null,
  };
}

/** Committed flow at a lead's port. */
export const flowAt = (b: Board, lead: number): number => {
  const { unitOfLead, portOfLead } = b.layout;
  return b.flow[unitOfLead[lead]! * b.stride + portOfLead[lead]!]!;
};

/** Takes a unit's outputs into the sums of its buses. */
export function commit(b: Board, unit: number): void {
  const { layout, flow, zoneNet } = b;
  const { y } = b.run.components[layout.units[unit]!.component]!;
  const end = unit * b.stride + layout.portCount[unit]!;
  for (let p = 0, at = unit * b.stride; at < end; p++, at++) {
    const change = y[p]! - flow[at]!;
    if (change === 0) continue;
    flow[at] = y[p]!;
    const zone = layout.zoneOfPort[at]!;
    if (zone < 0) continue;
    b.net[layout.busOfPort[at]!]! += change;
    zoneNet[zone]! += change;
    b.isCurrent[zone] = 0;
  }
}

/** Moves a unit to `target` at a lead, runs its physics and takes the outcome. */
export function set(b: Board, lead: number, target: number): void {
  const { unit, index } = b.layout.leads[lead]!;
  const c = b.run.components[b.layout.units[unit]!.component]!;
  c.invert(c.q, c.x, c.w, index, target, b.dt_h, c.u);
  stepInstance(c, b.dt_h);
  commit(b, unit);
  b.ledBy[unit] = lead;
  b.rests[unit] = 0;
  b.owed[unit] = 0;
  b.changed = true;
}

/** Tells the account of the step, where one is kept. */
export function tell(
  b: Board,
  phase: Decision['phase'],
  lead: number,
  cost: number,
  before: number,
  why: string,
): void {
  const { unit, port } = b.layout.leads[lead]!;
  const c = b.run.components[b.layout.units[unit]!.component]!;
  b.trace?.({
    pass: b.pass,
    phase,
    bus: b.run.buses[c.ports[port]!.bus]?.id ?? '',
    component: c.id,
    port: c.ports[port]!.name,
    lowest_kW: b.lo[lead]!,
    highest_kW: b.hi[lead]!,
    leastOn_kW: b.on[lead]!,
    cost_money_per_kWh: cost,
    before_kW: before,
    given_kW: flowAt(b, lead),
    why,
  });
}

/** What the stores of a zone could still take. */
export function storeRoom(b: Board, zone: number): number {
  const stores = b.layout.stores[zone]!;
  let room = 0;
  for (let k = 0; k < stores.length; k++) room += Math.max(0, flowAt(b, stores[k]!) - b.lo[stores[k]!]!);
  return room;
}
