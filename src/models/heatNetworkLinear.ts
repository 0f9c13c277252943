import { inputsAt } from '../core/linearise.ts';
import { type LinearModel, lower, times, type Values, type Window } from '../core/linearModel.ts';
import type { NetworkLine } from '../core/networkLine.ts';
import { busNodesOf, nodesOf, PIPES_AT, pipesOf } from './heatNetworkParams.ts';
import type { HeatNetwork } from './heatNetworkPlan.ts';

/** Nearer to each other, supply and return carry nothing. */
const LEAST_K = 1;

/**
 * A heat network as the optimiser sees it: each station takes from the plant or feeds in, within its rating and, in a tree,
 * what the pipes on its way carry at their highest velocity, by the spread between the plant's supply of the hour and its
 * own return. The plant bears what all pipes lose at these temperatures, whatever flows; pumps lift what every station
 * needs at least. Delays, the water as a store, friction and what a station may draw at a supply that is too cold are not
 * planned; in a mesh the ratings of the stations alone bind.
 */
export function linearHeatNetwork(q: HeatNetwork, window: Window, model: LinearModel): void {
  const { p, graph, sign, cp, stations } = q;
  const names = busNodesOf(p);
  const { steps } = window;
  const on = window.input(0);
  const isSteady = [2, ...pipesOf(p).map((_, k) => PIPES_AT + k)].every((s) => typeof window.input(s) === 'number');
  const w = new Float64Array(window.inputs.length);
  const ofSteps = (count: number, at: (w: Float64Array) => number): Values => {
    const all = Float64Array.from({ length: count }, (_, t) => at(inputsAt(window, t, w)));
    return count === 1 ? all[0]! : all;
  };
  const values = (at: (w: Float64Array) => number): Values => ofSteps(isSteady ? 1 : steps, at);

  const plant = names[0]!;
  const back_degC = q.return_degC.subarray(1).reduce((sum, t) => sum + t, 0) / stations;
  const conductance_kW_per_K = q.supply.pipes.reduce(
    (sum, pipe) => sum + (pipe.content_kg * pipe.cooling_per_h * cp) / 3600,
    0,
  );
  const lost_kW = ofSteps(steps, (s) => Math.max(0, conductance_kW_per_K * sign * (s[2]! + back_degC - 2 * s[1]!)));
  model.fixedFlow(plant, times(-1, times(on, lost_kW)));

  const isTree = graph.chords.length === 0;
  const behind = graph.pipes.map((_, pipe) => q.ways.flatMap((way, k) => (k > 0 && way.includes(pipe) ? [k] : [])));
  const shared = graph.pipes.map((_, pipe) =>
    isTree && behind[pipe]!.length > 1 ? model.rows('pipe', -q.carries[pipe]!, q.carries[pipe]!) : -1,
  );
  for (let k = 1; k <= stations; k++) {
    const reached = values((s) => q.waysOf(s).reached[k]!);
    const takes = values((s) => 1 / (cp * Math.max(LEAST_K, sign * (s[2]! - q.return_degC[k]!))));
    const feeds = 1 / (cp * Math.max(LEAST_K, sign * (q.feed_degC[k]! - q.return_degC[k]!)));
    const way = [...q.ways[k]!];
    const own = way.reduce((least, pipe) => Math.min(least, q.carries[pipe]!), Number.POSITIVE_INFINITY);
    const most = (perKW: Values): Values =>
      times(
        times(on, reached),
        lower(q.rated_kW[k]!, typeof perKW === 'number' ? own / perKW : perKW.map((v) => own / v)),
      );
    const taken = model.columns(`to ${names[k]}`, 0, most(takes));
    const fed = model.columns(`from ${names[k]}`, 0, most(feeds));
    for (const [column, way1, perKW] of [
      [taken, 1, takes],
      [fed, -1, feeds],
    ] as const) {
      model.flow(names[k]!, column, way1);
      model.flow(plant, column, -way1);
      if (q.hasPump) {
        const lifted_kW = p.station_kPa / (q.density_kg_per_m3 * p.etaPump * p.etaMotor);
        model.flow('pump', column, times(-lifted_kW, perKW));
        model.flow(plant, column, times(p.etaMotor * lifted_kW * sign, perKW));
      }
      for (const pipe of way) if (shared[pipe]! >= 0) model.count(shared[pipe]!, column, times(way1, perKW));
    }
  }
}

/**
 * Pipes at their highest velocity, by the spread between the plant's supply of the hour and what stations return in the mean, and
 * the ratings of stations. Losses, delays and friction are not in it.
 */
export function heatLines(q: HeatNetwork, w: Float64Array): NetworkLine[] {
  const { p, sign, cp, stations, graph } = q;
  const names = busNodesOf(p);
  const nodes = nodesOf(p);
  const isOn = w[0]! > 0;
  const back_degC = q.return_degC.subarray(1).reduce((sum, t) => sum + t, 0) / stations;
  const perFlow = cp * Math.max(LEAST_K, sign * (w[2]! - back_degC));
  // Within the network a station is the node before its own rating.
  const nodeOf = (name: string): string => (name === p.plant ? name : `at-${name}`);
  const both = (id: string, from: string, to: string, most: number): NetworkLine => ({
    id,
    from,
    to,
    most,
    back: most,
  });
  const pipes = pipesOf(p).map((id, k) => {
    const [from, to] = [nodes[graph.from[k]!]!, nodes[graph.to[k]!]!];
    return both(id, nodeOf(from), nodeOf(to), isOn && w[PIPES_AT + k]! > 0.5 ? q.carries[k]! * perFlow : 0);
  });
  const through = pipes.reduce((sum, { most }) => sum + most, 0);
  const ratings = names
    .slice(1)
    .map((id, k) => both(`${id}-rating`, nodeOf(id), id, isOn ? Math.min(q.rated_kW[k + 1]!, through) : 0));
  return [...pipes, ...ratings];
}
