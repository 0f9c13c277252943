import { join } from 'node:path';
import { setImmediate as tick } from 'node:timers/promises';
import { type Command, InvalidArgumentError } from 'commander';
import { formatUtc, timeAt } from '../../core/timeGrid.ts';
import { readyFolder, writeWhole } from '../../io/folder.ts';
import { highsSolver } from '../../io/highsSolver.ts';
import { wallTime } from '../../report/incidents.ts';
import { LENGTHS_H, resilienceHtml, survivalFigures } from '../../report/resilienceHtml.ts';
import { isMissed, moreThan } from '../../report/withoutOne.ts';
import { planFor } from '../../scenario/planned.ts';
import { type Resilience, studyResilience } from '../../scenario/resilience.ts';
import { survivalCurve } from '../../scenario/survival.ts';
import { loadScenario, type Scenario } from '../node.ts';
import { exitOf, type Terminal } from './terminal.ts';
import { amount, table, wrap } from './text.ts';
import { tellUntraded } from './untraded.ts';

const HELP = `
Examples:
  $ sixfold resilience simulations/suzhou-six-in-one.yaml
  $ sixfold resilience my-site.yaml --hours 72 --every 6 --out out/resilience

Every loss starts from the state in which the undisturbed run was, by its plan with planner: optimal, else by rules. Demand with a shedding class may be cut; all other
electric demand is critical. Say under "island:" beside a component's parameters what it can do without the grid.
`;
const FILES = ['resilience.html', 'resilience.json'];
const WIDTH = 100;
/** Steps between two looks at the clock and at a wish to stop. */
const SLICE = 4096;
/** Rows of the table of single outages on a terminal; all are in the files. */
const ROWS = 12;

interface Flags {
  readonly hours: number;
  readonly every: number;
  readonly copperPlate?: boolean;
  readonly out?: string;
  readonly json?: boolean;
}

export function addResilience(program: Command, terminal: Terminal, done: (exit: number) => void): void {
  program
    .command('resilience')
    .description(
      'asks which losses of the public grid a site survives, for how long, and what it lacks without one component or part',
    )
    .argument('<file>', 'scenario file')
    .option('--hours <h>', 'longest loss to look at', positive, 48)
    .option('--every <h>', 'hours between two losses that are tried', positive, 1)
    .option('--copper-plate', 'run every network without loss or limit: faster, and blind to pipes and lines')
    .option('--out <dir>', 'folder of resilience.html and resilience.json (out/<scenario name>/resilience unless said)')
    .option('--json', 'print what resilience.json holds instead of tables')
    .addHelpText('after', HELP)
    .action(async (file: string, flags: Flags) => {
      const scenario = loadScenario(file, flags.copperPlate === true ? { copperPlate: true } : {});
      tellUntraded(scenario.cluster, terminal, 'without the grid rules decide, and nothing is traded');
      const folder = flags.out ?? join('out', scenario.run.name, 'resilience');
      readyFolder(folder, FILES);
      const plan = await planFor(scenario, highsSolver);
      const study = studyResilience(scenario, { horizon_h: flags.hours, every_h: flags.every }, plan);
      const progress = terminal.progress('losing the grid, and every part in turn');
      const watch = terminal.watch();
      try {
        while (watch.signal === undefined && !study.advance(SLICE)) {
          progress.show(study.done);
          await tick();
        }
      } finally {
        progress.end();
        watch.end();
      }
      if (watch.signal !== undefined) {
        terminal.err(`stopped by ${watch.signal}; nothing is written\n`);
        done(exitOf(watch.signal));
        return;
      }
      const result = study.result();
      const data = `${JSON.stringify(resilienceData(result, scenario), null, 2)}\n`;
      writeWhole(join(folder, 'resilience.json'), data);
      writeWhole(join(folder, 'resilience.html'), resilienceHtml(result, scenario));
      terminal.out(
        flags.json === true
          ? data
          : `${resilienceText(result, scenario)}\n\nDrawn in ${join(folder, 'resilience.html')} (open it in a browser)\n`,
      );
    });
}

function positive(text: string): number {
  const v = Number(text);
  if (!(v > 0 && v <= 8760)) throw new InvalidArgumentError('expected hours above 0 and up to 8760');
  return v;
}

/** The study as plain data; times are UTC. */
function resilienceData({ losses, ...rest }: Resilience, scenario: Scenario): unknown {
  const { grid } = scenario.run;
  return {
    schemaVersion: 1,
    name: scenario.run.name,
    horizon_h: losses.horizon_h,
    figures: survivalFigures(losses, scenario),
    curve: survivalCurve(losses),
    losses: losses.steps.map((step, k) => ({
      time: formatUtc(timeAt(grid, step)),
      survived_h: losses.survived_h[k]!,
      carried_h: losses.carried_h[k]!,
      cut_kWh: losses.cut_kWh[k]!,
      first: losses.first[k] ?? null,
    })),
    ...rest,
  };
}

function resilienceText(result: Resilience, scenario: Scenario): string {
  const { losses, withoutOne, whole, mains, hasRoles } = result;
  const figures = survivalFigures(losses, scenario);
  const local = wallTime(scenario.run.site.zone);
  const curve = survivalCurve(losses);
  const lost =
    mains.length === 0
      ? ['No bus of electricity has a connection to a public grid, so none can be lost.']
      : [
          `${amount(figures.tried)} losses of ${mains.join(', ')}, up to ${amount(losses.horizon_h)} h long: survived for ${amount(figures.mean_h, 1)} h on average, ${amount(figures.least_h, 1)} h at the worst (${local(figures.worst)})`,
          ...(hasRoles
            ? [`${amount(figures.darkAtOnce)} of them put the lights out at once`]
            : wrap(
                'No component says under "island:" what it can do without the grid, so every loss is taken over without a break.',
                WIDTH,
              )),
          '',
          table(
            [
              ['for at least', 'survived', 'a short darkness forgiven'],
              ...LENGTHS_H.filter((h) => h <= losses.horizon_h).map((h) => [
                `${h} h`,
                `${amount(100 * (curve[h - 1]?.survived ?? 0), 1)} %`,
                `${amount(100 * (curve[h - 1]?.carried ?? 0), 1)} %`,
              ]),
            ],
            true,
          ),
        ];
  const rows = withoutOne.filter((r) => isMissed(whole, r)).map((r) => ({ ...r, ...moreThan(whole, r) }));
  const lacks = whole.total_kWh > 0;
  const parts = withoutOne.filter((r) => r.part !== undefined).length;
  return [
    `${scenario.cluster.spec.label ?? scenario.run.name}: resilience`,
    '',
    ...lost,
    '',
    rows.length === 0
      ? `Without any one component${parts > 0 ? ' or part' : ''} as much is served as with all.`
      : table(
          [
            [
              'out of service all the time',
              lacks ? 'MWh more unserved' : 'MWh unserved',
              lacks ? 'more hours' : 'hours',
            ],
            ...rows
              .slice(0, ROWS)
              .map((r) =>
                r.stopped === undefined
                  ? [r.label, amount(r.total_kWh / 1000, 1), amount(r.hours_h)]
                  : [r.label, 'fails', ''],
              ),
          ],
          true,
        ),
    ...(rows.length > ROWS ? [`and ${rows.length - ROWS} more`] : []),
    ...rows.flatMap((r) => (r.stopped === undefined ? [] : wrap(`- without ${r.label}: ${r.stopped}`, WIDTH, '  '))),
    ...wrap(
      `${withoutOne.length - rows.length} of ${withoutOne.length} ${parts > 0 ? 'components and parts' : 'components'} can be lost without ${lacks ? `more unserved than the ${amount(whole.total_kWh / 1000, 1)} MWh in ${amount(whole.hours_h)} hours with everything in service` : 'anything unserved'}`,
      WIDTH,
    ),
  ].join('\n');
}
