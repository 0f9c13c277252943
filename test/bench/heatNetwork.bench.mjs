// A year of a heat network at 15 minutes: 30 pipes of supply and return as a tree, then two more that close loops.
import { dist, interleave, median, ms, report } from './timing.mjs';

const { heatNetwork } = await import(dist('models/heatNetwork.js'));

const STATIONS = 15;
const STEPS = 35_040;
const DT_h = 0.25;

function prepared(loops) {
  const junctions = Array.from({ length: STATIONS }, (_, k) => `j${k}`);
  const trunk = junctions.map((j, k) => [
    `t${k}`,
    { from: k === 0 ? 'plant' : `j${k - 1}`, to: j, length_m: 80, diameter_mm: k < 8 ? 150 : 100 },
  ]);
  const branches = junctions.map((j, k) => [`b${k}`, { from: j, to: `s${k}`, length_m: 40, diameter_mm: 50 }]);
  const p = heatNetwork.params.parse({
    stations: Object.fromEntries(junctions.map((_, k) => [`s${k}`, { rated_kW: 150 }])),
    junctions,
    velocityMax_m_per_s: 2,
    simultaneity: 0.7,
    pipes: Object.fromEntries([...trunk, ...branches, ...loops]),
  });
  const ports = Object.fromEntries(
    Object.keys(heatNetwork.ports(p)).map((id) => [id, { id, supply_degC: 90, return_degC: 60 }]),
  );
  // Every pipe open, ground at 10 degC, supply at 90.
  const given = { ground_degC: 10, supply_degC: 90 };
  const w = Float64Array.from(heatNetwork.inputs(p), (name) => given[name] ?? 1);
  return { q: heatNetwork.prepare(p, { ports }), states: heatNetwork.states(p).length, w };
}

/** Loads with seasons, days and idle nights; now and then one feeds in. */
const loads = new Float64Array(STEPS * STATIONS);
for (let i = 0; i < STEPS; i++)
  for (let k = 0; k < STATIONS; k++) {
    const idle = i % 96 < 4 && k % 3 === 0;
    const load = 20 + 30 * (1 + Math.cos((2 * Math.PI * i) / STEPS)) + 40 * Math.abs(Math.sin(i * 0.13 + k));
    loads[i * STATIONS + k] = k === 4 && i % 200 < 50 ? 90 : idle ? 0 : -load;
  }

function year({ q, w }) {
  const x = Float64Array.from(heatNetwork.initial(q));
  const next = x.slice();
  const u = new Float64Array(STATIONS + 1);
  const y = new Float64Array(400);
  for (let i = 0; i < STEPS; i++) {
    x.set(next);
    u.set(loads.subarray(i * STATIONS, (i + 1) * STATIONS), 1);
    // As the rules do: what the stations ask for, and what the network is known to need beside.
    u[0] = -x[1];
    for (let k = 1; k <= STATIONS; k++) u[0] -= u[k];
    heatNetwork.step(q, x, w, u, DT_h, next, y);
    // By noon of a winter's day the water is warm everywhere: what is not brought then was not worked for.
    if (i === 35_000 && !(y[1] > 0.9 * -loads[i * STATIONS])) throw new Error('the bench brings no heat');
  }
}

const tree = prepared([]);
const mesh = prepared([
  ['loop1', { from: 'j14', to: 'j3', length_m: 300, diameter_mm: 100 }],
  ['loop2', { from: 'j9', to: 'plant', length_m: 300, diameter_mm: 100 }],
]);
const times = interleave({ tree: () => year(tree), mesh: () => year(mesh) }, 3);
report(`A year of a heat network at 15 min: ${STEPS} steps, ${STATIONS} stations, ${tree.states} states`, [
  ['30 pipes as a tree (at most 5 s asked)', ms(median(times.tree))],
  ['32 pipes with two loops', ms(median(times.mesh))],
  ['a step of the tree', `${((1000 * median(times.tree)) / STEPS).toFixed(1)} µs`],
]);
