import type { Decision } from '../../control/config.ts';
import { ConfigError } from '../../core/errors.ts';
import { formatUtc, indexAt, timeAt } from '../../core/timeGrid.ts';
import type { Compiled } from '../../scenario/compile.ts';
import { parseInstant } from '../../scenario/instant.ts';
import { startSimulation } from '../../scenario/simulation.ts';
import { table } from './text.ts';

const number = (v: number): string =>
  Number.isNaN(v) ? '' : Number.isFinite(v) ? String(Number(v.toPrecision(5))) : 'any';

/** The account of one step: every candidate with its limits, cost, what it was given and why. @throws ConfigError on a time outside the run */
export function explain(compiled: Compiled, time: string): string {
  const { run, cluster } = compiled;
  const instant = parseInstant(time, cluster.zone);
  if (typeof instant === 'string') throw new ConfigError(`--explain: ${instant}`);
  const index = indexAt(run.grid, instant);
  if (index < 0 || index >= run.grid.length)
    throw new ConfigError(
      `--explain: ${time} is outside the run, which goes from ${formatUtc(timeAt(run.grid, 0))} to ${formatUtc(timeAt(run.grid, run.grid.length))}`,
    );
  const simulation = startSimulation(compiled, { maxRows: 0 });
  simulation.advance(index);
  const decisions: Decision[] = [];
  simulation.rules.explain((decision) => decisions.push(decision));
  simulation.advance(1);
  const rows = decisions.map((d) => [
    String(d.pass + 1),
    d.phase,
    d.bus,
    `${d.component}.${d.port}`,
    number(d.lowest_kW),
    number(d.highest_kW),
    number(d.leastOn_kW),
    number(d.cost_money_per_kWh),
    number(d.before_kW),
    number(d.given_kW),
    d.why,
  ]);
  const header = [
    'pass',
    'phase',
    'bus',
    'candidate',
    'lowest',
    'highest',
    'least on',
    'cost/kWh',
    'before',
    'given',
    'why',
  ];
  const flows = run.buses.map((bus, b) => {
    const parts = run.components.flatMap((c) =>
      c.ports.flatMap((port, k) =>
        port.bus === b && Math.abs(c.y[k]!) > 1e-6 ? [`${c.id} ${c.y[k]! > 0 ? '+' : ''}${number(c.y[k]!)}`] : [],
      ),
    );
    return `${bus.id}: ${parts.length === 0 ? 'nothing flows' : parts.join(', ')}`;
  });
  return [
    `${cluster.spec.name}, step ${index}, ${formatUtc(timeAt(run.grid, index))}; ${simulation.loop.passes} passes; flows in the bus's unit, into the bus positive`,
    '',
    table([header, ...rows]),
    '',
    ...flows,
    '',
  ].join('\n');
}
