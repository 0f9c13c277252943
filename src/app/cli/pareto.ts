import { join } from 'node:path';
import { type Command, InvalidArgumentError } from 'commander';
import { type ParetoPoint, paretoFront } from '../../control/optimal/pareto.ts';
import { readyFolder, writeWhole } from '../../io/folder.ts';
import { highsSolver } from '../../io/highsSolver.ts';
import { paretoHtml } from '../../report/paretoHtml.ts';
import { planOptionsOf } from '../../scenario/planned.ts';
import { loadScenario } from '../node.ts';
import type { Terminal } from './terminal.ts';
import { amount, table } from './text.ts';
import { tellUntraded } from './untraded.ts';

const HELP = `
Examples:
  $ sixfold pareto my-site.yaml
  $ sixfold pareto my-site.yaml --points 20 --out out/front

Each point is a plan of the whole run than which none costs less and emits less; sizes stay as they are in the scenario.
`;
/** Plans that are made side by side: always as many, so that any machine draws the same front. */
const SESSIONS = 2;
const FILES = ['pareto.html', 'pareto.json'];

interface Flags {
  readonly points: number;
  readonly copperPlate?: boolean;
  readonly out?: string;
  readonly json?: boolean;
}

export function addPareto(program: Command, terminal: Terminal): void {
  program
    .command('pareto')
    .description('plans from the cheapest to the one that emits least, and what each tonne less costs')
    .argument('<file>', 'scenario file')
    .option('--points <n>', 'plans on the front, both ends included', points, 9)
    .option('--copper-plate', 'plan every network without loss or limit')
    .option('--out <dir>', 'folder of pareto.html and pareto.json (out/<scenario name>/pareto unless said)')
    .option('--json', 'print what pareto.json holds instead of a table')
    .addHelpText('after', HELP)
    .action(async (file: string, flags: Flags) => {
      const scenario = loadScenario(file, flags.copperPlate === true ? { copperPlate: true } : {});
      const { run, cluster } = scenario;
      tellUntraded(cluster, terminal, 'plans run the site as one owner would, without trade');
      const folder = flags.out ?? join('out', run.name, 'pareto');
      readyFolder(folder, FILES);
      const progress = terminal.progress(`planning ${run.name} from the cheapest to the cleanest`);
      const sessions = await Promise.all(Array.from({ length: SESSIONS }, () => highsSolver.open()));
      let front: ParetoPoint[];
      try {
        front = await paretoFront(run, planOptionsOf(scenario), flags.points, sessions, (done) => progress.show(done));
      } finally {
        progress.end();
        await Promise.all(sessions.map((session) => session.close()));
      }
      const data = `${JSON.stringify({ scenario: run.name, currency: run.currency, points: front }, null, 2)}\n`;
      writeWhole(join(folder, 'pareto.json'), data);
      writeWhole(join(folder, 'pareto.html'), paretoHtml(cluster.spec.label ?? run.name, front, run.currency));
      terminal.out(
        flags.json === true
          ? data
          : `${frontText(front, run.currency)}\n\n${provenText(front)}\nDrawn in ${join(folder, 'pareto.html')} (open it in a browser)\n`,
      );
    });
}

function frontText(front: readonly ParetoPoint[], currency: string): string {
  const first = front[0]!;
  const share = (part: number, whole: number): string =>
    whole === 0 ? '' : `${part >= 0 ? '+' : ''}${((100 * part) / Math.abs(whole)).toFixed(1)} %`;
  const rows = front.map((p) => [
    amount(p.co2_t, 1),
    p === first ? '' : share(p.co2_t - first.co2_t, first.co2_t),
    amount(p.cost_money),
    p === first ? '' : share(p.cost_money - first.cost_money, first.cost_money),
    p === first ? '' : amount(p.abatement_money_per_t),
  ]);
  return table([['t CO2', '', `cost ${currency}`, '', `${currency} for a tonne less`], ...rows]);
}

/** How far the front lies at most above what no plan can do better than. */
function provenText(front: readonly ParetoPoint[]): string {
  const open = Math.max(...front.map((p) => (p.cost_money - p.bound_money) / Math.max(1, Math.abs(p.cost_money))));
  return `No plan that emits as little costs over ${(100 * Math.max(open, 1e-6)).toPrecision(2)} % less than these.`;
}

function points(text: string): number {
  const v = Number(text);
  if (!(Number.isInteger(v) && v >= 2 && v <= 1000))
    throw new InvalidArgumentError('expected a whole number from 2 to 1000');
  return v;
}
