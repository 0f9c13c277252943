/** A line that says how far a run has come: on a terminal, after two seconds, and gone when done. */
export interface Progress {
  /** `done` of 1. */
  show(done: number): void;
  end(): void;
}

const QUIET_MS = 2000;
const EVERY_MS = 200;

export function progressOn(stream: NodeJS.WriteStream, what: string): Progress {
  if (!stream.isTTY) return { show: () => undefined, end: () => undefined };
  const start = performance.now();
  let last = start;
  let shown = false;
  return {
    show(done) {
      const now = performance.now();
      if (now - start < QUIET_MS || now - last < EVERY_MS) return;
      last = now;
      shown = true;
      const left_s = done > 0 ? ((now - start) * (1 - done)) / done / 1000 : Number.NaN;
      const rest = Number.isFinite(left_s) ? `, about ${Math.ceil(left_s)} s left` : '';
      stream.write(`\r\x1b[K${what}: ${Math.floor(done * 100)} %${rest}`);
    },
    end() {
      if (shown) stream.write('\r\x1b[K');
    },
  };
}
