import type { Column } from '../../core/columns.ts';
import type { Head } from '../../io/mqttPayloads.ts';

/** Text of a message's head without its closing brace. */
export const headText = ({ time_ms, wall_ms, run, epoch, seq }: Head): string =>
  `{"time_ms":${time_ms},"wall_ms":${wall_ms},"run":"${run}","epoch":${epoch},"seq":${seq}`;

/** Writes the values of some columns of a frame as a flat JSON object. What is no number is left out, and makes it bad. */
export interface Encoder {
  /** `at` is where the frame begins in `rows`. */
  encode(head: string, rows: ArrayLike<number>, at: number): string;
}

export function encoderOf(columns: readonly (readonly [name: string, place: number])[]): Encoder {
  const names = columns.map(([name]) => `,"${name}":`);
  const places = Int32Array.from(columns, ([, place]) => place);
  return {
    encode(head, rows, at) {
      let quality = 'good';
      let text = '';
      for (let k = 0; k < places.length; k++) {
        const v = rows[at + places[k]!]!;
        if (Number.isFinite(v)) text += names[k]! + v;
        else quality = 'bad';
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
  const own = new Map<string, [string, number][]>();
  columns.forEach(({ component, signal }, k) => {
    const list = own.get(component) ?? [];
    list.push([signal, k]);
    own.set(component, list);
  });
  return {
    byComponent: new Map([...own].map(([id, list]) => [id, encoderOf(list)])),
    all: encoderOf(columns.map(({ name }, k) => [name, k])),
  };
}
