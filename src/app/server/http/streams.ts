import { timeAt } from '../../../core/timeGrid.ts';
import { type Encoder, encoderOf, headText } from '../encode.ts';
import type { SiteInfo } from '../siteInfo.ts';
import type { Frames } from '../twin.ts';
import { type EventStream, eventStream } from './eventStream.ts';
import { Problem } from './problem.ts';
import { addressKey } from './rate.ts';

export interface StreamLimits {
  readonly most: number;
  readonly perAddress: number;
  /** Frames that one reader is sent a second, and at once. */
  readonly framesPerSecond: number;
  readonly framesAtOnce: number;
}
/** ASSUMED: what a site's screens need, with room to spare, and what costs the twin little. */
export const STREAM_LIMITS: StreamLimits = { most: 64, perAddress: 16, framesPerSecond: 50, framesAtOnce: 200 };

export interface StreamCounts {
  readonly opened: number;
  readonly refused: number;
  /** Readers let go because they did not keep up. */
  readonly slow: number;
  readonly frames: number;
  readonly skipped: number;
}

export interface Reader {
  readonly address: string;
  /** Components whose signals it wants; all where left out. */
  readonly components?: ReadonlySet<string>;
  /** Id of the last frame that it was sent before it was cut off, `epoch:seq`. */
  readonly last?: string;
  /** The step that was taken last, and its epoch. */
  readonly at: { readonly epoch: number; readonly seq: number };
  /** Breaks the connection where the answer is not through after a while. */
  readonly abandon: () => void;
}

/** Everybody who listens to frames, clock and events as they come. */
export interface Streams {
  /** @throws Problem where there are too many */
  open(reader: Reader): Response;
  frames(frames: Frames): void;
  tell(event: 'clock' | 'event' | 'forecast', data: object): void;
  readonly size: number;
  readonly counts: StreamCounts;
  /** Tells everybody that it is over. */
  stop(): void;
}

interface Chosen {
  readonly encoder: Encoder;
  /** The text of the last step, made when the first reader is sent it. */
  last: { readonly head: string; readonly text: string };
}

interface Open {
  readonly stream: EventStream;
  readonly key: string;
  /** Components asked for; empty for all. */
  readonly names: string;
  /** What it is sent of a step; readers of the same components have it in common. */
  readonly chosen: Chosen;
  /** Frames that it may be sent now, as of `at`. */
  credit: number;
  at: number;
  skipped: number;
}

export interface StreamsOptions {
  readonly site: SiteInfo;
  readonly wall: () => number;
  readonly limits?: StreamLimits;
  /** What a new reader is told first. */
  readonly first: () => readonly (readonly [event: 'clock', data: object])[];
  readonly onSlow: (address: string) => void;
}

/** Steps of the same run that were taken since a reader was cut off. */
function missed(last: string | undefined, { epoch, seq }: Reader['at']): number {
  const [, was, at] = /^(\d{1,9}):(\d{1,9})$/.exec(last ?? '') ?? [];
  return Number(was) === epoch ? Math.max(0, seq - Number(at)) : 0;
}

export function makeStreams({ site, wall, limits = STREAM_LIMITS, first, onSlow }: StreamsOptions): Streams {
  const { columns, grid } = site;
  const width = columns.length;
  const readers = new Set<Open>();
  const counts = { opened: 0, refused: 0, slow: 0, frames: 0, skipped: 0 };
  let isStopped = false;
  const chosenOf = (components: ReadonlySet<string> | undefined, names: string): Chosen => {
    for (const { chosen, names: others } of readers) if (others === names) return chosen;
    const own = columns.flatMap(({ name, component, role }, k) =>
      components === undefined || components.has(component) ? [[name, k, role === 'meter'] as const] : [],
    );
    return { encoder: encoderOf(own), last: { head: '', text: '' } };
  };

  const refuse = (detail: string): Problem => {
    counts.refused++;
    return new Problem('streams', detail, { headers: { 'retry-after': '10' } });
  };
  const sendFrame = (reader: Open, head: string, rows: Float64Array, place: number, id: string, now: number): void => {
    const { stream, chosen } = reader;
    reader.credit = Math.min(limits.framesAtOnce, reader.credit + ((now - reader.at) / 1000) * limits.framesPerSecond);
    reader.at = now;
    if (reader.credit < 1 || !stream.hasRoom) {
      reader.skipped++;
      counts.skipped++;
      return;
    }
    reader.credit--;
    if (reader.skipped > 0) stream.send('skipped', JSON.stringify({ steps: reader.skipped }));
    reader.skipped = 0;
    if (chosen.last.head !== head) chosen.last = { head, text: chosen.encoder.encode(head, rows, place) };
    stream.send('frame', chosen.last.text, id);
    counts.frames++;
  };
  return {
    counts,
    get size() {
      return readers.size;
    },
    open({ address, components, last, at: now, abandon }) {
      if (isStopped) throw new Problem('stopping', 'the twin is about to stop');
      const key = addressKey(address);
      if (readers.size >= limits.most)
        throw refuse(`there are ${readers.size} streams already; at most ${limits.most}`);
      const own = [...readers].filter((one) => one.key === key).length;
      if (own >= limits.perAddress)
        throw refuse(`this address has ${own} streams already; at most ${limits.perAddress}`);
      const names = components === undefined ? '' : [...components].sort().join();
      const chosen = chosenOf(components, names);
      const stream = eventStream({
        onStalled() {
          counts.slow++;
          onSlow(address);
          stream.end({ code: 'slow', message: 'nothing was taken for 5 s though something waited; connect again' });
          abandon();
        },
        onClosed: () => readers.delete(reader),
      });
      const at = performance.now();
      const reader: Open = { stream, key, names, chosen, credit: limits.framesAtOnce, at, skipped: missed(last, now) };
      readers.add(reader);
      counts.opened++;
      for (const [event, data] of first()) stream.send(event, JSON.stringify(data));
      return stream.response;
    },
    frames({ run: { run, epoch }, group }) {
      if (readers.size === 0) return;
      const now = performance.now();
      const wall_ms = wall();
      for (let r = 0; r < group.count; r++) {
        const seq = group.first + r;
        const head = headText({ time_ms: timeAt(grid, seq), wall_ms, run, epoch, seq });
        for (const reader of readers) sendFrame(reader, head, group.rows, r * width, `${epoch}:${seq}`, now);
      }
    },
    tell(event, data) {
      const text = JSON.stringify(data);
      for (const { stream } of readers) if (stream.hasRoom) stream.send(event, text);
    },
    stop() {
      isStopped = true;
      for (const { stream } of readers) stream.end({ code: 'stopping', message: 'the twin stops' });
    },
  };
}
