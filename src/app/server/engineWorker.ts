import { parentPort, workerData } from 'node:worker_threads';
import { loadScenario } from '../node.ts';
import { makeEngine } from './engine.ts';
import type { EngineSetup, FromEngine, ToEngine } from './messages.ts';

/** The thread in which a twin runs. */
const port = parentPort!;
const setup = workerData as EngineSetup;
const post = (message: FromEngine, transfer: readonly ArrayBuffer[] = []): void =>
  port.postMessage(message, [...transfer]);

try {
  const options = setup.weather === undefined ? {} : { weather: setup.weather };
  const engine = makeEngine(loadScenario(setup.file, options), setup, post);
  port.on('message', (message: ToEngine) => engine.hear(message));
  await engine.ended;
} catch (error) {
  const { name, message } = error as Error;
  post({ tell: 'failed', fault: { name, message } });
}
port.close();
