import { defineKind } from '../core/component.ts';
import { ConfigError, SimulationError } from '../core/errors.ts';
import { RAD_PER_DEG } from '../core/math.ts';
import { drawnAt, measureFlows, reactiveDrawnAt } from '../core/physics/powerFlow/flows.ts';
import { describeFailure } from '../core/physics/powerFlow/powerFlow.ts';
import { electricLines, linearElectricity } from './electricityNetworkLinear.ts';
import {
  allNodes,
  branchIds,
  ElectricityNetworkParams,
  mapOf,
  networkSignals,
  nodePorts,
  nodeStates,
  SUMS,
} from './electricityNetworkParams.ts';
import { BASE_kVA, type NetworkPlan, planNetwork } from './electricityNetworkPlan.ts';
import { closedInput, partsBy } from './switching.ts';

interface ElectricityNetwork extends NetworkPlan {
  readonly p: ElectricityNetworkParams;
  /** Voltages (p.u.), angles (degrees) and loss without load: the start. */
  readonly start: readonly number[];
}

/** Rounding of a limit that is just met. */
const JUST = 1e-9;

/**
 * Lines and transformers between electricity buses by AC power flow, three-phase and balanced, in every step:
 *   P_i + jQ_i = V_i conj(sum(Y_ij V_j)) at every node, with what the components at its bus have left over
 * The hub holds its voltage and takes what balances the rest and the losses: r i^2 of every line and winding, g v^2 of
 * every core, each from its own formula and checked against the ports. Nothing is limited: a loading above 1 and a
 * voltage outside the band are signals of their own (`overload`, `voltageOutOfBand`), counted in hours. A transformer is
 * loaded by its current, so that its rated kVA hold at rated voltage. In an outage nothing flows and every voltage is 0.
 * Any branch may be open for a time (`<id>Closed` at 0): a mesh carries on by its other branches; nodes without a path to
 * the hub get nothing, have no voltage and are counted (`nodesCutOff`, `cutOff`), and their own closers serve or spill.
 * Solved from the voltages of the last step; a step without a solution (a load beyond what the voltage can carry) stops
 * the run and names the node.
 * Validity: steady, balanced, at nominal frequency; vector groups turn nothing that a balanced flow would see.
 * @see Kersting, Distribution System Modeling and Analysis (2017); Grainger and Stevenson, Power System Analysis (1994)
 */
export const electricityNetwork = defineKind<
  ElectricityNetworkParams,
  ElectricityNetwork,
  typeof ElectricityNetworkParams
>({
  kind: 'electricityNetwork',
  summary: 'Lines and transformers with losses, voltages and loadings by AC power flow',
  validity: { text: 'steady and balanced three-phase flow', minStep_s: 1, maxStep_s: 3600 },
  params: ElectricityNetworkParams,
  example: {
    hub: 'main',
    nodes: { main: { rated_kV: 10 }, hall: { rated_kV: 0.4 }, ring: { rated_kV: 10, joint: true } },
    lines: { feeder: { from: 'main', to: 'ring', type: 'NA2XS2Y 1x240 RM/25 6/10 kV', length_m: 900 } },
    transformers: { hallt: { from: 'ring', to: 'hall', type: '0.63 MVA 10/0.4 kV', parallel: 2 } },
  },
  ports: (p) => Object.fromEntries(nodePorts(p).map((id) => [id, { carrier: 'electricity', flow: 'both' }])),
  role: 'network',
  nodes: nodePorts,
  readsReactive: true,
  reactive: ({ hub }) => ({ [hub]: 'hubReactive_kvar' }),
  reports: (p) => ({ voltage: Object.fromEntries(nodePorts(p).map((id) => [id, `${id}Voltage`])) }),
  signals: networkSignals,
  states: nodeStates,
  inputs: (p) => ['available', ...branchIds(p).map(closedInput)],
  inputRange: (p) => Object.fromEntries(branchIds(p).map((id) => [closedInput(id), [0, 1]])),
  onOff: ['available'],
  parts: (p) => partsBy(branchIds(p)),
  alarms: ['overload', 'voltageOutOfBand', 'cutOff'],
  alarmParts: (p) => ({
    overload: { told: 'highest', by: Object.fromEntries(branchIds(p).map((id) => [id, `${id}Loading`])) },
    voltageOutOfBand: { told: 'farthest', by: voltagesOf(nodePorts(p)) },
    cutOff: { told: 'zero', by: voltagesOf(nodePorts(p).slice(1)) },
  }),
  leads: () => [],
  prepare(p) {
    const plan = planNetwork(p);
    const { flow, state, flows } = plan.usual;
    state.vm[0] = p.hubVoltage;
    if (!flow.solve(state))
      throw new ConfigError([
        {
          file: '',
          path: 'nodes',
          message: `even without load ${describeFailure(flow.network, state, BASE_kVA)}; check lengths, voltages and compensators`,
        },
      ]);
    measureFlows(flow.network, state, flows);
    const loss_kW = BASE_kVA * (sumOf(flows.copper) + sumOf(flows.iron));
    return { ...plan, p, start: [...state.vm, ...state.va_rad.map((v) => v / RAD_PER_DEG), loss_kW] };
  },
  initial: (q) => q.start,
  series: (q) => Object.fromEntries(branchIds(q.p).map((id, k) => [closedInput(id), q.closed[k]! ? 1 : 0])),
  map: mapOf,
  lines: (q, w) => electricLines(q, allNodes(q.p), branchIds(q.p), w),
  limits() {},
  invert() {},
  expects(q, x, w, _dt_h, out) {
    out.fill(0, 0, q.ports);
    if (w[0]! > 0) out[0] = -x[x.length - 1]!;
  },
  step(q, x, w, u, _dt_h, next, y) {
    const { ports } = q;
    next.fill(0);
    y.fill(0);
    if (!(w[0]! > 0)) {
      y[ports + 12] = ports - 1;
      y[ports + 13] = ports > 1 ? 1 : 0;
      return;
    }
    const { flow, nodes, state, flows, controls, fixed, branchAt, loadingFrom, loadingTo, portsCutOff } = q.switched(w);
    const { network } = flow;
    const all = q.nodes;
    const n = nodes.length;
    state.vm[0] = q.p.hubVoltage;
    state.va_rad[0] = 0;
    for (let k = 1; k < n; k++) {
      const node = nodes[k]!;
      // After an outage there is no last voltage to begin with.
      const begin = x[node]! > 0 ? x : q.start;
      state.vm[k] = begin[node]!;
      state.va_rad[k] = begin[all + node]! * RAD_PER_DEG;
      if (node >= ports) continue;
      state.p[k] = u[node]! / BASE_kVA;
      state.q[k] = u[ports + node]! / BASE_kVA;
      y[node] = 0 - u[node]!;
    }
    if (!flow.solve(state))
      throw new SimulationError(
        `${describeFailure(network, state, BASE_kVA)}; the load there is more than its voltage can carry: lower it, ` +
          'strengthen the lines and transformers on the way, or compensate reactive power',
      );
    measureFlows(network, state, flows);
    const copper_kW = BASE_kVA * sumOf(flows.copper);
    const iron_kW = BASE_kVA * sumOf(flows.iron);
    y[0] = 0 - BASE_kVA * drawnAt(network, state, flows, 0);
    let carried = 0;
    let lowest = state.vm[0]!;
    let highest = lowest;
    let outside = 0;
    for (let k = 0; k < n && nodes[k]! < ports; k++) {
      const vm = state.vm[k]!;
      if (y[nodes[k]!]! > 0) carried += y[nodes[k]!]!;
      if (vm < lowest) lowest = vm;
      if (vm > highest) highest = vm;
      if (Math.abs(vm - 1) > q.p.voltageBand + JUST) outside++;
    }
    let given = 0;
    for (let k = 0; k < controls.length; k++) given += state.controlled[k]!;
    for (let k = 0; k < n; k++) given += fixed[k]! * state.vm[k]! * state.vm[k]!;
    let most = 0;
    let overloads = 0;
    for (let k = 0; k < branchAt.length; k++) {
      const loading = Math.max(flows.iFrom[k]! * loadingFrom[k]!, flows.iTo[k]! * loadingTo[k]!);
      if (loading > most) most = loading;
      if (loading > 1 + JUST) overloads++;
      y[ports + SUMS.length + branchAt[k]!] = loading;
    }
    y[ports] = copper_kW;
    y[ports + 1] = iron_kW;
    y[ports + 2] = carried;
    y[ports + 3] = 0 - BASE_kVA * reactiveDrawnAt(network, state, flows, 0);
    y[ports + 4] = BASE_kVA * given;
    y[ports + 5] = lowest;
    y[ports + 6] = highest;
    y[ports + 7] = most;
    y[ports + 8] = overloads;
    y[ports + 9] = outside;
    y[ports + 10] = overloads > 0 ? 1 : 0;
    y[ports + 11] = outside > 0 ? 1 : 0;
    y[ports + 12] = portsCutOff;
    y[ports + 13] = portsCutOff > 0 ? 1 : 0;
    for (let k = 0; k < n; k++) {
      next[nodes[k]!] = state.vm[k]!;
      next[all + nodes[k]!] = state.va_rad[k]! / RAD_PER_DEG;
    }
    next[2 * all] = copper_kW + iron_kW;
  },
  balance: () => ({ energy: { losses: { copperLoss_kW: 1, ironLoss_kW: 1 } } }),
  linear(q, window, model) {
    linearElectricity(q, nodePorts(q.p), window, model);
  },
  size: (q) => q.length_m,
  sizeName: 'length_m',
  costDefault: {
    currency: 'CNY',
    year: 2025,
    capex_money: 600,
    fixedOm_per_a: 0.01,
    variableOm_money_per_kWh: 0,
    life_a: 30,
    source: 'ASSUMED 600 CNY per metre of cable, laid, 1 % a year, 30 years; transformers are not in it',
  },
  kpis(_q, t) {
    const loss_kWh = t.sum('copperLoss_kW') + t.sum('ironLoss_kW');
    const entered_kWh = t.sum('carriedPower_kW') + loss_kWh;
    return {
      loss_kWh,
      lossShare: entered_kWh > 0 ? loss_kWh / entered_kWh : 0,
      overload_h: t.running_h('overload'),
      voltageOutOfBand_h: t.running_h('voltageOutOfBand'),
      cutOff_h: t.running_h('cutOff'),
      highestLoading: t.max('highestLoading'),
      lowestVoltage: t.min('lowestVoltage'),
      highestVoltage: t.max('highestVoltage'),
    };
  },
});

const voltagesOf = (nodes: readonly string[]): Readonly<Record<string, string>> =>
  Object.fromEntries(nodes.map((id) => [id, `${id}Voltage`]));

function sumOf(values: Float64Array): number {
  let sum = 0;
  for (let k = 0; k < values.length; k++) sum += values[k]!;
  return sum;
}
