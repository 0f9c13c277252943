import type { Problem, Solution, SolveOptions, Solver } from '../../core/solver.ts';

/** A problem to be solved, in the session that keeps its like. */
export interface Question {
  readonly session: 'linear' | 'whole';
  readonly problem: Problem;
  readonly options: SolveOptions;
}

/** A calculation that asks for solutions on its way, so that it does not matter whether the solver is waited for. */
export type Solving<T> = Generator<Question, T, Solution>;

/** A session of a solver in the same thread, which nobody has to wait for. */
export interface SessionNow {
  solve(problem: Problem, options: SolveOptions): Solution;
  /** Lets go what it remembers of problems: the next is its first. */
  close(): void;
}

export function solveNow<T>(solving: Solving<T>, sessions: Readonly<Record<Question['session'], SessionNow>>): T {
  let step = solving.next();
  while (step.done !== true) {
    const { session, problem, options } = step.value;
    step = solving.next(sessions[session].solve(problem, options));
  }
  return step.value;
}

/** Sessions that are opened when they are first asked. */
export interface LazySessions {
  run<T>(solving: Solving<T>): Promise<T>;
  close(): Promise<void>;
}

export function lazySessions(solver: Solver): LazySessions {
  const opened = new Map<Question['session'], ReturnType<Solver['open']>>();
  const sessionOf = (name: Question['session']): ReturnType<Solver['open']> => {
    const session = opened.get(name) ?? solver.open();
    opened.set(name, session);
    return session;
  };
  return {
    async run(solving) {
      let step = solving.next();
      while (step.done !== true) {
        const { session, problem, options } = step.value;
        step = solving.next(await (await sessionOf(session)).solve(problem, options));
      }
      return step.value;
    },
    async close() {
      for (const session of opened.values()) await (await session).close();
      opened.clear();
    },
  };
}
