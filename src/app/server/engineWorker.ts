import { parentPort, workerData } from 'node:worker_threads';
import { type AsideJob, doJob } from './aside.ts';
import { makeEngine } from './engine.ts';
import { loadSetup } from './loadSetup.ts';
import type { EngineSetup, Fault, FromEngine, ToEngine } from './messages.ts';

/** The thread in which a twin runs, or in which something is done beside it. */
const port = parentPort!;
const faultOf = (error: unknown): Fault => {
  const { name, message } = error as Error;
  return { name, message };
};

async function runEngine(setup: EngineSetup): Promise<void> {
  const post = (message: FromEngine, transfer: readonly ArrayBuffer[] = []): void =>
    port.postMessage(message, [...transfer]);
  try {
    const engine = makeEngine(await loadSetup(setup), setup, post);
    port.on('message', (message: ToEngine) => engine.hear(message));
    await engine.ended;
  } catch (error) {
    post({ tell: 'failed', fault: faultOf(error) });
  }
}

async function runJob(job: AsideJob): Promise<void> {
  try {
    port.postMessage({ done: await doJob(job) });
  } catch (error) {
    port.postMessage({ fault: faultOf(error) });
  }
}

const given = workerData as EngineSetup | AsideJob;
await ('file' in given ? runEngine(given) : runJob(given));
port.close();
