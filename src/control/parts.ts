import type { AnyKind } from '../core/component.ts';
import type { Instance } from '../core/instance.ts';
import type { StoreRule } from './config.ts';

/*
 * What the rules look at in every step, as records that point at each other: reading a field of a record at hand is less
 * work for the engine than finding a place in one of many arrays, and the same code is half as long.
 */

/** A component that the rules move, or a demand that they may cut. */
export interface Unit {
  readonly id: number;
  readonly component: number;
  readonly c: Instance;
  readonly isStore: boolean;
  /** Decided by its series: a demand, sun, wind. */
  readonly isFixed: boolean;
  /** Has leads, gives to a bus and is neither store nor demand: its ratios are learnt in every step. */
  readonly converts: boolean;
  /** What its states mean for limits and flows, where the kind says so; null: nothing if it is steady, else anything. */
  readonly modeOf: NonNullable<AnyKind['mode']> | null;
  /** Limits and flows follow from inputs and set point alone. */
  readonly isSteady: boolean;
  /** Nothing flows at rest. */
  readonly isStill: boolean;
  /** Its flows bend between its least and its most. */
  readonly bends: boolean;
  /** Has states that move in every step, whatever it does. */
  readonly hasStates: boolean;
  /** Names a price of its own. */
  readonly isPriced: boolean;
  readonly leads: readonly Lead[];
  readonly portCount: number;
  /** Zone and bus of each port; null and -1 where unconnected. */
  readonly zones: readonly (Zone | null)[];
  readonly buses: Int32Array;
  /** The port of its main product, by which operation and maintenance is counted. */
  readonly isProduct: Uint8Array;
  /** Takes from a bus and gives to none: a cooling tower. */
  readonly isRejector: boolean;
  /** Gives without taking from any bus: a supply by contract. */
  readonly drawsNothing: boolean;
  /** A lead that is early draws on what it gives: it may not count on that lead's output. */
  readonly feedsEarly: boolean;
  /** Leads of other units rest on it. */
  readonly isRestedOn: boolean;
  readonly startCost_money: number;
  /** What it gives once it is up; 0 where unknown. */
  readonly usual_kW: number;
  /** Operation and maintenance, per unit of product. */
  readonly om: number;
  /** Outputs that add up to what it emits of fossil CO2, kg/h; none where carbon has no price. */
  readonly emitted: Int32Array;

  /** Flow of every port as committed, and at rest as last asked. */
  readonly flow: Float64Array;
  readonly rest: Float64Array;
  /** The mode in which it was last asked; as long as it and the inputs stay, the answers hold. */
  mode: number;
  /** The lead that it was last moved by; null at rest. */
  ledBy: Lead | null;
  /** Its outputs stand as at rest; they are yet to be brought there. */
  rests: boolean;
  owed: boolean;
  /** With a price of its own: what a unit of its output costs, and what one that it takes is worth. */
  ownBuy: number;
  ownSell: number;
}

/** A lead port of a unit: what a set point may name. */
export interface Lead {
  readonly id: number;
  readonly unit: Unit;
  /** Its number among the component's leads, and its port. */
  readonly index: number;
  readonly port: number;
  /** Null where unconnected: then it may not lead. */
  readonly zone: Zone | null;
  readonly mayLead: boolean;
  /** Draws on a zone that comes before its own: it closes a circle (a fuel cell and an electrolyser). */
  readonly isEarly: boolean;
  /** Its cost is known only once every zone is: it has by-products, or is early. */
  readonly isJoint: boolean;
  /** By unit: 1 for those without which an input of its unit has no supply; null where there are none. */
  readonly restsOn: Uint8Array | null;
  /** Rank of its component in its bus's given order, or -1. */
  readonly rank: number;
  /** How its store is run; self-use where the scenario says nothing. */
  readonly rule: StoreRule;

  /** Lowest, highest and least flow when on. */
  lo: number;
  hi: number;
  on: number;
  /** Cost of a unit of flow, as estimated before anything was given; how far it holds; and what more than that costs. */
  cost: number;
  room: number;
  beyond: number;
  /** Flow from which on other amounts come with each unit (a duct burner sets in); 0 where nowhere within its range. */
  kink: number;
  /** Flow of every port of its unit per unit of flow at the lead: the mean at its most, or at its kink. */
  readonly per: Float64Array;
  /** Flow of every port per unit of flow once it runs, what comes with running at all, and with each unit past the kink. */
  readonly slope: Float64Array;
  readonly fix: Float64Array;
  readonly past: Float64Array;
  /** Fossil CO2 that its unit emits, kg/h, in the same four ways, at `PER`, `SLOPE`, `FIX` and `PAST`. */
  readonly co2: Float64Array;
  /** Can move in this step. */
  moves: boolean;
  tries: number;
  /** It gave back what its supply could not give: it is not asked again. */
  spent: boolean;
  /** How much of its demand was cut in this step. */
  cut: number;
  /** Of a store that follows a plan: what a unit that it gives is worth to it, and one that it takes; else 0 and Infinity. */
  give: number;
  take: number;
  /** What it was planned to give. */
  planned: number;
}

/** Buses that a network joins without limit count as one zone. */
export interface Zone {
  readonly id: number;
  /** Its bus, or the hub of several. */
  readonly bus: number;
  /** Leads that may give to it. */
  readonly producers: readonly Lead[];
  /** Units with leads that give to it, by any port. */
  readonly givers: readonly Unit[];
  /** Leads of units that take from it while leading elsewhere, and leads that take from it. */
  readonly consumers: readonly Lead[];
  readonly takers: readonly Lead[];
  readonly stores: readonly Lead[];
  /** Leads of units that hold something between this zone and another (the pack of a pipe). */
  readonly stocked: readonly Lead[];
  /** Leads of units that can hold back what comes to it with what they are led by. */
  readonly bypasses: readonly Lead[];
  /** In order. */
  readonly closers: readonly Instance[];
  /** The prices of its closers never change. */
  readonly hasConstantClosers: boolean;
  /** Demands that may be cut, by shedding class. */
  readonly sheddable: readonly Lead[];
  /** Nothing gives to it but closers, and nothing is stored: what it is given is worth what they pay. */
  readonly isSink: boolean;
  /** No unit draws from it but demands that take at any price, and nothing is stored: nobody asks its price. */
  readonly isEnd: boolean;
  /** Its only producer that is no store. */
  readonly soleProducer: Lead | null;

  /** Sum of ports so far. */
  net: number;
  /** What it was when the zone was last settled in this step. */
  settled: number;
  /** What its demands ask for. */
  demand: number;
  /** Price of one more unit, and worth of one to spare, at the closers. */
  buy: number;
  sell: number;
  /** How much the closers take at `sell`, and the worth beyond. */
  sellRoom: number;
  spilt: number;
  /** What the closers can still give at `buy`, and the price beyond. */
  buyRoom: number;
  beyond: number;
  /** What closers other than those of last resort can give. */
  plannable: number;
  /** Its closers' prices are known for good. */
  isPriced: boolean;
  /** Its producers' costs are estimated in this step; until then a by-product counts for nothing. */
  isKnown: boolean;
  /** Price of taking one more unit, how much there is at it, and whether a closer of last resort gives it; where current. */
  price: number;
  priceRoom: number;
  priceFails: boolean;
  isCurrent: boolean;
}

/** Places in `Lead.co2`. */
export const PER = 0;
export const SLOPE = 1;
export const FIX = 2;
export const PAST = 3;

/** As read by code that builds records. */
export type Writable<T> = { -readonly [K in keyof T]: T[K] };

/** A field that begins so is kept as a floating-point number from the start, whatever it holds later. */
export const FLOAT = Number.NaN;
