/** Sleep that somebody may end. */
export interface Sleeper {
  /** Resolves after so long, or once it is woken. */
  sleep(this: void, ms: number): Promise<void>;
  wake(this: void): void;
}

export function makeSleeper(): Sleeper {
  let wake: (() => void) | undefined;
  return {
    sleep: (ms) =>
      new Promise((resolve) => {
        const timer = setTimeout(done, ms);
        function done(): void {
          clearTimeout(timer);
          wake = undefined;
          resolve();
        }
        wake = done;
      }),
    wake: () => wake?.(),
  };
}
