// A year of the district by its exchange: quarter hours, sixteen participants, agents, clearing, books and settlement.
import { dist, ms, report, root } from './timing.mjs';

const { loadScenario } = await import(dist('app/node.js'));
const { startExchange } = await import(dist('scenario/exchange/exchange.js'));
const { modelsFor } = await import(dist('app/exchangeModels.js'));
const { startSimulation } = await import(dist('scenario/simulation.js'));

const file = `${root}simulations/suzhou-exchange.yaml`;
const time = { start: '2023-01-01T00:00', end: '2024-01-01T00:00', step_s: 900 };

async function year(exchange, share = 1) {
  const scenario = loadScenario(file, { sections: { time, ...(exchange === undefined ? {} : { exchange }) } });
  const steps = Math.round(scenario.run.grid.length * share);
  const begun = performance.now();
  if (exchange === undefined) startSimulation(scenario, { maxRows: 0 }).advance(steps);
  else {
    const run = startExchange(scenario, await modelsFor(scenario), { maxRows: 0 });
    run.advance(steps);
  }
  return (performance.now() - begun) / share;
}

const rules = await year(undefined);
const books = await year({ clearing: 'bookByBook' });
// A tenth of a year is enough to tell the whole.
const together = await year({ clearing: 'together' }, 0.1);
report('A year of the district by its exchange: 35,040 slots of a quarter of an hour, 12 markets, 16 participants', [
  ['by rules, for comparison', ms(rules)],
  ['book by book, agents and settlement included (asked: 30 s)', ms(books)],
  ['all markets together, by a tenth of the year (asked: 300 s)', ms(together)],
]);
