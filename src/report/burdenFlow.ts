import { type Allocation, burdens, type Separate } from '../core/allocation.ts';
import { CARRIERS, type Carrier } from '../core/carriers.ts';
import { exergyFactor } from '../core/physics/exergy.ts';
import type { Run } from '../core/run.ts';
import { type FlowSum, sumOf } from './flowSums.ts';
import { solve, zeros } from './linear.ts';
import { isEnergy, type Places } from './places.ts';

export interface BurdenQuestion {
  readonly run: Run;
  readonly places: Places;
  readonly sums: readonly FlowSum[];
  /** Money or kg that each component brings in itself. */
  readonly own: readonly number[];
  readonly method: Allocation;
  readonly separate: Separate;
  readonly ambient_degC: number;
}

export interface BurdenFlow {
  /** Burden of a kWh (or kg) on each zone. */
  readonly perUnit: readonly number[];
  /** Own burden of each component and that of what it takes in: what its products bear. */
  readonly passedOn: readonly number[];
  /** Borne by the final use of each carrier. */
  readonly finalUse: ReadonlyMap<Carrier, number>;
  /** Of demands themselves, and of what no use bears. */
  readonly atDemand: number;
  readonly unassigned: number;
}

/** A burden as a constant and an amount from each zone. */
interface Form {
  fixed: number;
  readonly from: number[];
}

/**
 * Follows cost (or carbon) through the site as through a ledger: every bus charges all useful takers the same per kWh,
 * every component passes on what it took in and what it added, shared among its products by the allocation rule. Sold,
 * curtailed and dumped energy bears nothing (a sale's revenue is in the bill of who sells); who sheds heat into a bus
 * bears what it costs to get rid of it. The prices of all buses follow from one set of linear equations.
 * @see Lozano and Valero, "Theory of the exergetic cost", Energy 18 (1993), doi:10.1016/0360-5442(93)90006-Y
 */
export function followBurden(question: BurdenQuestion): BurdenFlow {
  const { run, places, sums, own } = question;
  const forms = own.map((fixed): Form => ({ fixed, from: zeros(places.zones) }));
  const rejector = run.components.map(
    (c) => c.kind.role === 'converter' && c.ports.every((p) => p.bus < 0 || p.flow === 'in'),
  );
  const bears = ({ flow }: FlowSum): boolean =>
    flow.outOf === 'finalUse' ||
    flow.outOf === 'charge' ||
    (flow.outOf === 'converterUse' && !(rejector[flow.component]! && isThermal(flow.carrier)));
  const useful = zeros(places.zones);
  for (const s of sums) {
    if (s.taken === 0 || !bears(s)) continue;
    useful[s.flow.zone]! += s.taken;
    if (s.flow.outOf !== 'finalUse') forms[s.flow.component]!.from[s.flow.zone]! += s.taken;
  }
  run.components.forEach((c, k) => {
    if (rejector[k] || c.kind.accounts?.dumped || c.kind.accounts?.curtailed) chargeGivers(question, forms, k);
  });

  const incoming = useful.map((): Form => ({ fixed: 0, from: zeros(places.zones) }));
  const total = sumOf(own);
  const bonus = bonusOf(question);
  run.components.forEach((_, k) => {
    for (const { zone, share, fixed } of destinations(question, k, bonus))
      addForm(incoming[zone]!, forms[k]!, share, fixed);
  });
  const perUnit = solve(
    useful.map((u, z) =>
      u > 0 ? incoming[z]!.from.map((v, k) => (k === z ? u - v : 0 - v)) : incoming.map((_, k) => (k === z ? 1 : 0)),
    ),
    useful.map((u, z) => (u > 0 ? incoming[z]!.fixed : 0)),
  );
  const worthOf = (form: Form): number => form.fixed + sumOf(form.from.map((v, z) => v * perUnit[z]!));
  const passedOn = forms.map(worthOf);
  const finalUse = new Map<Carrier, number>();
  for (const { flow, taken } of sums)
    if (flow.outOf === 'finalUse')
      finalUse.set(flow.carrier, (finalUse.get(flow.carrier) ?? 0) + taken * perUnit[flow.zone]!);
  const atDemand = sumOf(passedOn.filter((_, k) => destinations(question, k, bonus).length === 0 && isDemand(run, k)));
  const left = total - sumOf([...finalUse.values()]) - atDemand;
  const rounding = 1e-9 * sumOf(own.map(Math.abs));
  return { perUnit, passedOn, finalUse, atDemand, unassigned: Math.abs(left) <= rounding ? 0 : left };
}

const isThermal = (carrier: Carrier): boolean => CARRIERS[carrier].thermal;
const isDemand = (run: Run, k: number): boolean => {
  const { kind } = run.components[k]!;
  return kind.role === 'fixed' || kind.servesDemand === true;
};

function addForm(to: Form, from: Form, share: number, fixed: number): void {
  to.fixed += share * from.fixed + fixed;
  from.from.forEach((v, z) => {
    to.from[z]! += share * v;
  });
}

/** Moves the burden of a component that gets rid of energy to those who gave it, in proportion to what they gave. */
function chargeGivers({ sums }: BurdenQuestion, forms: Form[], k: number): void {
  const zone = sums.find(({ flow }) => flow.component === k && (isThermal(flow.carrier) || flow.direction === 'in'))
    ?.flow.zone;
  const givers = sums.filter(({ flow, given }) => flow.zone === zone && flow.into === 'conversion' && given > 0);
  const total = sumOf(givers.map((g) => g.given));
  if (total === 0) return;
  const form = forms[k]!;
  for (const { flow, given } of givers)
    if (flow.component !== k) addForm(forms[flow.component]!, form, given / total, 0);
  form.fixed = 0;
  form.from.fill(0);
}

/** Zones that bear what a component passes on. */
function destinations(
  { run, places, sums, method, separate, ambient_degC }: BurdenQuestion,
  k: number,
  bonus: number,
): { zone: number; share: number; fixed: number }[] {
  const mine = sums.filter(({ flow }) => flow.component === k);
  const { role } = run.components[k]!.kind;
  if (role === 'closer' || role === 'source') return mine.slice(0, 1).map(({ flow }) => whole(flow.zone));
  if (role === 'network') {
    const hub = run.components[k]!;
    return [whole(places.zoneOfBus[hub.ports[hub.nodes[0]!]!.bus]!)];
  }
  const both = mine.filter(({ flow }) => flow.direction === 'both');
  if (role === 'store' && both.length > 0) return both.slice(0, 1).map(({ flow }) => whole(flow.zone));
  const named = mine.filter(({ flow }) => flow.product);
  const outs = named.length > 0 || role === 'fixed' ? named : mine.filter(({ flow }) => flow.direction !== 'in');
  const shares = burdens(
    outs.map(({ flow, given }) => ({
      carrier: flow.carrier,
      amount: isEnergy(flow) ? given : 0,
      exergyFactor: exergyFactor(run.buses[flow.bus]!, ambient_degC),
    })),
    method,
    separate,
    bonus,
  );
  return outs.map(({ flow }, j) => ({ zone: flow.zone, ...shares[j]! }));
}

const whole = (zone: number): { zone: number; share: number; fixed: number } => ({ zone, share: 1, fixed: 0 });

/** What a kWh of bought electricity brings with it: the worth of own electricity by the power bonus method. */
function bonusOf({ sums, own }: BurdenQuestion): number {
  const bought = sums.filter(({ flow }) => flow.into === 'purchase' && flow.carrier === 'electricity');
  const amount = sumOf(bought.map((b) => b.given));
  return amount > 0 ? sumOf(bought.map((b) => own[b.flow.component]!)) / amount : 0;
}
