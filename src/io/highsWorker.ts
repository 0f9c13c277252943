/** The worker of `highsSolver`: one model, asked in turn. */
import { parentPort } from 'node:worker_threads';
import type { Solution } from '../core/solver.ts';
import { collect } from './collect.ts';
import { openHighs } from './highsModel.ts';
import type { Answer, Question } from './highsSolver.ts';
import { LARGE } from './large.ts';

const port = parentPort!;
let opened = openHighs();
let hasSolved = false;

port.on('message', (question: Question) => {
  void answer(question);
});

async function answer(question: Question): Promise<void> {
  const { id } = question;
  const say = (answer: Answer): void => port.postMessage(answer);
  try {
    let model = await opened;
    if (question.do === 'solve') {
      if (hasSolved && question.problem.columns > LARGE && !model.fits(question.problem)) {
        model.close();
        opened = openHighs(true);
        model = await opened;
      }
      if (question.problem.columns > LARGE) collect();
      hasSolved = true;
    }
    await model.ready();
    if (question.do === 'solve') {
      const value = model.solve(question.problem, question.options);
      port.postMessage({ id, value } satisfies Answer, buffersOf(value));
    } else if (question.do === 'conflict') say({ id, value: model.conflict(question.timeLimit_s) });
    else say({ id, value: model.mps(question.problem) });
  } catch (error) {
    say({ id, error: error instanceof Error ? error.message : String(error) });
  }
}

/** The memory of an answer, which is handed over and not copied: nobody here looks at it again. */
function buffersOf({ x, duals, reducedCosts, basis }: Solution): ArrayBuffer[] {
  const arrays = [x, duals, reducedCosts, ...(basis === undefined ? [] : [basis.columns, basis.rows])];
  return [...new Set(arrays.map((a) => a.buffer as ArrayBuffer))];
}
