import type { PortBus, Setting } from '../core/environment.ts';
import { ConfigError, type ConfigIssue } from '../core/errors.ts';
import { resistanceOf } from '../core/physics/pipeNetwork/friction.ts';
import { type PipeGraph, withShut } from '../core/physics/pipeNetwork/graph.ts';
import { type Hydraulics, hydraulicsOf, pressures_kPa, solveFlows } from '../core/physics/pipeNetwork/hydraulics.ts';
import type { PlugPipe } from '../core/physics/pipeNetwork/plugFlow.ts';
import { type Side, sideOf, sideSize } from '../core/physics/pipeNetwork/transport.ts';
import { waterDensity_kg_per_m3, waterHeatCapacity_kJ_per_kgK, waterViscosity } from '../core/physics/water.ts';
import { CARRY, graphOf, type HeatNetworkParams, PIPES_AT, stationsOf } from './heatNetworkParams.ts';
import { remembered } from './switching.ts';

/** Heat capacity of steel, kJ/(m3 K): 8,000 kg/m3 of 0.5 kJ/(kg K), as in the IBPSA pipe model. */
const STEEL_kJ_per_m3K = 4000;

/** How its water may flow with some of the pipes shut. */
export interface Ways {
  readonly hydraulics: Hydraulics;
  /** By node: 1 where a way leads to it from the plant. */
  readonly reached: Uint8Array;
  /** Stations that no way leads to. */
  readonly cutOff: number;
}

/** A heat network made ready: constants by node (the plant, stations, junctions) and by pipe, and room to work in. */
export interface HeatNetwork {
  readonly p: HeatNetworkParams;
  readonly plant: PortBus;
  /** +1 for hot water, -1 for chilled: spreads, loads and shortfalls count as positive in both. */
  readonly sign: 1 | -1;
  readonly stations: number;
  readonly hasPump: boolean;
  readonly cp: number;
  readonly density_kg_per_m3: number;
  readonly graph: PipeGraph;
  /** With pipe k open where `w[PIPES_AT + k]` says so; the step notes in `room` which holds. */
  waysOf(w: Float64Array): Ways;
  readonly supply: Side;
  readonly back: Side;
  readonly chordAt: number;
  readonly length_m: number;
  /** Of the supply pipes. */
  readonly content_kg: number;
  /** Of the bus of each node with one. */
  readonly feed_degC: Float64Array;
  readonly return_degC: Float64Array;
  readonly required_degC: Float64Array;
  /** Of a station, Infinity where its pipes limit it; its flow then, at the plant's supply; what it lets through when too cold. */
  readonly rated_kW: Float64Array;
  readonly ratedFlow: Float64Array;
  readonly bypass: Float64Array;
  /** Pipes between a station and the plant: whatever overloads one of them throttles the station. In a mesh, all. */
  readonly ways: readonly Int32Array[];
  /** kg/s that a pipe carries at its highest velocity, and m/s per kg/s. */
  readonly carries: Float64Array;
  readonly velocityPerFlow: Float64Array;
  readonly room: Room;
}

/** Written anew in every step: by node flows in kg/s (into the supply positive), temperatures and pressures. */
export interface Room {
  open: Ways;
  readonly asks_kW: Float64Array;
  readonly asked: Float64Array;
  readonly least: Float64Array;
  readonly asked0: Float64Array;
  readonly given0: Float64Array;
  readonly gets: Float64Array;
  readonly feeds: Float64Array;
  readonly backFeeds: Float64Array;
  readonly feeds_degC: Float64Array;
  readonly backFeeds_degC: Float64Array;
  readonly supply_degC: Float64Array;
  readonly return_degC: Float64Array;
  readonly pressures_kPa: Float64Array;
  readonly throttle: Float64Array;
  readonly flows: Float64Array;
  readonly sums: Float64Array;
}

/** @throws ConfigError naming the place */
export function planHeatNetwork(p: HeatNetworkParams, { ports }: Pick<Setting, 'ports'>): HeatNetwork {
  const ends = Object.entries(p.pipes).map(([id, pipe]) => ({ ...pipe, id, diameter_m: pipe.diameter_mm / 1000 }));
  const graph = graphOf(p);
  const plant = ports[p.plant]!;
  const stationIds = stationsOf(p);
  const buses = [plant, ...stationIds.map((id) => ports[id]!)];
  const sign = p.carrier === 'heat' ? 1 : -1;
  checkTemperatures(p, buses, sign);

  const mean_degC = (plant.supply_degC + plant.return_degC) / 2;
  const cp = waterHeatCapacity_kJ_per_kgK(mean_degC);
  const density_kg_per_m3 = waterDensity_kg_per_m3(mean_degC);
  const fluid = { density_kg_per_m3, viscosity: waterViscosity(mean_degC) };
  const area_m2 = Float64Array.from(ends, (e) => (Math.PI * e.diameter_m * e.diameter_m) / 4);
  const velocityPerFlow = area_m2.map((a) => 1 / (density_kg_per_m3 * a));
  const carries = velocityPerFlow.map((v) => p.velocityMax_m_per_s / v);
  const plugs = ends.map((e, k): PlugPipe => {
    const content_kg = density_kg_per_m3 * area_m2[k]! * e.length_m;
    const wall_m = p.wall_mm / 1000;
    return {
      content_kg,
      wall_kg: (Math.PI * (e.diameter_m + wall_m) * wall_m * e.length_m * STEEL_kJ_per_m3K) / cp,
      cooling_per_h: (3.6 * (e.loss_W_per_mK ?? p.loss_W_per_mK) * e.length_m) / (content_kg * cp),
    };
  });
  const resistances = ends.map((e) => resistanceOf({ ...e, roughness_m: p.roughness_mm / 1000 }, fluid));
  const chordAt = CARRY + 1 + stationIds.length;
  const supplyAt = chordAt + graph.chords.length;
  const rated_kW = Float64Array.from(buses, (_, k) =>
    k === 0 ? Number.POSITIVE_INFINITY : (p.stations[stationIds[k - 1]!]!.rated_kW ?? Number.POSITIVE_INFINITY),
  );
  const ratedFlow = rated_kW.map((kW, k) => kW / (cp * sign * (plant.supply_degC - buses[k]!.return_degC)));
  const waysOf = (open: PipeGraph): Ways => {
    const reached = new Uint8Array(open.nodes.length);
    for (const n of open.order) reached[n] = 1;
    const cutOff = stationIds.filter((_, k) => reached[k + 1] === 0).length;
    return { hydraulics: hydraulicsOf(open, resistances), reached, cutOff };
  };
  const usual = waysOf(graph);
  const q: HeatNetwork = {
    p,
    plant,
    sign,
    stations: stationIds.length,
    hasPump: ports.pump !== undefined,
    cp,
    density_kg_per_m3,
    graph,
    waysOf: remembered(
      ends.map(() => true),
      usual,
      PIPES_AT,
      (open) => waysOf(withShut(graph, (pipe) => !open[pipe]!)),
    ),
    supply: sideOf(graph, plugs, p.parcels, supplyAt, 1),
    back: sideOf(graph, plugs, p.parcels, supplyAt + sideSize(ends.length, p.parcels), -1),
    chordAt,
    length_m: ends.reduce((sum, e) => sum + e.length_m, 0),
    content_kg: plugs.reduce((sum, plug) => sum + plug.content_kg, 0),
    feed_degC: Float64Array.from(buses, (b) => b.supply_degC),
    return_degC: Float64Array.from(buses, (b) => b.return_degC),
    required_degC: Float64Array.from(buses, (b, k) =>
      k === 0
        ? b.supply_degC
        : (p.stations[stationIds[k - 1]!]!.required_degC ??
          b.return_degC + p.requiredSpread * (b.supply_degC - b.return_degC)),
    ),
    rated_kW,
    ratedFlow,
    bypass: Float64Array.from(buses, (_, k) =>
      k === 0 ? 0 : p.bypass * Math.min(ratedFlow[k]!, carries[graph.towards[k]!]!),
    ),
    ways: buses.map((_, k) => (graph.chords.length > 0 ? Int32Array.from(ends.keys()) : wayOf(graph, k))),
    carries,
    velocityPerFlow,
    room: roomOf(usual, graph.nodes.length, ends.length),
  };
  checkDesign(q);
  return q;
}

const roomOf = (open: Ways, nodes: number, pipes: number): Room => ({
  open,
  asks_kW: new Float64Array(nodes),
  asked: new Float64Array(nodes),
  least: new Float64Array(nodes),
  asked0: new Float64Array(nodes),
  given0: new Float64Array(nodes),
  gets: new Float64Array(nodes),
  feeds: new Float64Array(nodes),
  backFeeds: new Float64Array(nodes),
  feeds_degC: new Float64Array(nodes),
  backFeeds_degC: new Float64Array(nodes),
  supply_degC: new Float64Array(nodes),
  return_degC: new Float64Array(nodes),
  pressures_kPa: new Float64Array(nodes),
  throttle: new Float64Array(nodes),
  flows: new Float64Array(pipes),
  sums: new Float64Array(2),
});

/** Pipes of the tree from a node to the plant. */
function wayOf({ from, to, towards, outward }: PipeGraph, node: number): Int32Array {
  const way: number[] = [];
  for (let n = node; towards[n]! >= 0; ) {
    const p = towards[n]!;
    way.push(p);
    n = outward[n]! > 0 ? from[p]! : to[p]!;
  }
  return Int32Array.from(way);
}

function checkTemperatures(p: HeatNetworkParams, buses: readonly PortBus[], sign: 1 | -1): void {
  const issues: ConfigIssue[] = [];
  const fault = (path: string, message: string): number => issues.push({ file: '', path, message });
  const [plant] = buses;
  const warmer = sign > 0 ? 'hotter' : 'colder';
  buses.forEach((bus, k) => {
    const port = k === 0 ? p.plant : stationsOf(p)[k - 1]!;
    if (!(sign * (bus.supply_degC - bus.return_degC) > 0))
      fault(port, `bus "${bus.id}" has no spread (${bus.supply_degC}/${bus.return_degC} degC)`);
    if (sign * (bus.supply_degC - plant!.supply_degC) > 0)
      fault(
        port,
        `bus "${bus.id}" asks for ${bus.supply_degC} degC, but the plant's bus "${plant!.id}" supplies ${plant!.supply_degC} degC; a network brings water no ${warmer} than it gets`,
      );
    const required_degC = p.stations[port]?.required_degC;
    if (
      required_degC !== undefined &&
      !(sign * (required_degC - bus.return_degC) > 0 && sign * (required_degC - bus.supply_degC) <= 0)
    )
      fault(
        `stations.${port}.required_degC`,
        `met ${required_degC} degC; expected what lies between return and supply of bus "${bus.id}" (${bus.return_degC} and ${bus.supply_degC} degC)`,
      );
  });
  const curve = p.heatingCurve;
  if (curve) {
    const { outdoor_degC, supply_degC } = curve;
    if (outdoor_degC.length !== supply_degC.length)
      fault(
        'heatingCurve',
        `met ${outdoor_degC.length} outdoor and ${supply_degC.length} supply temperatures; expected as many of each`,
      );
    if (outdoor_degC.some((t, k) => k > 0 && t <= outdoor_degC[k - 1]!))
      fault('heatingCurve.outdoor_degC', 'expected temperatures that rise from each to the next');
    const beyond = supply_degC.find((t) => sign * (t - plant!.supply_degC) > 0);
    if (beyond !== undefined)
      fault(
        'heatingCurve.supply_degC',
        `met ${beyond} degC, ${warmer} than the ${plant!.supply_degC} degC of the plant's bus "${plant!.id}"; expected it no ${warmer}, or a ${warmer} bus`,
      );
    const idle = supply_degC.find((t) => !(sign * (t - plant!.return_degC) > 0));
    if (idle !== undefined)
      fault(
        'heatingCurve.supply_degC',
        `met ${idle} degC, which leaves no spread over the return of the plant's bus (${plant!.return_degC} degC); expected it ${warmer}`,
      );
  }
  if (issues.length > 0) throw new ConfigError(issues);
}

/** All stations at their ratings at once, as far as that is asked for: pipes carry it, and the pump lifts it. */
function checkDesign(q: HeatNetwork): void {
  const { p, graph, room, ratedFlow, carries } = q;
  const { hydraulics } = room.open;
  const issues: ConfigIssue[] = [];
  for (let k = 1; k <= q.stations; k++) {
    const flow = ratedFlow[k]! < Number.POSITIVE_INFINITY ? p.simultaneity * ratedFlow[k]! : 0;
    room.feeds[k] = -flow;
  }
  solveFlows(hydraulics, room.feeds, room.flows);
  graph.pipes.forEach((id, k) => {
    const flow = Math.abs(room.flows[k]!);
    if (flow > carries[k]! * (1 + 1e-9))
      issues.push({
        file: '',
        path: `pipes.${id}.diameter_mm`,
        message: `the stations at their ratings ask it for ${(3600 * flow).toFixed(0)} kg/h, but ${p.pipes[id]!.diameter_mm} mm at ${p.velocityMax_m_per_s} m/s carry ${(3600 * carries[k]!).toFixed(0)} kg/h; widen it, or lower ratings or simultaneity`,
      });
  });
  pressures_kPa(hydraulics, room.flows, room.pressures_kPa);
  if (p.pumpHead_kPa !== undefined)
    for (let k = 1; k <= q.stations; k++) {
      const need_kPa = p.station_kPa - 2 * room.pressures_kPa[k]!;
      if (room.feeds[k]! < 0 && need_kPa > p.pumpHead_kPa)
        issues.push({
          file: '',
          path: 'pumpHead_kPa',
          message: `met ${p.pumpHead_kPa} kPa, but station "${graph.nodes[k]!}" needs ${need_kPa.toFixed(1)} kPa (there, through the station and back) with all stations at their ratings; take a stronger pump, wider pipes, or lower ratings or simultaneity`,
        });
    }
  if (issues.length > 0) throw new ConfigError(issues);
}
