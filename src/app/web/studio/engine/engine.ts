/** The engine as the page sees it: one thread, one question at a time, and of the runs that wait only the latest. */
import type { CaseResult, Changes, ScenarioInfo } from './caseRunner.ts';
import type { Answer, Ask, Failure } from './messages.ts';

export class EngineError extends Error {
  readonly issues: Failure['issues'];
  constructor({ message, issues }: Failure) {
    super(message);
    this.issues = issues;
  }
}

export interface Engine {
  /** @throws EngineError with every fault found in the user's files */
  open(file: string, texts: Readonly<Record<string, string>>): Promise<ScenarioInfo>;
  /** @returns undefined where a later call came before this one was begun. @throws EngineError */
  run(changes: Changes): Promise<CaseResult | undefined>;
  series(names: readonly string[]): Promise<readonly (Float64Array | undefined)[]>;
  /** Ends the thread and what it is about. */
  stop(): void;
}

/** What of a `Worker` is used; another one in tests. */
export interface Thread {
  postMessage(ask: Ask): void;
  addEventListener(type: 'message', hear: (event: { readonly data: Answer }) => void): void;
  addEventListener(type: 'error', hear: (event: { readonly message: string }) => void): void;
  terminate(): void;
}

export const startThread = (): Thread =>
  new Worker(new URL('./engineWorker.ts', import.meta.url), { type: 'module' }) as unknown as Thread;

interface Waiting {
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: Error) => void;
}

/** @param base where files of the package are served from */
export function startEngine(base: string, thread: Thread = startThread()): Engine {
  const waiting = new Map<number, Waiting>();
  let n = 0;
  let isRunning = false;
  let next: { readonly changes: Changes; readonly settle: (go: boolean) => void } | undefined;
  thread.addEventListener('message', ({ data }) => {
    const one = waiting.get(data.n);
    waiting.delete(data.n);
    if (data.kind === 'failed') one?.reject(new EngineError(data.failure));
    else one?.resolve(data);
  });
  thread.addEventListener('error', ({ message }) => {
    for (const one of waiting.values()) one.reject(new Error(message));
    waiting.clear();
  });
  type Question = Ask extends infer A ? (A extends Ask ? Omit<A, 'n'> : never) : never;
  const ask = (question: Question): Promise<Answer> =>
    new Promise((resolve, reject) => {
      waiting.set(++n, { resolve, reject });
      thread.postMessage({ ...question, n } as Ask);
    });
  const begin = async (changes: Changes): Promise<CaseResult> => {
    isRunning = true;
    try {
      const answer = await ask({ kind: 'run', changes });
      if (answer.kind !== 'ran') throw new Error(`met "${answer.kind}" for a run`);
      return answer.result;
    } finally {
      isRunning = false;
      const after = next;
      next = undefined;
      after?.settle(true);
    }
  };
  return {
    async open(file, texts) {
      next?.settle(false);
      next = undefined;
      const answer = await ask({ kind: 'open', file, texts, base });
      if (answer.kind !== 'opened') throw new Error(`met "${answer.kind}" for a file`);
      return answer.info;
    },
    async run(changes) {
      if (!isRunning) return begin(changes);
      next?.settle(false);
      const goes = await new Promise<boolean>((settle) => {
        next = { changes, settle };
      });
      return goes ? begin(changes) : undefined;
    },
    async series(names) {
      const answer = await ask({ kind: 'series', names });
      return answer.kind === 'series' ? answer.columns : [];
    },
    stop() {
      thread.terminate();
      for (const one of waiting.values()) one.reject(new Error('the engine was stopped'));
      waiting.clear();
    },
  };
}
