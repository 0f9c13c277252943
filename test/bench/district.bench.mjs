// The year of the district: its loop with rules and audits, networks as copper plates and with their physics.
import { dist, interleave, median, ms, report, root } from './timing.mjs';

const { loadScenario } = await import(dist('app/node.js'));
const { startSimulation } = await import(dist('scenario/simulation.js'));

const file = `${root}simulations/suzhou-sip-district.yaml`;
const start = performance.now();
const plates = loadScenario(file, { copperPlate: true });
const loaded = performance.now();
const physics = loadScenario(file);

function year(scenario) {
  const { run } = scenario;
  for (const c of run.components) {
    const initial = c.kind.initial(c.q);
    c.x.set(initial);
    c.next.set(initial);
  }
  startSimulation(scenario).advance(run.grid.length);
}

const cold = performance.now();
year(plates);
const warm = performance.now();
const times = interleave({ plates: () => year(plates) }, 15);
const deep = interleave({ physics: () => year(physics) }, 3);
const { grid, components, buses } = plates.run;
report(`The district: ${grid.length} steps, ${components.length} components on ${buses.length} buses`, [
  ['read, check, series: a process’s first', ms(loaded - start)],
  ['the loop with rules and audits, copper plates: first', ms(warm - cold)],
  ['the same, warm (asked: 150 ms)', ms(median(times.plates))],
  ['with heat network and power flow, warm (asked: 10 s)', ms(median(deep.physics))],
]);
