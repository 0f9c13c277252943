/** A line at the bottom of a terminal that says how things stand. */
export interface StatusLine {
  show(text: string): void;
  end(): void;
}

const EVERY_MS = 250;

export function statusOn(stream: NodeJS.WriteStream): StatusLine {
  if (!stream.isTTY) return { show: () => undefined, end: () => undefined };
  let last = Number.NEGATIVE_INFINITY;
  return {
    show(text) {
      const now = performance.now();
      if (now - last < EVERY_MS) return;
      last = now;
      stream.write(`\r\x1b[K${text.slice(0, Math.max(20, (stream.columns ?? 120) - 1))}`);
    },
    end() {
      stream.write('\r\x1b[K');
    },
  };
}
