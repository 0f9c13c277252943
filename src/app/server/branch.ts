import type { CheckpointStore } from '../../core/store.ts';
import { type EngineHandle, startEngine, type Told } from './engineThread.ts';
import type { EngineSetup, Start } from './messages.ts';
import { makeStoreWriter } from './storeWriter.ts';

/** Runs a what-if from a state to `until` as fast as it goes, into the store alone. */
export async function runBranch(
  setup: EngineSetup,
  until: number,
  start: Start,
  run: string,
  store: CheckpointStore,
  width: number,
): Promise<void> {
  let finish: () => void = () => undefined;
  let giveUp: (error: Error) => void = () => undefined;
  const done = new Promise<void>((resolve, reject) => {
    finish = resolve;
    giveUp = reject;
  });
  let engine: EngineHandle | undefined;
  const writer = makeStoreWriter({
    store,
    width,
    onStored: (rows) => engine?.credit(rows),
    onDelay: () => undefined,
    onFailed: (error) => giveUp(error),
  });
  const onTold = (told: Told): void => {
    if (told.tell !== 'group') return;
    writer.push(run, told.group);
    if (told.group.first + told.group.count >= until) finish();
  };
  engine = await startEngine({ ...setup, mode: 'asap', until, isWhatIf: true }, onTold, (error) => giveUp(error));
  await engine.ask({ ask: 'start', start });
  await done;
  await writer.flush();
  await engine.stop();
}
