import { assemble } from '../../control/optimal/assemble.ts';
import { checkPlannable } from '../../control/optimal/plannable.ts';
import { writeWhole } from '../../io/folder.ts';
import { highsSolver } from '../../io/highsSolver.ts';
import { planOptionsOf } from '../../scenario/planned.ts';
import type { Scenario } from '../node.ts';
import { amount } from './text.ts';

/** Writes the problem of planning a scenario's whole run. @returns what a terminal is told of it */
export async function writeMps(scenario: Scenario, path: string): Promise<string> {
  checkPlannable(scenario.run.components);
  const { problem } = assemble(scenario.run, planOptionsOf(scenario));
  const session = await highsSolver.open();
  try {
    writeWhole(path, await session.mps(problem));
  } finally {
    await session.close();
  }
  const { columns, rows, values, offset } = problem;
  return `${path}: ${amount(columns)} columns, ${amount(rows)} rows, ${amount(values.length)} coefficients; minimise, and add ${offset} that is paid whatever is decided\n`;
}
