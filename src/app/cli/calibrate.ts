import { basename, dirname, join, relative, resolve } from 'node:path';
import type { Command } from 'commander';
import { stringify } from 'yaml';
import { formatUtc, timeAt } from '../../core/timeGrid.ts';
import { readyFolder, writeWhole } from '../../io/folder.ts';
import { withoutSecrets } from '../../io/storeOf.ts';
import { type Calibration, calibrate } from '../../scenario/calibrate.ts';
import { readScenario } from '../../scenario/read.ts';
import { replaySetting } from '../replay.ts';
import { calibrationText, plainCalibration, withinBounds } from './calibrationText.ts';
import type { Terminal } from './terminal.ts';
import { tellUntraded } from './untraded.ts';

interface CalibrateFlags {
  readonly fit: string[];
  readonly holdout: string;
  readonly meter?: string[];
  readonly whole?: boolean;
  readonly from?: string;
  readonly to?: string;
  readonly weather?: string;
  readonly history?: string;
  readonly historyRun?: string;
  readonly out?: string;
  readonly json?: boolean;
}

const HELP = `
Examples:
  $ sixfold calibrate my-site.yaml --fit components.pv.losses.soiling
  $ sixfold calibrate my-site.yaml --fit components.tank.ua_W_per_K=1..50 components.tank.volume_m3=5..20

  $ sixfold calibrate my-site.yaml --history out/last-year --meter pv.electricity_kW --fit components.pv.losses.soiling

Meters are named in the scenario, or are signals of the run that --history names. The last part of the time (--holdout) is kept from the fit, to see whether it holds there.
The result is a scenario that extends yours; run it as any other.
`;

export function addCalibrate(program: Command, terminal: Terminal): void {
  program
    .command('calibrate')
    .description('fits parameters to what was measured, and says how well they are known')
    .argument('<file>', 'scenario file with meters')
    .requiredOption(
      '--fit <parameter...>',
      'components.ID.PARAMETER, with bounds as =LEAST..MOST where it has none of its own',
    )
    .option('--holdout <share>', 'share of the time, its end, that the fit does not see', '0.3')
    .option('--meter <signal...>', 'meters to fit to; all of the components unless said')
    .option('--whole', 'run the whole cluster for every trial')
    .option('--from <time>', 'start in place of the scenario’s')
    .option('--to <time>', 'end in place of the scenario’s')
    .option('--history <what>', 'another run that drives this one: its folder, a Parquet file, or a store')
    .option('--history-run <id>', 'run of that store')
    .option('--weather <file>', 'take the weather from this file')
    .option('--out <file>', 'scenario with what was fitted (<name>.fitted.yaml beside the scenario unless said)')
    .option('--json', 'print the fit as JSON')
    .addHelpText('after', HELP)
    .action(async (file: string, flags: CalibrateFlags) => {
      const { from, to, fit, meter: meters, whole, weather, history, historyRun } = flags;
      const { outside, sections } = await replaySetting(file, {
        from,
        to,
        history,
        historyRun,
        ...(history === undefined ? {} : { meters }),
        ...(weather === undefined ? {} : { weather }),
      });
      const cluster = readScenario(file, outside, sections);
      tellUntraded(cluster, terminal, 'every trial of the fit runs by rules, without trade');
      const status = terminal.status();
      const begun = performance.now();
      const onTrial = (run: number): void =>
        status.show(`fitting ${cluster.spec.name}: run ${run}, ${Math.round((performance.now() - begun) / 1000)} s`);
      let found: Calibration;
      try {
        found = calibrate(cluster, outside, { fit, holdout: Number(flags.holdout), meters, whole, onTrial });
      } finally {
        status.end();
      }
      const out = flags.out ?? file.replace(/(\.ya?ml)?$/, '.fitted.yaml');
      readyFolder(dirname(out), []);
      writeWhole(out, patchText(found, cluster.spec.name, file, out));
      const { grid } = cluster;
      const spans = {
        seen: `${formatUtc(grid.start_ms)} to ${formatUtc(timeAt(grid, found.cut))}`,
        heldOut: `${formatUtc(timeAt(grid, found.cut))} to ${formatUtc(timeAt(grid, grid.length))}`,
      };
      terminal.out(
        flags.json === true
          ? `${JSON.stringify({ ...plainCalibration(found), out }, null, 2)}\n`
          : `${calibrationText(found, spans)}\n\nWritten to ${out}; see it beside the meters: sixfold replay ${out}${history === undefined ? '' : ` --history ${withoutSecrets(history)}`}\n`,
      );
    });
}

/** Digits that a fitted value is written with. */
const DIGITS = 7;

/** A scenario that extends the one fitted, with the values found. */
function patchText({ fitted, parameters }: Calibration, name: string, file: string, out: string): string {
  const components = fitted.reduce<Plain>(
    (all, { component, keys }, k) => put(all, [component, ...keys], Number(parameters[k]!.value.toPrecision(DIGITS))),
    {},
  );
  const known = parameters.map(({ interval }, k) => {
    const within = interval && withinBounds(interval, fitted[k]!);
    const text = within ? within.map((v) => Number(v.toPrecision(DIGITS))).join(' to ') : 'not told by the data';
    return `# ${fitted[k]!.path}: 95 % interval ${text}\n`;
  });
  const above = relative(resolve(dirname(out)), resolve(dirname(file)));
  const data = {
    extends: join(above, basename(file)).replaceAll('\\', '/'),
    sixfold: 1,
    name: `${name}-fitted`,
    components,
  };
  return `# Fitted by sixfold calibrate to what was measured.\n${known.join('')}${stringify(data)}`;
}

type Plain = Readonly<Record<string, unknown>>;
const put = (at: Plain, [key, ...rest]: readonly string[], value: number): Plain => ({
  ...at,
  [key!]: rest.length === 0 ? value : put((at[key!] ?? {}) as Plain, rest, value),
});
