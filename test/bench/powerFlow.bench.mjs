// Power flow: the 33-bus feeder of Baran and Wu by sweep, a mesh of 39 buses by Newton-Raphson, each cold and warm.
import { dist, interleave, median, ms, report } from './timing.mjs';

const { powerNetwork, powerState } = await import(dist('core/physics/powerFlow/powerNetwork.js'));
const { noLoad, powerFlow } = await import(dist('core/physics/powerFlow/powerFlow.js'));
const { branchFlows, measureFlows } = await import(dist('core/physics/powerFlow/flows.js'));
const { electricityNetwork } = await import(dist('models/electricityNetwork.js'));

/** 33 buses: a stem of 18, with laterals of 4, 3 and 8, each bus drawing 60 to 420 kW on a base of 10 MVA. */
function feeder() {
  const parents = [...Array(17).keys(), 1, 18, 19, 20, 2, 22, 23, 5, 25, 26, 27, 28, 29, 30, 31];
  const buses = [{ name: 'b0', role: 'slack' }, ...parents.map((_, k) => ({ name: `b${k + 1}`, role: 'pq' }))];
  const branches = parents.map((from, k) => ({
    name: `l${k}`,
    from,
    to: k + 1,
    r: 0.01 + 0.005 * (k % 9),
    x: 0.006 + 0.004 * (k % 7),
  }));
  return { buses, branches, draw: 0.0113, factor: 0.62 };
}

/** 39 buses on a ring, joined across at every third: 52 branches, 9 buses that hold their voltage. */
function mesh() {
  const ring = [...Array(39).keys()];
  const buses = ring.map((k) => ({ name: `b${k}`, role: k === 0 ? 'slack' : k % 4 === 0 ? 'pv' : 'pq' }));
  const across = ring.filter((k) => k % 3 === 0).map((k) => [k, (k + 17) % 39]);
  const branches = [...ring.map((k) => [k, (k + 1) % 39]), ...across].map(([from, to], k) => ({
    name: `l${k}`,
    from,
    to,
    r: 0.002,
    x: 0.02 + 0.001 * (k % 11),
    b: 0.05,
  }));
  return { buses, branches, draw: 0.4, factor: 0.3 };
}

const COUNT = 4000;
/** Solves for `COUNT` loads that swing about their mean, from no load or from the solution before. */
function runner({ buses, branches, draw, factor }, method, cold) {
  const network = powerNetwork(buses, branches);
  const flow = powerFlow(network, method);
  const rest = noLoad(network, flow.walk);
  const state = powerState(network);
  const flows = branchFlows(network);
  rest(state);
  let iterations = 0;
  return {
    run: () => {
      iterations = 0;
      for (let n = 0; n < COUNT; n++) {
        for (let k = 1; k < buses.length; k++) {
          const supply = buses[k].role === 'pv' ? 3 : -1;
          state.p[k] = supply * draw * (0.8 + ((n * 7 + k * 13) % 41) / 100);
          state.q[k] = -draw * factor;
        }
        if (cold) rest(state);
        if (!flow.solve(state)) throw new Error('the bench does not converge');
        measureFlows(network, state, flows);
        iterations += state.iterations;
      }
    },
    iterations: () => iterations,
  };
}

/** The kind's own steps for a year of hours, its 33 nodes as the feeder's. */
function kindYear() {
  const { buses, branches } = feeder();
  const cable = { length_m: 300, type: 'NA2XS2Y 1x240 RM/25 6/10 kV' };
  const p = electricityNetwork.params.parse({
    hub: 'b0',
    nodes: Object.fromEntries(buses.map(({ name }) => [name, { rated_kV: 10 }])),
    lines: Object.fromEntries(
      branches.map(({ name, from, to }) => [name, { from: `b${from}`, to: `b${to}`, ...cable }]),
    ),
  });
  const q = electricityNetwork.prepare(p);
  const n = buses.length;
  let x = Float64Array.from(electricityNetwork.initial(q));
  let next = new Float64Array(x.length);
  const y = new Float64Array(n + electricityNetwork.signals(p).length);
  const u = new Float64Array(2 * n);
  // Available, and every line closed.
  const on = new Float64Array(electricityNetwork.inputs(p).length).fill(1);
  return () => {
    for (let i = 0; i < 8760; i++) {
      for (let k = 1; k < n; k++) {
        u[k] = -60 * (0.8 + ((i * 7 + k * 13) % 41) / 100);
        u[n + k] = 0.3 * u[k];
      }
      electricityNetwork.step(q, x, on, u, 1, next, y);
      if (y[n - 1] !== -u[n - 1]) throw new Error('the bench brings no power');
      [x, next] = [next, x];
    }
  };
}

const sweepCold = runner(feeder(), 'sweep', true);
const sweepWarm = runner(feeder(), 'sweep', false);
const newtonCold = runner(mesh(), 'newton', true);
const newtonWarm = runner(mesh(), 'newton', false);
const times = interleave(
  {
    sweepCold: sweepCold.run,
    sweepWarm: sweepWarm.run,
    newtonCold: newtonCold.run,
    newtonWarm: newtonWarm.run,
    year: kindYear(),
  },
  9,
);
const perSecond = (time_ms, count) => `${Math.round((1000 * count) / time_ms).toLocaleString('en')} a second`;
const row = (what, time, { iterations }) => [
  what,
  `${perSecond(median(time), COUNT)}, ${(iterations() / COUNT).toFixed(1)} iterations each`,
];
report('Power flow, branch flows included', [
  row('radial, 33 buses: solutions from no load', times.sweepCold, sweepCold),
  ['radial, 33 buses: sweeps (backward and forward)', perSecond(median(times.sweepCold), sweepCold.iterations())],
  row('radial, 33 buses: solutions from the last', times.sweepWarm, sweepWarm),
  row('mesh, 39 buses, 52 branches: solutions from no load', times.newtonCold, newtonCold),
  row('mesh, 39 buses, 52 branches: solutions from the last', times.newtonWarm, newtonWarm),
  ['electricityNetwork of 33 nodes: its steps of a year of hours', ms(median(times.year))],
]);
