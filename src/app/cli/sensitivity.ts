import { ConfigError, SimulationError } from '../../core/errors.ts';
import { againstReference, type Economy } from '../../report/reference.ts';
import type { Sensitivity, SensitivityEnd, SensitivityFigure, SensitivityRow } from '../../report/sensitivity.ts';
import { summarise } from '../../report/summarise.ts';
import type { Summary } from '../../report/summary.ts';
import type { Compiled } from '../../scenario/compile.ts';
import { countedAnew, type Layer, layerOf, type SensitiveInput, sensitiveInputs } from '../../scenario/sensitivity.ts';
import type { DiskOptions, Scenario } from '../node.ts';
import { replaySetting } from '../replay.ts';
import { type Execution, execute } from './execute.ts';
import type { SensitivityWish } from './sensitivityFlags.ts';
import type { Terminal } from './terminal.ts';

/** What a scenario was read with, so that it can be laid anew. */
export interface Read {
  readonly scenario: Scenario;
  readonly file: string;
  readonly options: DiskOptions;
}

/** Makes the table of what was run, in the order of the scenarios; undefined where it was stopped. */
export type Mover = (
  ran: readonly Execution[],
  terminal: Terminal,
  stopped: () => boolean,
) => Promise<Sensitivity | undefined>;

/**
 * What is to be moved once some scenarios have run; undefined where nothing was asked for.
 * @throws ConfigError where an input is asked for that none of them has
 */
export async function moverOf(
  reads: readonly Read[],
  wish: SensitivityWish | undefined,
  questionsOf: (count: number) => readonly Question[],
): Promise<Mover | undefined> {
  if (wish === undefined) return undefined;
  const inputs = inputsOfAll(
    reads.map((r) => r.scenario),
    wish,
  );
  const layers: Layer[] = [];
  for (const { scenario, file, options } of reads) {
    const { outside, sections } = await replaySetting(file, options);
    const { networkModel } = scenario.cluster.spec;
    layers.push(layerOf(scenario, outside, options.copperPlate === true ? { ...sections, networkModel } : sections));
  }
  return (ran, terminal, stopped) =>
    sensitivityOfRuns(
      ran.map((execution, k) => ({ scenario: reads[k]!.scenario, ran: execution, layer: layers[k]! })),
      questionsOf(ran.length),
      inputs,
      terminal,
      stopped,
    );
}

/** A scenario that was run, and how it is laid anew. */
export interface Party {
  readonly scenario: Scenario;
  readonly ran: Execution;
  readonly layer: Layer;
}

/** Whose cost is shown, and against which parties. */
export interface Question {
  readonly own: number;
  readonly against: readonly number[];
}

/** Inputs of some scenarios, each under the words of the first that has it. @throws ConfigError where none has one that was asked for */
export function inputsOfAll(scenarios: readonly Scenario[], wish: SensitivityWish): SensitiveInput[] {
  if (wish.of !== undefined)
    return wish.of.map((name) => {
      const found = scenarios.map((s) => attempt(() => sensitiveInputs(s, { ...wish, of: [name] })[0]!));
      const [first] = found.filter((f) => !(f instanceof ConfigError));
      if (first === undefined) throw found[0]!;
      return first as SensitiveInput;
    });
  const all = scenarios.flatMap((s) => {
    const own = attempt(() => sensitiveInputs(s, wish));
    return own instanceof ConfigError ? [] : own;
  });
  return all.filter((input, k) => all.findIndex((other) => other.name === input.name) === k);
}

function attempt<T>(make: () => T): T | ConfigError {
  try {
    return make();
  } catch (error) {
    if (error instanceof ConfigError) return error;
    throw error;
  }
}

/**
 * Runs scenarios again with one input less and more, and tells how cost and net present value move. What money alone
 * hangs on is counted anew; all else is run anew.
 * @returns undefined where it was stopped
 */
export async function sensitivityOfRuns(
  parties: readonly Party[],
  questions: readonly Question[],
  inputs: readonly SensitiveInput[],
  terminal: Terminal,
  stopped: () => boolean,
): Promise<Sensitivity | undefined> {
  const asRun = parties.map(({ ran }) => seen(ran));
  const base = figuresOf(questions, asRun);
  const progress = terminal.progress('moving one input at a time');
  const rows: SensitivityRow[] = [];
  try {
    for (const [n, input] of inputs.entries()) {
      const has = parties.map(
        ({ scenario }) => !(attempt(() => sensitiveInputs(scenario, { of: [input.name] })) instanceof ConfigError),
      );
      const end = async (factor: number): Promise<SensitivityEnd> => {
        const value = input.value === undefined ? {} : { value: input.value * factor };
        try {
          const all: Seen[] = [];
          for (const [k, party] of parties.entries())
            all.push(has[k]! ? await moved(party, input, factor, stopped) : asRun[k]!);
          return { ...value, figures: figuresOf(questions, all).map((f) => f?.value ?? null) };
        } catch (error) {
          if (!(error instanceof ConfigError || error instanceof SimulationError)) throw error;
          return { ...value, figures: base.map(() => null), error: error.message };
        }
      };
      const less = await end(1 - input.by);
      progress.show((n + 0.5) / inputs.length);
      const more = await end(1 + input.by);
      if (stopped()) return undefined;
      progress.show((n + 1) / inputs.length);
      rows.push({ input: input.name, label: input.label, by: input.by, less, more });
    }
  } finally {
    progress.end();
  }
  const known = base.map((f, k) => (f === undefined ? -1 : k)).filter((k) => k >= 0);
  const pick = (e: SensitivityEnd): SensitivityEnd => ({ ...e, figures: known.map((k) => e.figures[k]!) });
  return {
    figures: known.map((k) => base[k]!),
    rows: rows.map((row) => ({ ...row, less: pick(row.less), more: pick(row.more) })),
    notes: [],
  };
}

/** A scenario as it came out, and by which economy it is judged. */
interface Seen {
  readonly side: Summary;
  readonly economy: Economy;
}

const seen = ({ outcome, tally }: Execution, compiled: Compiled = outcome.compiled): Seen => ({
  side: summarise({ ...outcome, compiled }, { tally }),
  economy: compiled.cluster.spec.economy,
});

async function moved(
  { ran, layer }: Party,
  input: SensitiveInput,
  factor: number,
  stopped: () => boolean,
): Promise<Seen> {
  if (input.isMoneyAlone) return seen(ran, countedAnew(ran.outcome.compiled, input.name, factor));
  return seen(await execute(layer(input, factor), { maxRows: 0 }, SILENT, stopped));
}

const SILENT = { show: () => undefined, end: () => undefined };

/** Net present values first, then what it costs a year; undefined where a figure cannot be had. */
function figuresOf(questions: readonly Question[], all: readonly Seen[]): (SensitivityFigure | undefined)[] {
  const isOne = questions.length === 1 && questions[0]!.own === 0;
  const npv = questions.flatMap(({ own, against }) =>
    against.map((other): SensitivityFigure | undefined => {
      const { side, economy } = all[own]!;
      const value = againstReference(side, all[other]!.side, economy).kpis.npv_money?.value;
      const label = `Net present value${isOne ? '' : ` of ${side.label}`} against ${all[other]!.side.label}`;
      return value === undefined ? undefined : { name: 'npv_money', label, unit: side.currency, value };
    }),
  );
  const cost = (isOne ? [all[0]!] : all).map(
    ({ side }): SensitivityFigure => ({
      name: 'cost_money_per_a',
      label: isOne ? 'Cost a year' : `Cost a year of ${side.label}`,
      unit: `${side.currency}/a`,
      value: side.costs.total_money / side.costs.years_a,
    }),
  );
  return [...npv, ...cost];
}
