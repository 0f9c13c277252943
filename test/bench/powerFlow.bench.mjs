// Power flow: the 33-bus feeder of Baran and Wu by sweep, a mesh of 39 buses by Newton-Raphson, each cold and warm.
import { dist, interleave, median, report } from './timing.mjs';

const { powerNetwork, powerState } = await import(dist('core/physics/powerFlow/powerNetwork.js'));
const { noLoad, powerFlow } = await import(dist('core/physics/powerFlow/powerFlow.js'));
const { branchFlows, measureFlows } = await import(dist('core/physics/powerFlow/flows.js'));

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

const sweepCold = runner(feeder(), 'sweep', true);
const sweepWarm = runner(feeder(), 'sweep', false);
const newtonCold = runner(mesh(), 'newton', true);
const newtonWarm = runner(mesh(), 'newton', false);
const times = interleave(
  { sweepCold: sweepCold.run, sweepWarm: sweepWarm.run, newtonCold: newtonCold.run, newtonWarm: newtonWarm.run },
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
]);
