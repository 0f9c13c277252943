import { defineKind } from '../core/component.ts';
import { lean } from '../core/instance.ts';
import { interpolate } from '../core/math.ts';
import { fillPlug } from '../core/physics/pipeNetwork/plugFlow.ts';
import { plugAt, sideSize } from '../core/physics/pipeNetwork/transport.ts';
import { heatLines, linearHeatNetwork } from './heatNetworkLinear.ts';
import {
  busNodesOf,
  CONTENT,
  connectedSignal,
  HeatNetworkParams,
  inputsOf,
  mapOf,
  PUMPED,
  pipesOf,
  portsOf,
  STANDING,
  signalsOf,
  statesOf,
  stationsOf,
} from './heatNetworkParams.ts';
import { type HeatNetwork, planHeatNetwork } from './heatNetworkPlan.ts';
import { content_kWh, stepHeatNetwork } from './heatNetworkStep.ts';
import { heatRouteCost } from './heatRoute.ts';
import { closedInput, partsBy } from './switching.ts';

/**
 * District heating or cooling: a plant and stations joined by supply and return pipes, a tree or a mesh.
 *
 * **Flow.** A station draws m = load / (cp (T_arriving - T_return of its bus)), and one with surplus feeds in at its bus's
 * supply temperature; the plant gives the rest. What stations feed in beyond that flows back to it, and its bus takes what
 * it lacks: the rest warms the return, until stations can feed in no more. Losses of pressure by Darcy-Weisbach with
 * Colebrook's friction; a mesh is solved by Newton's method on its loops; the return mirrors the supply. The pump lifts
 * what the worst station needs, P = sum(m head) / (rho eta eta), and its shaft power warms the water at the plant. Flows
 * are steady over a step.
 *
 * **Heat.** Water travels as parcels in plug flow, exact in energy at any step, cooling by e^(-U L t / (content cp)) towards
 * the ground and mixing at nodes; the pipes' steel follows as a mixed volume at the outlet. What reaches a node within a
 * step is passed on at its mean. The plant sends the temperature of its bus, or of the heating curve by outdoor temperature,
 * and strays from it by up to `swing_K` to take just what its bus has left over: the water in the pipes is a small store.
 *
 * **Shortfall.** Water colder than `required_degC`, a pipe at its highest velocity, a station at its rating or a pump at its
 * head leave a station with less than its bus lacks: the bus's own closers serve what is left, and it is a signal.
 * Stations behind a pipe that is full share it alike; in a mesh, and where the pump is too weak, all do. A pipe may be shut for a
 * time (`<id>Closed` at 0: its connection is cut): a mesh carries on by its other pipes, stations without a way to the plant
 * get nothing (`cutOff`, and `<id>Connected` at 0), and water that stands cools.
 * @see Frederiksen and Werner, "District Heating and Cooling" (2013), chapters 9 and 10
 * @see van der Heijde et al., Energy Conversion and Management 151 (2017) 158-169
 */
export const heatNetwork = defineKind<HeatNetworkParams, HeatNetwork, typeof HeatNetworkParams>({
  kind: 'heatNetwork',
  summary: 'Supply and return pipes between a plant and stations, with flows, pressures, delay and loss to the ground',
  validity: {
    text: 'water below boiling; one cp, density and viscosity, those halfway between supply and return of the plant; flow steady over a step',
    minStep_s: 1,
    maxStep_s: 3600,
  },
  params: HeatNetworkParams,
  example: {
    stations: { s1: { rated_kW: 200 }, s2: { rated_kW: 100 } },
    junctions: ['j1'],
    pipes: {
      p1: { from: 'plant', to: 'j1', length_m: 200, diameter_mm: 80 },
      p2: { from: 'j1', to: 's1', length_m: 100, diameter_mm: 65 },
      p3: { from: 'j1', to: 's2', length_m: 150, diameter_mm: 50 },
    },
  },
  ports: portsOf,
  role: 'network',
  solutionArea: 'efficiency',
  terminals: { type: 'passive' },
  nodes: busNodesOf,
  leads: () => [],
  signals: signalsOf,
  states: statesOf,
  inputs: inputsOf,
  inputRange: (p) => ({
    supply_degC: [0, 150],
    ...Object.fromEntries(pipesOf(p).map((id) => [closedInput(id), [0, 1]])),
  }),
  parts: (p) => partsBy(pipesOf(p)),
  alarms: ['cutOff'],
  alarmParts: (p) => ({
    cutOff: { told: 'zero', by: Object.fromEntries(stationsOf(p).map((id) => [id, connectedSignal(id)])) },
  }),
  shortfalls: (p) => Object.fromEntries(stationsOf(p).map((id) => [id, `${id}Shortfall_kW`])),
  prepare: planHeatNetwork,
  initial(q) {
    const x = new Float64Array(q.back.at + sideSize(q.graph.pipes.length, q.p.parcels));
    // The supply as the plant gives it, the return as stations do in the mean.
    const back_degC = q.return_degC.subarray(1).reduce((sum, t) => sum + t, 0) / q.stations;
    for (let p = 0; p < q.graph.pipes.length; p++) {
      fillPlug(q.p.parcels, x, plugAt(q.supply, p), q.plant.supply_degC);
      fillPlug(q.p.parcels, x, plugAt(q.back, p), back_degC);
    }
    x[CONTENT] = content_kWh(q, x);
    x[STANDING] = -standingLoss_kW(q);
    return [...x];
  },
  series(q, env) {
    const curve = q.p.heatingCurve;
    return {
      ...Object.fromEntries(pipesOf(q.p).map((id) => [closedInput(id), 1])),
      ground_degC: lean(env.weather('ground_degC')),
      supply_degC:
        curve === undefined
          ? q.plant.supply_degC
          : env.weather('ambient_degC').map((t) => interpolate(curve.outdoor_degC, curve.supply_degC, t)),
    };
  },
  lines: heatLines,
  map: mapOf,
  limits() {},
  invert() {},
  expects(q, x, _w, _dt_h, out) {
    out.fill(0, 0, q.stations + 2);
    out[0] = x[STANDING]!;
    out[q.stations + 1] = -x[PUMPED]!;
  },
  step: stepHeatNetwork,
  balance: () => ({
    energy: {
      boundary: { groundGain_kW: 1 },
      losses: { groundLoss_kW: 1, motorLoss_kW: 1 },
      stores: { content_kWh: 1 },
    },
  }),
  linear(q, window, model) {
    linearHeatNetwork(q, window, model);
  },
  size: (q) => q.length_m,
  sizeName: 'length_m',
  costDefault: heatRouteCost,
  kpis(q, t) {
    // A node that on the whole feeds in is no customer.
    let delivered_kWh = 0;
    let entered_kWh = Math.max(0, -t.sum(`${q.p.plant}_kW`));
    for (const id of stationsOf(q.p)) {
      const sum_kWh = t.sum(`${id}_kW`);
      if (sum_kWh > 0) delivered_kWh += sum_kWh;
      else entered_kWh -= sum_kWh;
    }
    const [groundLoss_kWh, groundGain_kWh] = [t.sum('groundLoss_kW'), t.sum('groundGain_kW')];
    return {
      delivered_kWh,
      groundLoss_kWh,
      ...(q.sign < 0 ? { groundGain_kWh } : {}),
      lossShare: ratio(q.sign > 0 ? groundLoss_kWh : groundGain_kWh, entered_kWh),
      pump_kWh: -t.sum('pump_kW'),
      headMost_kPa: t.max('pumpHead_kPa'),
      shortfall_kWh: t.sum('totalShortfall_kW'),
      shortfall_h: t.running_h('totalShortfall_kW'),
      refused_kWh: t.sum('totalRefused_kW'),
    };
  },
});

/** What both sides lose at the temperatures of the plant to ground of 10 degC, before anything is known. */
function standingLoss_kW(q: HeatNetwork): number {
  const excess_K = Math.max(0, q.sign * (q.plant.supply_degC + q.plant.return_degC - 20));
  const { pipes } = q.supply;
  return pipes.reduce((sum, pipe) => sum + (pipe.content_kg * pipe.cooling_per_h * q.cp * excess_K) / 3600, 0);
}

const ratio = (part: number, whole: number): number => (whole === 0 ? 0 : part / whole);
