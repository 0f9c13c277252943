import { basename, dirname, join, relative, resolve } from 'node:path';
import { type Command, InvalidArgumentError } from 'commander';
import { stringify } from 'yaml';
import { findSizes, type Sizing, SizingError } from '../../control/optimal/sizing.ts';
import { readyFolder, writeWhole } from '../../io/folder.ts';
import { highsSolver } from '../../io/highsSolver.ts';
import type { Sensitivity } from '../../report/sensitivity.ts';
import { layerOf, type SensitiveInput, sensitiveInputs } from '../../scenario/sensitivity.ts';
import {
  type Candidate,
  candidatesOf,
  rangesOf,
  type SizingWish,
  sizesPatch,
  sizingOptionsOf,
} from '../../scenario/sizing.ts';
import { type DiskOptions, loadScenario, type Scenario } from '../node.ts';
import { replaySetting } from '../replay.ts';
import { runFile } from './run.ts';
import { type SensitivityFlags, sensitivityWish, withSensitivity } from './sensitivityFlags.ts';
import { sensitivityText } from './sensitivityText.ts';
import { sensitivityOfSizes } from './sizeSensitivity.ts';
import { plainSizes, sizesText } from './sizesText.ts';
import { exitOf, type Terminal } from './terminal.ts';
import { tellUntraded } from './untraded.ts';

const HELP = `
Examples:
  $ sixfold size my-site.yaml
  $ sixfold size my-site.yaml --gap 0.0001 --out my-site.best.yaml
  $ sixfold size my-site.yaml --quick --sensitivity

Write a capacity as a range, and the rest of its component as it would be at one size of it:
  battery: { kind: battery, bus: power, capacity_kWh: { from: 0, to: 4000, as: 1000 }, charge_kW: 500, discharge_kW: 500 }
  pumps: { kind: heatPump, rated_kW: { to: 3000, unit: 500 }, ... }
The result is a scenario that extends yours, planned at least cost; it is run at once, with results and report as of any run.
`;

interface SizeFlags extends SensitivityFlags {
  readonly gap: number;
  readonly typical?: number;
  readonly quick?: boolean;
  readonly rounds: number;
  readonly timeLimit: number;
  readonly weather?: string;
  readonly copperPlate?: boolean;
  readonly out?: string;
  readonly json?: boolean;
  readonly run: boolean;
}

export function addSize(program: Command, terminal: Terminal, done: (exit: number) => void): void {
  withSensitivity(
    program
      .command('size')
      .description(
        'finds the capacities of least cost, investment and operation together, and proves how good they are',
      ),
  )
    .argument('<file>', 'scenario file in which capacities are written as ranges')
    .option('--gap <share>', 'ends where no sizes can cost less than this share below the best', share, 0.001)
    .option(
      '--typical <n>',
      'periods that stand for the whole run at first (as the scenario says: 12); 0 for none',
      whole,
    )
    .option('--quick', 'take what they say, tried once on the whole run: sooner, and without proof')
    .option('--rounds <n>', 'sizes to try at most', whole, 200)
    .option('--time-limit <s>', 'seconds of each search where machines are on or off (commitment: binary)', whole, 600)
    .option('--weather <file>', 'take the weather from this file: EPW, TMY3, PVGIS or CSV')
    .option('--copper-plate', 'plan every network without loss or limit')
    .option('--out <file>', 'scenario with what was found (<name>.sized.yaml beside the scenario unless said)')
    .option('--json', 'print what was found as JSON; run nothing')
    .option('--no-run', 'write the scenario and run nothing')
    .addHelpText('after', HELP)
    .action(async (file: string, flags: SizeFlags) => {
      const options = {
        ...(flags.weather === undefined ? {} : { weather: flags.weather }),
        ...(flags.copperPlate === true ? { copperPlate: true } : {}),
      };
      const scenario = loadScenario(file, options);
      tellUntraded(
        scenario.cluster,
        terminal,
        'the plan that finds sizes runs the site as one owner would, without trade',
      );
      const candidates = candidatesOf(scenario);
      const wish = sensitivityWish(flags);
      const inputs = wish && sensitiveInputs(scenario, wish);
      const out = flags.out ?? file.replace(/(\.ya?ml)?$/, '.sized.yaml');
      readyFolder(dirname(out), []);
      const sizing = await search(scenario, candidates, flags, terminal, done);
      if (sizing === undefined) return;
      const sizes = Array.from(sizing.multiples, (m, k) => m * candidates[k]!.as);
      writeWhole(out, patchText(scenario, candidates, sizes, sizing, file, out));
      const isRun = flags.json !== true && flags.run;
      const sensitivity =
        inputs && (await movedSizes(file, options, scenario, candidates, sizing, flags, inputs, terminal, done));
      if (inputs !== undefined && sensitivity === undefined) return;
      const told = sensitivity === undefined || isRun ? [] : ['', ...sensitivityText(sensitivity)];
      terminal.out(
        flags.json === true
          ? `${JSON.stringify({ ...plainSizes(scenario, candidates, sizing), sensitivity, out }, null, 2)}\n`
          : `${[sizesText(scenario, candidates, sizing), ...told].join('\n')}\n\nWritten to ${out}${flags.run ? '' : `; see what comes of it: sixfold run ${out}`}\n\n`,
      );
      if (isRun) await runFile(out, { report: true, ...options, toldSensitivity: sensitivity }, terminal, done);
    });
}

const wishOf = ({ gap, typical, quick, rounds, timeLimit }: SizeFlags): SizingWish => ({
  gap,
  typical,
  quick,
  maxRounds: rounds,
  timeLimit_s: timeLimit,
});

/** Sizes with one input less and more; undefined where it was stopped. */
async function movedSizes(
  file: string,
  options: DiskOptions,
  compiled: Scenario,
  candidates: readonly Candidate[],
  { multiples }: Sizing,
  flags: SizeFlags,
  inputs: readonly SensitiveInput[],
  terminal: Terminal,
  done: (exit: number) => void,
): Promise<Sensitivity | undefined> {
  const { outside, sections } = await replaySetting(file, options);
  const { networkModel } = compiled.cluster.spec;
  const layer = layerOf(compiled, outside, { ...sections, ...(options.copperPlate === true ? { networkModel } : {}) });
  const watch = terminal.watch();
  const sessions = { operation: await highsSolver.open(), master: await highsSolver.open() };
  try {
    const sizes = { compiled, candidates, wish: wishOf(flags), multiples };
    const told = await sensitivityOfSizes(sizes, inputs, layer, sessions, terminal, () => watch.signal !== undefined);
    if (watch.signal !== undefined) {
      terminal.err(`stopped by ${watch.signal}; the sizes are written, and nothing is told of what they hang on\n`);
      done(exitOf(watch.signal));
    }
    return told;
  } finally {
    watch.end();
    await sessions.operation.close();
    await sessions.master.close();
  }
}

/** Undefined where it was stopped. */
async function search(
  scenario: Scenario,
  candidates: readonly Candidate[],
  flags: SizeFlags,
  terminal: Terminal,
  done: (exit: number) => void,
): Promise<Sizing | undefined> {
  const { gap } = flags;
  const options = sizingOptionsOf(scenario, wishOf(flags));
  const progress = terminal.progress(`sizing ${scenario.run.name}`);
  const watch = terminal.watch();
  const operation = await highsSolver.open();
  const master = await highsSolver.open();
  try {
    return await findSizes(
      scenario.run,
      rangesOf(candidates, scenario),
      {
        ...options,
        onRound: (stage, _round, best, bound) => {
          if (watch.signal !== undefined) throw new SizingError(STOPPED);
          const open = Math.min(1, Math.max(gap, (best - bound) / Math.abs(best)));
          const share = gap >= 1 ? 1 : Math.log(open) / Math.log(gap);
          progress.show(stage === 'typical' ? 0.3 * share : 0.3 + 0.7 * share);
        },
      },
      { operation, master },
    );
  } catch (error) {
    if (watch.signal === undefined || !(error instanceof SizingError)) throw error;
    terminal.err(`stopped by ${watch.signal}; nothing is written\n`);
    done(exitOf(watch.signal));
    return undefined;
  } finally {
    progress.end();
    watch.end();
    await operation.close();
    await master.close();
  }
}

const STOPPED = 'stopped';

/** A scenario that extends the one sized, with the sizes found, planned at least cost. */
function patchText(
  scenario: Scenario,
  candidates: readonly Candidate[],
  sizes: readonly number[],
  { cost_money, bound_money }: Sizing,
  file: string,
  out: string,
): string {
  const { spec } = scenario.cluster;
  const { control, ...patch } = sizesPatch(scenario, candidates, sizes) as { control?: Record<string, unknown> };
  const planner = spec.control.planner === undefined ? { planner: 'optimal' } : {};
  const data = {
    extends: join(relative(resolve(dirname(out)), resolve(dirname(file))), basename(file)).replaceAll('\\', '/'),
    sixfold: 1,
    name: `${spec.name}-sized`,
    ...patch,
    ...(control === undefined && spec.control.planner !== undefined ? {} : { control: { ...planner, ...control } }),
  };
  const said =
    bound_money === undefined
      ? 'by typical periods alone, which prove nothing'
      : `no sizes can cost more than ${((100 * (cost_money - bound_money)) / Math.abs(cost_money)).toPrecision(2)} % less`;
  return `# Found by sixfold size: ${said}.\n${stringify(data)}`;
}

function share(text: string): number {
  const v = Number(text);
  if (!(v > 0 && v < 1)) throw new InvalidArgumentError('expected a share above 0 and below 1, such as 0.001');
  return v;
}

function whole(text: string): number {
  const v = Number(text);
  if (!(Number.isInteger(v) && v >= 0 && v <= 10_000)) throw new InvalidArgumentError('expected a whole number');
  return v;
}
