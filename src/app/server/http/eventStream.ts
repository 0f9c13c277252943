/** Bytes that may wait for one reader. */
const MOST_BYTES = 262_144;
/** How long a reader may take nothing while something waits. */
const STALL_MS = 5000;
const BEAT_MS = 15_000;

/** Server-sent events to one reader, of which only so much waits as the reader keeps up with. */
export interface EventStream {
  readonly response: Response;
  /** Whether there is room. What there is none for must be skipped. */
  readonly hasRoom: boolean;
  send(event: string, data: string, id?: string): void;
  /** Tells why, and ends. */
  end(reason: object): void;
}

export interface EventStreamOptions {
  /** The reader has taken nothing for too long. Whoever hears it ends the stream. */
  readonly onStalled: () => void;
  /** It is over, whoever ended it. */
  readonly onClosed: () => void;
  readonly bytes?: number;
  readonly stall_ms?: number;
}

export function eventStream({
  onStalled,
  onClosed,
  bytes = MOST_BYTES,
  stall_ms = STALL_MS,
}: EventStreamOptions): EventStream {
  const encoder = new TextEncoder();
  let controller: ReadableStreamDefaultController<Uint8Array> | undefined;
  let isOver = false;
  /** When the reader last took something, or had nothing to take. */
  let moved = performance.now();
  const close = (): void => {
    if (isOver) return;
    isOver = true;
    clearInterval(timer);
    onClosed();
  };
  const put = (text: string): void => {
    if (!isOver) controller!.enqueue(encoder.encode(text));
  };
  const body = new ReadableStream<Uint8Array>(
    {
      start(given) {
        controller = given;
      },
      pull() {
        moved = performance.now();
      },
      cancel: close,
    },
    { highWaterMark: bytes, size: (chunk) => chunk?.byteLength ?? 0 },
  );
  const hasRoom = (): boolean => !isOver && (controller!.desiredSize ?? 0) > 0;
  let beat = performance.now();
  const timer = setInterval(
    () => {
      const now = performance.now();
      if (!hasRoom() && now - moved > stall_ms) onStalled();
      else if (now - beat > BEAT_MS && hasRoom()) {
        beat = now;
        put(': still here\n\n');
      }
    },
    Math.min(500, stall_ms),
  );
  timer.unref();
  return {
    response: new Response(body, {
      headers: {
        'content-type': 'text/event-stream',
        'cache-control': 'no-store',
        // A proxy that gathers would hold events back.
        'x-accel-buffering': 'no',
      },
    }),
    get hasRoom() {
      return hasRoom();
    },
    send(event, data, id) {
      put(`${id === undefined ? '' : `id: ${id}\n`}event: ${event}\ndata: ${data}\n\n`);
    },
    end(reason) {
      if (isOver) return;
      put(`event: end\ndata: ${JSON.stringify(reason)}\n\n`);
      controller!.close();
      close();
    },
  };
}
