import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

let engine: (() => void) | undefined;

/**
 * Has the engine clear up now. Large arrays lie outside its heap, and it lets many times their size in garbage gather before it
 * looks.
 */
export function collect(): void {
  if (engine === undefined) {
    setFlagsFromString('--expose-gc');
    engine = runInNewContext('gc') as () => void;
  }
  engine();
}
