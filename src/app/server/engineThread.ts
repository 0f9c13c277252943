import { Worker } from 'node:worker_threads';
import { ConfigError, SimulationError } from '../../core/errors.ts';
import { makeEngine } from './engine.ts';
import { loadSetup } from './loadSetup.ts';
import type { Answer, EngineSetup, Fault, FromEngine, Question, ScenarioSource, ToEngine } from './messages.ts';
import type { SiteInfo } from './siteInfo.ts';

/** A twin's loop, wherever it runs. */
export interface EngineHandle {
  readonly site: SiteInfo;
  ask(question: Question): Promise<Answer>;
  credit(rows: number): void;
  /** Stops it; what it has handed out stays handed out. */
  stop(): Promise<void>;
}

export type Told = Extract<FromEngine, { tell: 'group' | 'clock' | 'market' }>;

/** Whether this is the compiled program: a thread cannot load sources. */
export const isCompiled = !import.meta.url.endsWith('.ts');

export const errorOf = ({ name, message }: Fault): Error => {
  if (name === 'ConfigError') return new ConfigError(message);
  return name === 'SimulationError' ? new SimulationError(message) : new Error(message);
};

/** What is told to another thread: plain data alone. */
export const sourceOf = ({ file, weather, from, to, history, historyRun, meters }: ScenarioSource): ScenarioSource => ({
  file,
  ...(weather === undefined ? {} : { weather }),
  ...(from === undefined ? {} : { from }),
  ...(to === undefined ? {} : { to }),
  ...(history === undefined ? {} : { history }),
  ...(historyRun === undefined ? {} : { historyRun }),
  ...(meters === undefined ? {} : { meters }),
});

/**
 * Starts the loop of a twin, in a thread of its own where the program is compiled.
 * @throws ConfigError where the scenario is at fault
 */
export function startEngine(
  setup: EngineSetup,
  onTold: (told: Told) => void,
  onFailed: (error: Error) => void,
): Promise<EngineHandle> {
  return new Promise((resolve, reject) => {
    const waiting = new Map<number, { resolve: (answer: Answer) => void; reject: (error: Error) => void }>();
    let n = 0;
    let isReady = false;
    let send: (message: ToEngine) => void = () => undefined;
    let end: () => Promise<void> = () => Promise.resolve();
    const fail = (error: Error): void => {
      for (const { reject: give } of waiting.values()) give(error);
      waiting.clear();
      if (isReady) onFailed(error);
      else reject(error);
    };
    const ask = (question: Question): Promise<Answer> =>
      new Promise((done, give) => {
        waiting.set(++n, { resolve: done, reject: give });
        send({ n, question });
      });
    const hear = (message: FromEngine): void => {
      if (message.tell === 'failed') fail(errorOf(message.fault));
      else if (message.tell === 'answer') {
        waiting.get(message.n)?.resolve(message.answer);
        waiting.delete(message.n);
      } else if (message.tell === 'ready') {
        isReady = true;
        resolve({
          site: message.site,
          ask,
          credit: (rows) => send({ credit: rows }),
          async stop() {
            await ask({ ask: 'stop' });
            await end();
          },
        });
      } else onTold(message);
    };
    if (isCompiled) {
      const { mode, speed, policy, until, isWhatIf } = setup;
      const workerData = { ...sourceOf(setup), mode, speed, policy, until, isWhatIf };
      const worker = new Worker(new URL('./engineWorker.js', import.meta.url), { workerData });
      const exited = new Promise<void>((done) => worker.once('exit', () => done()));
      worker.on('message', hear);
      worker.on('error', fail);
      send = (message) => worker.postMessage(message);
      end = () => exited;
      return;
    }
    const post = (message: FromEngine): void => queueMicrotask(() => hear(message));
    void loadSetup(setup)
      .then((compiled) => {
        const engine = makeEngine(compiled, setup, post);
        send = (message) => engine.hear(message);
        end = () => engine.ended;
      })
      .catch(fail);
  });
}
