import type { Column } from '../../core/columns.ts';
import type { Head } from '../../io/mqttPayloads.ts';

/** Text of a message's head without its closing brace. */
export const headText = ({ time_ms, wall_ms, run, epoch, seq }: Head): string =>
  `{"time_ms":${time_ms},"wall_ms":${wall_ms},"run":"${run}","epoch":${epoch},"seq":${seq}`;

/**
 * Writes the values of some columns of a frame as a flat JSON object. What is no number is left out, and makes it bad where it
 * is the model's: a meter says itself what is known of its readings.
 */
export interface Encoder {
  /** `at` is where the frame begins in `rows`. */
  encode(head: string, rows: ArrayLike<number>, at: number): string;
}

export function encoderOf(columns: readonly (readonly [name: string, place: number, isMeter?: boolean])[]): Encoder {
  const names = columns.map(([name]) => `,"${name}":`);
  const isMeter = columns.map(([, , is]) => is === true);
  const places = Int32Array.from(columns, ([, place]) => place);
  return {
    encode(head, rows, at) {
      let quality = 'good';
      let text = '';
      for (let k = 0; k < places.length; k++) {
        const v = rows[at + places[k]!]!;
        if (Number.isFinite(v)) text += names[k]! + v;
        else if (!isMeter[k]!) quality = 'bad';
      }
      return `${head},"quality":"${quality}"${text}}`;
    },
  };
}

/** One encoder by component, and one of all. */
export function encodersOf(columns: readonly Column[]): {
  readonly byComponent: ReadonlyMap<string, Encoder>;
  readonly all: Encoder;
} {
  const own = new Map<string, [string, number, boolean][]>();
  columns.forEach(({ component, signal, role }, k) => {
    const list = own.get(component) ?? [];
    list.push([signal, k, role === 'meter']);
    own.set(component, list);
  });
  return {
    byComponent: new Map([...own].map(([id, list]) => [id, encoderOf(list)])),
    all: encoderOf(columns.map(({ name, role }, k) => [name, k, role === 'meter'])),
  };
}
