import type { Near, Values } from '../../core/linearModel.ts';
import type { Solution } from '../../core/solver.ts';
import type { Assembled, PlannedMachine } from './assembled.ts';

/** Of the price at its bus: what a kWh moved to or from what a plan had is taken to cost, beyond what the plan itself says. ASSUMED */
const MOVED = 0.1;

/**
 * Which machines run in which steps, as near to a relaxed plan as their least loads, starts and least times let them: by
 * dynamic programming over each by itself, at the plan's own prices. To rest where the plan has it run costs what the plan gains
 * by it there, to run where it rests what that loses, by the reduced costs of its loads; and where the plan is indifferent, the
 * nearer of rest and least load.
 * @see Lauer et al., "Solution of large-scale optimal unit commitment problems", IEEE Trans. PAS-101 (1982) 79: dynamic programming
 *   by unit at given prices
 */
export function decided(
  { machines, balanceRow, zoneOfBus, ports, steps, flows }: Assembled,
  { x, reducedCosts, duals }: Pick<Solution, 'x' | 'reducedCosts' | 'duals'>,
  dt_h: number,
): (readonly (Near | undefined)[] | undefined)[] {
  const near: (Near | undefined)[][] = ports.map(() => []);
  for (const machine of machines) {
    const { component, lead, load } = machine;
    const at = x.subarray(load, load + steps);
    const others = machines.filter((m) => m.component === component && m !== machine);
    // The lead's own port is where a load counts as itself.
    const port = flows[component]!.find((f) => f.column === load && isOne(f.per))?.port ?? -1;
    const bus = port < 0 ? -1 : ports[component]![port]!;
    const price = (k: number): number => (bus < 0 ? 0 : Math.abs(duals[balanceRow[zoneOfBus[bus]!]! + k]!) / dt_h);
    const isFirm = needsStatus(machine, steps);
    const on = isFirm
      ? schedule(machine, steps, dt_h, (k) => {
          const least = valueAt(machine.least, k);
          const most = valueAt(machine.most, k);
          const reduced = reducedCosts[load + k]!;
          const moved = (MOVED * price(k) + TIE_money_per_kWh) * dt_h;
          const gives = at[k]! > ROUNDING * most ? at[k]! : 0;
          const isOther = others.some((m) => x[m.load + k]! * valueAt(machine.most, k) > gives * valueAt(m.most, k));
          return {
            off: (Math.max(0, -reduced) + moved) * gives,
            on:
              most <= 0 || isOther
                ? Number.POSITIVE_INFINITY
                : Math.max(0, reduced) * Math.max(least, gives) + moved * Math.max(0, least - gives),
          };
        })
      : hasLeast(machine, steps)
        ? Uint8Array.from(at, (v, k) => (v > valueAt(machine.least, k) ? 1 : 0))
        : undefined;
    near[component]![lead] = { load: Float64Array.from(at), on, isFirm };
  }
  return near.map((leads) => (leads.length === 0 ? undefined : leads));
}

const TIE_money_per_kWh = 1e-6;
/** Below this share of its most a load of a plan is none. */
const ROUNDING = 1e-7;

const valueAt = (v: Values, k: number): number => (typeof v === 'number' ? v : v[k]!);
const isOne = (v: Values): boolean =>
  typeof v === 'number'
    ? Math.abs(Math.abs(v) - 1) < 1e-9
    : v.some((a) => a !== 0) && v.every((a) => a === 0 || isOne(a));

/** Least loads below this share of the most may be met by running for a part of the step. ASSUMED */
const SMALL = 0.05;

/** Any load from 0 on is as good as the next, where nothing hangs on running at all. */
const needsStatus = ({ least, most, starts }: PlannedMachine, steps: number): boolean => {
  if (starts !== undefined) return true;
  for (let k = 0; k < steps; k++) if (valueAt(least, k) > SMALL * valueAt(most, k)) return true;
  return false;
};

const hasLeast = ({ least }: PlannedMachine, steps: number): boolean => {
  for (let k = 0; k < steps; k++) if (valueAt(least, k) > 0) return true;
  return false;
};

/** What it costs to rest and to run in a step, beside starts and stops. */
interface Choice {
  readonly off: number;
  readonly on: number;
}

/**
 * The cheapest sequence of on and off that keeps least times. States are the steps that it has been on (off) for, counted up to
 * its least time.
 */
function schedule(
  { starts, stands }: PlannedMachine,
  steps: number,
  dt_h: number,
  choiceAt: (k: number) => Choice,
): Uint8Array {
  const countOf = (h: number | undefined): number => Math.max(1, Math.ceil((h ?? 0) / dt_h - 1e-9));
  const [ups, downs] = [countOf(starts?.minUp_h), countOf(starts?.minDown_h)];
  const { startCost_money = 0, stopCost_money = 0, standBy_money_per_h = 0 } = starts ?? {};
  const states = ups + downs;
  const from = new Int16Array(steps * states);
  let cost = new Float64Array(states).fill(Number.POSITIVE_INFINITY);
  const held = Math.max(1, Math.floor((stands?.held_h ?? Number.POSITIVE_INFINITY) / dt_h + 1e-9));
  const [lastOn, lastOff] = [ups - 1, states - 1];
  cost[stands?.isOn === true ? Math.min(lastOn, held - 1) : ups + Math.min(downs - 1, held - 1)] = 0;
  for (let k = 0; k < steps; k++) {
    const { off, on } = choiceAt(k);
    const next = new Float64Array(states).fill(Number.POSITIVE_INFINITY);
    const go = (a: number, b: number, money: number): void => {
      const sum = cost[a]! + money;
      if (!(sum < next[b]!)) return;
      next[b] = sum;
      from[k * states + b] = a;
    };
    // What cannot run stops whatever its least time.
    const isOut = on === Number.POSITIVE_INFINITY;
    const runs = on + standBy_money_per_h * dt_h;
    for (let a = 0; a < ups; a++) {
      if (!isOut) go(a, Math.min(a + 1, lastOn), runs);
      if (a === lastOn || isOut) go(a, ups, off + stopCost_money);
    }
    for (let a = ups; a < states; a++) {
      go(a, Math.min(a + 1, lastOff), off);
      if (a === lastOff && !isOut) go(a, 0, runs + startCost_money);
    }
    cost = next;
  }
  let at = 0;
  for (let s = 1; s < states; s++) if (cost[s]! < cost[at]!) at = s;
  const status = new Uint8Array(steps);
  for (let k = steps - 1; k >= 0; k--) {
    status[k] = at < ups ? 1 : 0;
    at = from[k * states + at]!;
  }
  return status;
}
