import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import { ConfigError } from '../../core/errors.ts';
import { readyFolder, writeWhole } from '../../io/folder.ts';
import { type Comparison, compareRuns } from '../../report/compareRuns.ts';
import { commensurate } from '../../report/perYear.ts';
import type { Sensitivity } from '../../report/sensitivity.ts';
import { summarise } from '../../report/summarise.ts';
import type { Summary } from '../../report/summary.ts';
import type { Scenario } from '../node.ts';
import { loadReplay } from '../replay.ts';
import { compareHtml } from './compareHtml.ts';
import { type Execution, execute } from './execute.ts';
import { change, figure, MAIN } from './figures.ts';
import { type Mover, moverOf } from './sensitivity.ts';
import { type SensitivityFlags, sensitivityWish, withSensitivity } from './sensitivityFlags.ts';
import { sensitivityText } from './sensitivityText.ts';
import { exitOf, type Terminal } from './terminal.ts';
import { table, wrap } from './text.ts';

const HELP = `
Examples:
  $ sixfold compare simulations/suzhou-six-in-one.yaml simulations/suzhou-2025-tariff.yaml
  $ sixfold compare out/today out/with-more-storage my-idea.yaml
  $ sixfold compare today.yaml my-idea.yaml --sensitivity

A scenario file is run, of a folder of results its summary is read. Differences are against the first.
`;
const FILES = ['compare.html', 'compare.json'];
const WIDTH = 100;

interface CompareFlags extends SensitivityFlags {
  readonly out: string;
  readonly json?: boolean;
}

export function addCompare(program: Command, terminal: Terminal, done: (exit: number) => void): void {
  withSensitivity(
    program
      .command('compare')
      .description('shows scenarios or results side by side, and warns where they do not serve the same'),
  )
    .argument('<what...>', 'scenario files or folders of results, two or more')
    .option('--out <dir>', 'folder for compare.html and compare.json', join('out', 'compare'))
    .option('--json', 'print the comparison as JSON instead of tables')
    .addHelpText('after', HELP)
    .action(async (what: string[], flags: CompareFlags) => {
      if (what.length < 2) throw new ConfigError('compare: expected two or more scenario files or folders of results');
      const sides: (Summary | Scenario)[] = [];
      for (const path of what) sides.push(summaryIn(path) ?? (await loadReplay(path)));
      const mover = await moverIn(what, sides, flags);
      readyFolder(flags.out, FILES);
      const watch = terminal.watch();
      const stopped = (): boolean => watch.signal !== undefined;
      const summaries: Summary[] = [];
      const ran: Execution[] = [];
      let sensitivity: Sensitivity | undefined;
      try {
        for (const side of sides) {
          if (!('run' in side)) summaries.push(side);
          else {
            const ended = await simulated(side, terminal, stopped);
            if (ended === undefined) continue;
            ran.push(ended);
            summaries.push(summarise(ended.outcome, { tally: ended.tally }));
          }
        }
        if (!stopped()) sensitivity = await mover?.(ran, terminal, stopped);
      } finally {
        watch.end();
      }
      if (watch.signal !== undefined) {
        terminal.err(`stopped by ${watch.signal}; nothing is compared\n`);
        done(exitOf(watch.signal));
        return;
      }
      const comparison: Comparison = {
        ...compareRuns(summaries),
        ...(sensitivity === undefined ? {} : { sensitivity }),
      };
      writeWhole(join(flags.out, 'compare.json'), `${JSON.stringify(comparison, null, 2)}\n`);
      writeWhole(join(flags.out, 'compare.html'), compareHtml(comparison, commensurate(summaries).summaries));
      terminal.out(
        flags.json === true
          ? `${JSON.stringify(comparison, null, 2)}\n`
          : `${comparisonText(comparison)}\n\nDrawn in ${join(flags.out, 'compare.html')}\n`,
      );
    });
}

/** Undefined where it was stopped: a part of a run compares with nothing. */
async function simulated(
  scenario: Scenario,
  terminal: Terminal,
  stopped: () => boolean,
): Promise<Execution | undefined> {
  const ran = await execute(scenario, {}, terminal.progress(`simulating ${scenario.run.name}`), stopped);
  return ran.unfinished ? undefined : ran;
}

/** What is to be moved, each side against the first. @throws ConfigError where a side is a folder: it cannot be run anew */
async function moverIn(
  what: readonly string[],
  sides: readonly (Summary | Scenario)[],
  flags: SensitivityFlags,
): Promise<Mover | undefined> {
  const wish = sensitivityWish(flags);
  if (wish === undefined) return undefined;
  const reads = sides.map((side, k) => {
    if ('run' in side) return { scenario: side, file: what[k]!, options: {} };
    throw new ConfigError(
      `compare --sensitivity: ${what[k]!} is a folder of results, which cannot be run with other inputs; expected its scenario file`,
    );
  });
  return moverOf(reads, wish, (count) => Array.from({ length: count - 1 }, (_, k) => ({ own: k + 1, against: [0] })));
}

/** The summary in a folder of results; undefined where the path is no folder. @throws ConfigError */
function summaryIn(path: string): Summary | undefined {
  if (!existsSync(path) || !statSync(path).isDirectory()) return undefined;
  const file = join(path, 'summary.json');
  const fault = (message: string): ConfigError => new ConfigError([{ file, path: '', message }]);
  if (!existsSync(file)) throw fault(`is not there; expected a folder that "sixfold run" wrote, or a scenario file`);
  let data: Partial<Summary> & { readonly unfinished?: boolean };
  try {
    data = JSON.parse(readFileSync(file, 'utf8')) as typeof data;
  } catch {
    throw fault('is no JSON; run the scenario again');
  }
  if (data.schemaVersion !== 1 || data.kpis === undefined || data.buses === undefined)
    throw fault('is no summary of a run of this version; run the scenario again');
  if (data.unfinished === true) throw fault('is of a run that was stopped; run the scenario again');
  return data as Summary;
}

export function comparisonText({ runs, perYear, rows, warnings, sensitivity }: Comparison): string {
  const of = (group: string, name: string, words: string): string[][] => {
    const row = rows.find((r) => r.group === group && r.name === name);
    if (row === undefined) return [];
    const shown = row.values.map((v) => (v === null ? '-' : figure(v, row.unit)));
    const [, difference = null] = row.differences;
    const changed = difference === null ? '-' : change(difference, row.unit, row.values[0] ?? 0);
    return [[words, ...shown, ...(runs.length === 2 ? [changed] : [])]];
  };
  const groups: readonly (readonly [string, string[][]])[] = [
    [perYear ? 'Key figures, sums a year' : 'Key figures', MAIN.flatMap(([name, words]) => of('kpis', name, words))],
    [
      perYear ? 'Cost and emissions a year' : 'Cost and emissions',
      [
        ...of('kpis', 'bill_money', 'bill, less sales'),
        ...of('kpis', 'capex_money', perYear ? 'capital laid out, once' : 'capital laid out'),
        ...of('kpis', 'cost_money', 'total cost'),
        ...of('emissions', 'scope1_kg', 'scope 1 (on site)'),
        ...of('emissions', 'scope2Location_kg', 'scope 2, location-based'),
        ...of('emissions', 'scope2Market_kg', 'scope 2, market-based'),
        ...of('emissions', 'scope3_kg', 'scope 3, category 3'),
      ],
    ],
  ];
  const names = runs.map((r) => (r.name.length > 24 ? `${r.name.slice(0, 23)}~` : r.name));
  const header = [...names, ...(runs.length === 2 ? ['difference'] : [])];
  const parts = groups.map(([head, body]) => table([[head, ...header], ...body], true));
  const words = warnings.flatMap((w) => wrap(`- ${w}`, WIDTH, '  '));
  return [
    ...parts,
    words.length === 0 ? 'All serve the same.' : ['They do not serve the same:', ...words].join('\n'),
    ...(sensitivity === undefined ? [] : [sensitivityText(sensitivity).join('\n')]),
  ].join('\n\n');
}
