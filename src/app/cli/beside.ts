import type { BesideSide, OtherControl } from '../../report/planBeside.ts';
import { summarise } from '../../report/summarise.ts';
import type { Compiled } from '../../scenario/compile.ts';
import { another } from '../../scenario/rolling.ts';
import { execute } from './execute.ts';
import type { Terminal } from './terminal.ts';

type Control = Compiled['cluster']['spec']['control'];

/** Under which other controls a planned scenario is run as well. */
export function othersOf({ planner, plan }: Control): OtherControl[] {
  if (planner === undefined) return [];
  const errs = planner === 'mpc' && plan.forecast.method !== 'perfect';
  const wanted: readonly OtherControl[] = plan.beside ?? (errs ? ['rules', 'perfect'] : ['rules']);
  return wanted.filter((other) => (other === 'perfect' ? errs : other === 'rules' || planner !== 'optimal'));
}

const changeOf = (other: OtherControl, { plan }: Control): Partial<Control> => {
  switch (other) {
    case 'rules':
      return { planner: undefined };
    case 'optimal':
      return { planner: 'optimal' };
    case 'perfect':
      return { plan: { ...plan, forecast: { method: 'perfect' } } };
  }
};

/** Runs the same cluster under other controls, and keeps what each came to. Ends early where it is to stop. */
export async function runBeside(compiled: Compiled, terminal: Terminal, stopped: () => boolean): Promise<BesideSide[]> {
  const { control } = compiled.cluster.spec;
  const sides: BesideSide[] = [];
  for (const other of othersOf(control)) {
    if (stopped()) break;
    const { outcome, tally, unfinished } = await execute(
      another(compiled, changeOf(other, control)),
      {},
      terminal.progress(`simulating ${compiled.run.name} by ${other}`),
      stopped,
    );
    if (!unfinished) sides.push({ control: other, side: summarise(outcome, { tally }) });
  }
  return sides;
}
