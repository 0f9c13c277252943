/** The worker of `highsSolver`: one model, asked in turn. */
import { parentPort } from 'node:worker_threads';
import { openHighs } from './highsModel.ts';
import type { Answer, Question } from './highsSolver.ts';

const port = parentPort!;
const opened = openHighs();

port.on('message', (question: Question) => {
  void answer(question);
});

async function answer(question: Question): Promise<void> {
  const { id } = question;
  const say = (answer: Answer): void => port.postMessage(answer);
  try {
    const model = await opened;
    if (question.do === 'solve') say({ id, value: model.solve(question.problem, question.options) });
    else if (question.do === 'conflict') say({ id, value: model.conflict(question.timeLimit_s) });
    else say({ id, value: model.mps(question.problem) });
  } catch (error) {
    say({ id, error: error instanceof Error ? error.message : String(error) });
  }
}
