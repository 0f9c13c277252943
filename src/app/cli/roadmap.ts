import { basename, join } from 'node:path';
import { type Command, Option } from 'commander';
import { stringify } from 'yaml';
import { type FoundRoadmap, findRoadmap } from '../../control/optimal/roadmap.ts';
import { RoadmapError } from '../../control/optimal/roadmapMissing.ts';
import { ConfigError } from '../../core/errors.ts';
import type { SolverSession } from '../../core/solver.ts';
import { readyFolder, writeWhole } from '../../io/folder.ts';
import { highsSolver } from '../../io/highsSolver.ts';
import { writeRows } from '../../io/rowsParquet.ts';
import { roadmapHtml } from '../../report/roadmapHtml.ts';
import { type RoadmapSetup, roadmapSetup } from '../../scenario/roadmap.ts';
import { yearPatch } from '../../scenario/roadmapPatch.ts';
import { type RoadmapResult, roadmapChecks, roadmapResult, roadmapWedges } from '../../scenario/roadmapResult.ts';
import type { RoadmapSpec } from '../../scenario/roadmapSpec.ts';
import { roadmapColumns, roadmapCsv } from '../../scenario/roadmapTable.ts';
import { roadmapScenario } from '../../scenario/roadmapYears.ts';
import { nodeOutside } from '../node.ts';
import { withParquet } from '../parquetFiles.ts';
import { roadmapText } from './roadmapText.ts';
import { exitOf, type Terminal, type Watch } from './terminal.ts';
import { tellUntraded } from './untraded.ts';

const HELP = `
Examples:
  $ sixfold roadmap simulations/humber-roadmap.yaml
  $ sixfold roadmap my-site.yaml --foresight myopic --out out/myopic
  $ sixfold roadmap my-site.yaml --no-wedges --no-check --json

Write capacities as ranges, and what changes over the years:
  components:
    pumps: { kind: heatPump, rated_kW: { to: 3000, as: 500 }, ... }
  roadmap:
    years: [2025, 2030, 2035, 2040]
    budget_t: 40000
    carbonPrice_money_per_t: { 2025: 60, 2040: 200 }
    paths: { demand: { parameter: components.load.scale, relative: true, at: { 2025: 1, 2040: 1.2 } } }
    components: { pumps: { existing: [{ rated_kW: 200, until: 2033 }], capexShare: { 2025: 1, 2040: 0.7 } } }
The folder of results holds the roadmap as page, table and data. --scenarios writes each investment year as a scenario that
extends yours (my-site.2030.yaml), for sixfold run to carry out.
`;
const FILES = ['roadmap.html', 'roadmap.json', 'roadmap.csv', 'roadmap.parquet'];

interface Flags {
  readonly foresight?: RoadmapSpec['foresight'];
  readonly wedges: boolean;
  readonly check: boolean;
  readonly scenarios?: boolean;
  readonly out?: string;
  readonly json?: boolean;
}

export function addRoadmap(program: Command, terminal: Terminal, finish: (exit: number) => void): void {
  program
    .command('roadmap')
    .description(
      'decides what to build in which year, within a budget of carbon, and draws what each solution area spares',
    )
    .argument('<file>', 'scenario file with a section "roadmap"')
    .addOption(new Option('--foresight <kind>', "the scenario's unless said").choices(['perfect', 'myopic']))
    .option('--no-wedges', 'leave out what each solution area spares')
    .option('--no-check', 'leave out the plan of every step of each year')
    .option('--scenarios', 'write each investment year as a scenario beside this one')
    .option('--out <dir>', 'folder of the results (out/<scenario name>/roadmap unless said)')
    .option('--json', 'print what roadmap.json holds instead of tables')
    .addHelpText('after', HELP)
    .action(async (file: string, flags: Flags) => {
      const outside = await withParquet(file, nodeOutside(file));
      const scenario = roadmapScenario(file, outside, flags.foresight);
      const { name, label } = scenario.cluster.spec;
      tellUntraded(scenario.cluster, terminal, 'plans run the site as one owner would, without trade');
      const folder = flags.out ?? join('out', name, 'roadmap');
      readyFolder(folder, FILES);
      const watch = terminal.watch();
      const progress = terminal.progress(`roadmap of ${label ?? name}`);
      const session = await highsSolver.open();
      let done = 0;
      const show = (share: number): void => {
        if (watch.signal !== undefined) throw new Stopped();
        done = share;
        progress.show(share);
      };
      // A solver at work says nothing, and hears nothing: a wish to stop ends its thread.
      const tick = setInterval(() => {
        progress.show(done);
        if (watch.signal !== undefined) void session.close();
      }, TICK_ms);
      let found: Found;
      try {
        const setup = roadmapSetup(scenario, (share) => show(SHARES.setup * share));
        found = await search(setup, flags, session, show);
      } catch (error) {
        if (error instanceof RoadmapError)
          throw new ConfigError([{ file: scenario.cluster.file, path: 'roadmap', message: error.message }]);
        if (watch.signal === undefined && !(error instanceof Stopped)) throw error;
        progress.end();
        terminal.err(`stopped by ${signalOf(watch)}; nothing is written\n`);
        finish(exitOf(signalOf(watch)));
        return;
      } finally {
        clearInterval(tick);
        progress.end();
        watch.end();
        await session.close();
      }
      const data = write(folder, found);
      const written = flags.scenarios === true ? writeScenarios(file, found) : [];
      terminal.out(
        flags.json === true
          ? data
          : `${roadmapText(found.result)}\n\nDrawn in ${join(folder, 'roadmap.html')} (open it in a browser)${written.length === 0 ? '' : `\nWritten to ${written.join(', ')}`}\n`,
      );
    });
}

/** Between two looks at a solver at work. */
const TICK_ms = 500;

class Stopped extends Error {}
const signalOf = (watch: Watch): NodeJS.Signals => watch.signal ?? 'SIGINT';

/** Where the parts of the work end, as shares of it. ASSUMED. */
const SHARES = { setup: 0.1, search: 0.5, wedges: 0.8 };

async function search(
  setup: RoadmapSetup,
  flags: Flags,
  session: SolverSession,
  show: (share: number) => void,
): Promise<Found> {
  const between = (from: number, to: number) => (share: number) => show(from + (to - from) * share);
  const onYear = between(SHARES.setup, SHARES.search);
  const roadmap = await findRoadmap({ ...setup.task, onYear }, session);
  show(SHARES.search);
  const wedges = flags.wedges
    ? await roadmapWedges(setup, roadmap, session, between(SHARES.search, SHARES.wedges))
    : undefined;
  const checks =
    flags.check && setup.typical !== undefined
      ? await roadmapChecks(setup, roadmap, session, between(SHARES.wedges, 1))
      : undefined;
  return { setup, roadmap, result: roadmapResult(setup, roadmap, wedges, checks) };
}

interface Found {
  readonly setup: RoadmapSetup;
  readonly roadmap: FoundRoadmap;
  readonly result: RoadmapResult;
}

/** Writes all results. @returns the text of `roadmap.json` */
function write(folder: string, { result }: Found): string {
  const data = `${JSON.stringify(result, null, 2)}\n`;
  const columns = roadmapColumns(result);
  writeWhole(join(folder, 'roadmap.json'), data);
  writeWhole(join(folder, 'roadmap.csv'), roadmapCsv(columns));
  writeRows(
    join(folder, 'roadmap.parquet'),
    columns.map(({ name, values }) => ({ name, type: name === 'year' ? 'INT32' : 'DOUBLE', values })),
  );
  writeWhole(join(folder, 'roadmap.html'), roadmapHtml(result));
  return data;
}

/** Writes each investment year as a scenario that extends the one with the roadmap. @returns the files */
function writeScenarios(file: string, { setup, roadmap, result }: Found): string[] {
  return result.years.map(({ year }, k) => {
    const path = file.replace(/(\.ya?ml)?$/, `.${year}.yaml`);
    const data = {
      extends: basename(file),
      sixfold: 1,
      name: `${result.scenario}-${year}`,
      ...yearPatch(setup, roadmap, k),
    };
    writeWhole(path, `# Found by sixfold roadmap: investment year ${year} of ${basename(file)}.\n${stringify(data)}`);
    return path;
  });
}
