import type { Lead, Unit } from '../../control/parts.ts';
import type { Run } from '../../core/run.ts';
import type { Probe } from './probe.ts';

/** A stretch of a machine's range, and what a kW in it costs an hour. */
export interface Block {
  readonly from_kW: number;
  readonly to_kW: number;
  readonly cost_money_per_kWh: number;
}

/** What outputs and inputs are worth: money per unit of flow and hour at a bus. */
export type Worth = (bus: number, flow: number) => number;

/** What is paid beside energy. */
export interface Beside {
  readonly om_money_per_kWh: ArrayLike<number>;
  readonly carbonPrice_money_per_kg: number;
  readonly startSpread_h: number;
}

const EPS = 1e-6;

/**
 * The range of a machine at one of its leads in step i, in blocks of rising cost: up to its least load at the mean cost
 * there, and the rest at what each kW more costs; one block where the rest is cheaper. A start is spread over what it gives
 * in the hours of `startSpread_h`. What it must give anyway (its lowest is above 0) costs nothing more.
 * @param worth of what comes with it, into a bus positive
 */
export function machineBlocks(run: Run, probe: Probe, lead: Lead, i: number, worth: Worth, beside: Beside): Block[] {
  const { component } = lead.unit;
  const x = probe.up(component, lead.index, i);
  const { lowest, highest, least } = probe.reach(component, lead.index, i, x);
  if (highest <= EPS) return [];
  const blocks: Block[] = [];
  const must_kW = Math.max(0, lowest);
  if (must_kW > EPS) blocks.push({ from_kW: 0, to_kW: must_kW, cost_money_per_kWh: Number.NEGATIVE_INFINITY });
  const from = Math.max(must_kW, 0);
  const spread = startCost(run, lead, beside) / highest;
  const idle = from > EPS ? costAt(run, probe, lead, from, i, worth, beside, x) : 0;
  const most = costAt(run, probe, lead, highest, i, worth, beside, x);
  const mean = (most - idle) / (highest - from);
  const low = Math.max(least, from);
  if (low > from + EPS && highest > low + EPS) {
    const part = costAt(run, probe, lead, low, i, worth, beside, x);
    const first = (part - idle) / (low - from);
    const rest = (most - part) / (highest - low);
    if (rest > first)
      return [
        ...blocks,
        { from_kW: from, to_kW: low, cost_money_per_kWh: first + spread },
        { from_kW: low, to_kW: highest, cost_money_per_kWh: rest + spread },
      ];
  }
  if (highest > from + EPS) blocks.push({ from_kW: from, to_kW: highest, cost_money_per_kWh: mean + spread });
  return blocks;
}

/** Money an hour of running at a flow: inputs less by-products, upkeep, carbon. */
function costAt(
  run: Run,
  probe: Probe,
  { unit, index, port }: Lead,
  target: number,
  i: number,
  worth: Worth,
  { om_money_per_kWh, carbonPrice_money_per_kg }: Beside,
  x: Float64Array | undefined,
): number {
  const y = probe.led(unit.component, index, target, i, x);
  const { ports } = run.components[unit.component]!;
  let cost = 0;
  for (let p = 0; p < ports.length; p++) {
    const { bus } = ports[p]!;
    if (bus < 0) continue;
    if (p !== port) cost -= worth(bus, y[p]!);
    if (unit.isProduct[p] === 1) cost += Math.abs(y[p]!) * (om_money_per_kWh[unit.component] ?? 0);
  }
  // What it draws from outside at a price of its own.
  if (unit.isPriced) cost += Math.max(0, y[port]!) * probe.price(unit.component, i)[0];
  for (let k = 0; k < unit.emitted.length; k++) cost += y[unit.emitted[k]!]! * carbonPrice_money_per_kg;
  return cost;
}

/** Of a machine at rest: what its start costs an hour, spread. */
const startCost = (run: Run, { unit, port }: Lead, { startSpread_h }: Beside): number =>
  isAtRest(run, unit, port) ? unit.startCost_money / startSpread_h : 0;

const isAtRest = (run: Run, { component }: Unit, port: number): boolean =>
  Math.abs(run.components[component]!.y[port]!) <= EPS;
