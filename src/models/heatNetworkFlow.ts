import { pressures_kPa, solveFlows } from '../core/physics/pipeNetwork/hydraulics.ts';
import { PIPES_AT } from './heatNetworkParams.ts';
import type { HeatNetwork } from './heatNetworkPlan.ts';

/** Rounds of easing flows until the pump lifts them; the last one eases by the full ratio, which always suffices. */
const EASINGS = 6;

/**
 * Notes which ways are open, and where flows begin: what no way leads to stands still, and the last flows of the chords are
 * a good start for loops.
 */
export function openWays(q: HeatNetwork, w: Float64Array, x: Float64Array): void {
  const { room, graph } = q;
  const open = q.waysOf(w);
  room.open = open;
  room.flows.fill(0);
  for (let k = 0; k < graph.chords.length; k++) {
    const chord = graph.chords[k]!;
    if (w[PIPES_AT + chord]! > 0.5 && open.reached[graph.from[chord]!] === 1)
      room.flows[chord] = x[q.chordAt + k]! / 3600;
  }
  if (open.cutOff > 0) room.pressures_kPa.fill(0);
}

/** Flows that pipes and pump allow of those that stations ask for: writes `feeds` and `flows`. */
export function share(q: HeatNetwork, available: number): void {
  const { room, graph } = q;
  const { hydraulics } = room.open;
  const { asked, feeds, flows, throttle } = room;
  let any = false;
  for (let k = 1; k <= q.stations; k++) {
    feeds[k] = asked[k]!;
    if (feeds[k] !== 0) any = true;
  }
  if (!any) {
    feeds[0] = 0;
    flows.fill(0);
    return;
  }
  balance(q);
  solveFlows(hydraulics, feeds, flows);
  for (let k = 1; k <= EASINGS && tooFast(q, available); k++) ease(q);
  const most_kPa = q.p.pumpHead_kPa;
  if (most_kPa === undefined) return;
  const { station_kPa } = q.p;
  for (let k = 1; k <= EASINGS; k++) {
    const head_kPa = lift(q);
    if (head_kPa <= most_kPa * (1 + 1e-9)) return;
    const ratio = Math.max(0, (most_kPa - station_kPa) / (head_kPa - station_kPa));
    throttle.fill(k < EASINGS ? Math.sqrt(ratio) : ratio, 1, graph.nodes.length);
    ease(q);
  }
}

/** Writes by how much each station is to ease for the pipes between it and the plant. @returns whether any is */
function tooFast(q: HeatNetwork, available: number): boolean {
  const { throttle, flows } = q.room;
  let tight = false;
  for (let k = 1; k <= q.stations; k++) {
    throttle[k] = 1;
    const way = q.ways[k]!;
    for (let n = 0; n < way.length; n++) {
      const flow = flows[way[n]!]!;
      const ratio = (q.carries[way[n]!]! * available) / (flow < 0 ? -flow : flow);
      if (ratio >= throttle[k]! || ratio > 1 - 1e-9) continue;
      throttle[k] = ratio;
      tight = true;
    }
  }
  return tight;
}

function ease(q: HeatNetwork): void {
  const { feeds, throttle, flows } = q.room;
  for (let k = 1; k <= q.stations; k++) feeds[k]! *= throttle[k]!;
  balance(q);
  solveFlows(q.room.open.hydraulics, feeds, flows);
}

function balance({ room, stations }: HeatNetwork): void {
  let sum = 0;
  for (let k = 1; k <= stations; k++) sum += room.feeds[k]!;
  room.feeds[0] = -sum;
}

/** Head of the plant's pump: what the worst station needs for the way there, itself, and the way back. */
export function lift(q: HeatNetwork): number {
  const { room, p } = q;
  if (room.feeds[0] === 0 && !room.feeds.some((flow) => flow !== 0)) {
    room.pressures_kPa.fill(0);
    return 0;
  }
  pressures_kPa(room.open.hydraulics, room.flows, room.pressures_kPa);
  let head_kPa = 0;
  for (let k = 0; k <= q.stations; k++)
    if (room.feeds[k]! < 0) head_kPa = Math.max(head_kPa, p.station_kPa - 2 * room.pressures_kPa[k]!);
  return head_kPa;
}

/** Electricity of the pumps: each that feeds in lifts its flow by the difference of pressures at its node. */
export function pumping({ room, p, stations, hasPump, density_kg_per_m3 }: HeatNetwork, head_kPa: number): number {
  if (!hasPump) return 0;
  let lifted = 0;
  for (let k = 0; k <= stations; k++)
    if (room.feeds[k]! > 0) lifted += room.feeds[k]! * Math.max(0, head_kPa + 2 * room.pressures_kPa[k]!);
  return lifted / (density_kg_per_m3 * p.etaPump * p.etaMotor);
}
