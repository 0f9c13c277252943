/** The engine as the page sees it: one thread, one question at a time, and of the runs that wait only the latest. */
import type { FileKind } from './files.ts';
import type { Answer, Ask, Failure, OpenAsk, Opened, Ran, RunAsk } from './messages.ts';
import type { Look, Picture } from './pictures.ts';

export class EngineError extends Error {
  readonly issues: Failure['issues'];
  constructor({ message, issues }: Failure) {
    super(message);
    this.issues = issues;
  }
}

export interface Engine {
  /** @throws EngineError with every fault found in the user's files */
  open(what: Omit<OpenAsk, 'base'>): Promise<Opened>;
  /** @returns undefined where a later call came before this one was begun. @throws EngineError */
  run(what: RunAsk): Promise<Ran | undefined>;
  /** Another picture of the last case. */
  look(look: Look): Promise<Picture | undefined>;
  rebase(): Promise<void>;
  series(names: readonly string[]): Promise<readonly (Float64Array | undefined)[]>;
  /** A file of the last case. @throws EngineError */
  file(name: FileKind, version: string): Promise<readonly (string | ArrayBuffer)[]>;
  schema(): Promise<object>;
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

/**
 * @param base where files of the package are served from
 * @param onShare told how far a long run is
 */
export function startEngine(
  base: string,
  thread: Thread = startThread(),
  onShare: (share: number) => void = () => undefined,
): Engine {
  const waiting = new Map<number, Waiting>();
  let n = 0;
  let isRunning = false;
  let next: { readonly settle: (go: boolean) => void } | undefined;
  thread.addEventListener('message', ({ data }) => {
    if (data.kind === 'share') {
      onShare(data.share);
      return;
    }
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
  type Of<K extends Answer['kind']> = Extract<Answer, { readonly kind: K }>;
  const ask = async <K extends Answer['kind']>(question: Question, kind: K): Promise<Of<K>> => {
    const answer = await new Promise<Answer>((resolve, reject) => {
      waiting.set(++n, { resolve, reject });
      thread.postMessage({ ...question, n } as Ask);
    });
    if (answer.kind !== kind) throw new Error(`met "${answer.kind}", expected "${kind}"`);
    return answer as Of<K>;
  };
  const begin = async (what: RunAsk): Promise<Ran> => {
    isRunning = true;
    try {
      return await ask({ kind: 'run', ...what }, 'ran');
    } finally {
      isRunning = false;
      const after = next;
      next = undefined;
      after?.settle(true);
    }
  };
  return {
    open(what) {
      next?.settle(false);
      next = undefined;
      return ask({ kind: 'open', ...what, base }, 'opened');
    },
    async run(what) {
      if (!isRunning) return begin(what);
      next?.settle(false);
      const goes = await new Promise<boolean>((settle) => {
        next = { settle };
      });
      return goes ? begin(what) : undefined;
    },
    look: async (look) => (await ask({ kind: 'look', look }, 'look')).picture,
    rebase: async () => void (await ask({ kind: 'rebase' }, 'done')),
    series: async (names) => (await ask({ kind: 'series', names }, 'series')).columns,
    file: async (name, version) => (await ask({ kind: 'file', name, version }, 'file')).parts,
    schema: async () => (await ask({ kind: 'schema' }, 'schema')).schema,
    stop() {
      thread.terminate();
      for (const one of waiting.values()) one.reject(new Error('the engine was stopped'));
      waiting.clear();
    },
  };
}
