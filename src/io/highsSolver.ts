import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import type { Conflict, Problem, Solution, SolveOptions, Solver, SolverSession } from '../core/solver.ts';
import { collect } from './collect.ts';
import { LARGE } from './large.ts';

/** What the worker is asked, and what it answers. */
export type Question =
  | { readonly id: number; readonly do: 'solve'; readonly problem: Problem; readonly options: SolveOptions }
  | { readonly id: number; readonly do: 'conflict'; readonly timeLimit_s: number | undefined }
  | { readonly id: number; readonly do: 'mps'; readonly problem: Problem };
export type Answer =
  | { readonly id: number; readonly value: Solution | Conflict | Uint8Array }
  | { readonly id: number; readonly error: string };

/** HiGHS in this thread: it blocks while it solves. For tests, and where nothing else waits. */
export const highsHere: Solver = {
  async open() {
    const { openHighs } = await import('./highsModel.ts');
    const model = await openHighs();
    return {
      async solve(problem, options = {}) {
        await model.ready();
        return model.solve(problem, options);
      },
      conflict: async (timeLimit_s) => model.conflict(timeLimit_s),
      mps: async (problem) => model.mps(problem),
      close: async () => model.close(),
    };
  },
};

/** Compiled beside this file; sources run it in their own thread. */
const WORKER = new URL('./highsWorker.js', import.meta.url);

/** HiGHS in a worker thread of its own for each session, so that nothing else waits for it. */
export const highsSolver: Solver = {
  open: async () => (existsSync(fileURLToPath(WORKER)) ? openWorker() : highsHere.open()),
};

/** Its own objects are few and small; what it is handed and hands over lies outside its heap. */
const YOUNG_MB = 4;

function openWorker(): SolverSession {
  const worker = new Worker(WORKER, { resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MB } });
  const waiting = new Map<number, { take: (value: never) => void; fail: (error: Error) => void }>();
  let asked = 0;
  let lost: Error | undefined;
  const loseAll = (error: Error): void => {
    lost = error;
    for (const { fail } of waiting.values()) fail(error);
    waiting.clear();
  };
  worker.on('message', (answer: Answer) => {
    const one = waiting.get(answer.id);
    waiting.delete(answer.id);
    if ('error' in answer) one?.fail(new Error(answer.error));
    else one?.take(answer.value as never);
    if (waiting.size === 0) worker.unref();
  });
  worker.on('error', (error) => loseAll(lostBy(error.message)));
  worker.on('exit', (code) => loseAll(lostBy(`it ended with ${code}`)));
  worker.unref();
  const ask = <T>(question: Record<string, unknown>): Promise<T> =>
    new Promise((take, fail) => {
      if (lost) {
        fail(lost);
        return;
      }
      const id = ++asked;
      waiting.set(id, { take: take as (value: never) => void, fail });
      worker.ref();
      worker.postMessage({ ...question, id });
    });
  return {
    solve(problem, options = {}) {
      // What laying it out left behind makes room for the solver.
      if (problem.columns > LARGE) collect();
      return ask<Solution>({ do: 'solve', problem, options });
    },
    conflict: (timeLimit_s) => ask<Conflict>({ do: 'conflict', timeLimit_s }),
    mps: (problem) => ask<Uint8Array>({ do: 'mps', problem }),
    async close() {
      await worker.terminate();
    },
  };
}

/** What to say of a worker that is gone with what it was asked. */
const lostBy = (why: string): Error =>
  new Error(
    `the solver's thread was lost in the middle of its work (${why}); a problem beyond its memory of 2 GiB is the likely cause: plan fewer hours at once (control.planner: mpc, or an earlier time.end), or in longer steps`,
  );
