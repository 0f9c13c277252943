/** The worker of `highsSolver`: one model, asked in turn. */
import { parentPort } from 'node:worker_threads';
import { LARGE, openHighs } from './highsModel.ts';
import type { Answer, Question } from './highsSolver.ts';

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
      hasSolved = true;
    }
    await model.ready();
    if (question.do === 'solve') say({ id, value: model.solve(question.problem, question.options) });
    else if (question.do === 'conflict') say({ id, value: model.conflict(question.timeLimit_s) });
    else say({ id, value: model.mps(question.problem) });
  } catch (error) {
    say({ id, error: error instanceof Error ? error.message : String(error) });
  }
}
