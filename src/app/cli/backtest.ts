import { basename, extname, join } from 'node:path';
import type { Command } from 'commander';
import { ConfigError } from '../../core/errors.ts';
import { readyFolder, writeWhole } from '../../io/folder.ts';
import { type Comparison, compareRuns } from '../../report/compareRuns.ts';
import { summarise } from '../../report/summarise.ts';
import type { Summary } from '../../report/summary.ts';
import { withoutCorrections } from '../../scenario/corrections.ts';
import { readDocument } from '../../scenario/document.ts';
import type { Scenario } from '../node.ts';
import { nodeOutside } from '../node.ts';
import { loadReplay } from '../replay.ts';
import { comparisonText } from './compare.ts';
import { compareHtml } from './compareHtml.ts';
import { execute } from './execute.ts';
import { change, figure } from './figures.ts';
import { exitOf, type Terminal } from './terminal.ts';
import { tellUntraded } from './untraded.ts';

interface BacktestFlags {
  readonly control: string;
  readonly from?: string;
  readonly to?: string;
  readonly history?: string;
  readonly historyRun?: string;
  readonly out?: string;
  readonly json?: boolean;
}

const HELP = `
Examples:
  $ sixfold backtest my-site.yaml --control peak-shaving.yaml --from 2023-07-10 --to 2023-07-17
  $ sixfold backtest my-site.yaml --control self-use.yaml,time-of-use.yaml --history out/last-year

A control file holds a section "control", alone or within a scenario; it takes the place of that of your scenario.
`;
const FILES = ['compare.html', 'compare.json'];

export function addBacktest(program: Command, terminal: Terminal, done: (exit: number) => void): void {
  program
    .command('backtest')
    .description('runs the same history under other controls: what would have been better')
    .argument('<file>', 'scenario file')
    .requiredOption('--control <files>', 'files with other control sections, parted by commas')
    .option('--from <time>', 'start in place of the scenario’s')
    .option('--to <time>', 'end in place of the scenario’s')
    .option('--history <what>', 'another run that drives this one: its folder, a Parquet file, or a store')
    .option('--history-run <id>', 'run of that store')
    .option('--out <dir>', 'folder for compare.html and compare.json', join('out', 'backtest'))
    .option('--json', 'print the comparison as JSON instead of tables')
    .addHelpText('after', HELP)
    .action(async (file: string, flags: BacktestFlags & { readonly out: string }) => {
      const { from, to, history, historyRun } = flags;
      const others = flags.control.split(',').map((path) => ({ path, control: controlIn(path.trim()) }));
      const span = { from, to, history, historyRun };
      // Under another control states are their own: no meter corrects them.
      const load = async (options: Parameters<typeof loadReplay>[1]): Promise<Scenario> =>
        withoutCorrections(await loadReplay(file, options));
      const base = await load(span);
      const { name, label } = base.cluster.spec;
      tellUntraded(
        base.cluster,
        terminal,
        'it trades in every run, machines run as they are sold, and a control decides what is left to rules',
      );
      const scenarios = [base];
      for (const { path, control } of others) {
        const word = basename(path.trim(), extname(path.trim()));
        const slug = word.toLowerCase().replace(/[^a-z0-9]+/g, '-');
        const sections = { control, name: `${name}-${slug}`, label: `${label ?? name} under ${word}` };
        scenarios.push(await load({ ...span, sections }));
      }
      readyFolder(flags.out, FILES);
      const watch = terminal.watch();
      try {
        const summaries = await simulated(scenarios, terminal, () => watch.signal !== undefined);
        if (summaries === undefined) {
          terminal.err(`stopped by ${watch.signal!}; nothing is compared\n`);
          done(exitOf(watch.signal!));
          return;
        }
        const comparison = compareRuns(summaries);
        writeWhole(join(flags.out, 'compare.json'), `${JSON.stringify(comparison, null, 2)}\n`);
        writeWhole(join(flags.out, 'compare.html'), compareHtml(comparison, summaries));
        terminal.out(
          flags.json === true
            ? `${JSON.stringify(comparison, null, 2)}\n`
            : `${comparisonText(comparison)}\n\n${verdicts(comparison, summaries).join('\n')}\n\nDrawn in ${join(flags.out, 'compare.html')}\n`,
        );
      } finally {
        watch.end();
      }
    });
}

/** The control section of a file. @throws ConfigError */
function controlIn(path: string): unknown {
  const { file, data } = readDocument(path, nodeOutside(path).files, { expected: 'a section "control"' });
  const { control } = data as { readonly control?: unknown };
  if (control === undefined)
    throw new ConfigError([
      { file, path: '', message: 'has no section "control"; expected one, such as control: { stores: ... }' },
    ]);
  return control;
}

/** Undefined where it was stopped. */
async function simulated(
  scenarios: readonly Scenario[],
  terminal: Terminal,
  stopped: () => boolean,
): Promise<Summary[] | undefined> {
  const summaries: Summary[] = [];
  for (const scenario of scenarios) {
    const { outcome, tally, unfinished } = await execute(
      scenario,
      {},
      terminal.progress(`replaying ${scenario.run.name}`),
      stopped,
    );
    if (unfinished) return undefined;
    summaries.push(summarise(outcome, { tally }));
  }
  return summaries;
}

/** One line per other control: what it would have saved, or cost. */
function verdicts({ rows }: Comparison, summaries: readonly Summary[]): string[] {
  const of = (group: string, name: string) => rows.find((row) => row.group === group && row.name === name);
  const parts = [
    ['cost', of('kpis', 'cost_money')],
    ['carbon (scope 1 and 2)', undefined],
    ['unserved', of('kpis', 'unserved_kWh')],
  ] as const;
  const carbon = ['scope1_kg', 'scope2Location_kg'].map((name) => of('emissions', name));
  return summaries.slice(1).map(({ label }, n) => {
    const k = n + 1;
    const words = parts.map(([word, row]) => {
      const difference = row ? row.differences[k] : carbon.reduce((sum, r) => sum + (r?.differences[k] ?? 0), 0);
      const first = row ? row.values[0] : carbon.reduce((sum, r) => sum + (r?.values[0] ?? 0), 0);
      return differenceText(word, difference, first, row?.unit ?? 'kg');
    });
    // A store that ends emptier has lent its content to the bill.
    const [cost, held] = [of('kpis', 'cost_money'), of('kpis', 'inventoryChange_money')];
    const worth = (held?.values[k] ?? 0) - (held?.values[0] ?? 0);
    const first = cost?.values[0] ?? 0;
    if (Math.abs(worth) > 1e-4 * Math.abs(first)) {
      const whole = (cost?.differences[k] ?? 0) - worth;
      words.push(differenceText('with what stores hold at the end cost', whole, first, cost!.unit));
    }
    return `${label}: ${words.join(', ')}`;
  });
}

function differenceText(
  word: string,
  difference: number | null | undefined,
  first: number | null | undefined,
  unit: string,
): string {
  if (difference === null || difference === undefined) return `${word} -`;
  if (Math.abs(difference) <= 1e-9 * Math.max(1, Math.abs(first ?? 0))) return `${word} the same`;
  const share = first ? ` (${change(difference / Math.abs(first), '1', 1).replace(' pp', ' %')})` : '';
  return `${word} ${difference < 0 ? 'less by' : 'more by'} ${figure(Math.abs(difference), unit, first ?? 0)}${share}`;
}
