import { z } from 'zod';
import { isNetwork } from '../../../io/storeOf.ts';
import type { Live } from '../live.ts';

export const Check = z.strictObject({
  name: z.enum(['twin', 'broker', 'store', 'clock', 'stop']),
  isFine: z.boolean(),
  reason: z.string().optional().describe('why not, and since when'),
});
export const Readiness = z.strictObject({ status: z.enum(['ready', 'not ready']), checks: z.array(Check) });
export type Checked = z.infer<typeof Check>;

/** How long steps may wait for the store without one being stored, and how far the clock may lag. */
const STORE_MS = 10_000;
const LAG_MS = 10_000;
const LOOK_MS = 500;

/** Watches what a twin needs: broker, store, clock, and itself. */
export interface ReadinessWatch {
  checks(): readonly Checked[];
  /** It is about to stop. */
  leave(): void;
  stop(): void;
}

export type Watched = Pick<Live, 'link' | 'twin'>;

export function watchReadiness({ twin, link }: Watched, now = (): number => performance.now()): ReadinessWatch {
  let failed: string | undefined;
  let isLeaving = false;
  let stored = twin.storedRows;
  let movedAt = now();
  void twin.failed.then(({ message }) => {
    failed = message;
  });
  const look = (): void => {
    if (twin.waitingRows > 0 && twin.storedRows === stored) return;
    stored = twin.storedRows;
    movedAt = now();
  };
  const timer = setInterval(look, LOOK_MS);
  timer.unref();
  const check = (name: Checked['name'], reason: string | undefined): Checked =>
    reason === undefined ? { name, isFine: true } : { name, isFine: false, reason };
  const network = (): string | undefined => {
    const state = isNetwork(twin.store) ? twin.store.health().state : 'up';
    return state === 'up' ? undefined : `the database is ${state}; steps wait in the spool`;
  };
  return {
    checks() {
      look();
      const still_ms = now() - movedAt;
      const { lag_ms } = twin.clock;
      return [
        check('twin', failed === undefined ? undefined : `it has stopped: ${failed}`),
        check('broker', link.isConnected ? undefined : 'not connected; it is tried again'),
        check(
          'store',
          still_ms > STORE_MS
            ? `${twin.waitingRows} steps wait, none was stored for ${Math.round(still_ms / 1000)} s`
            : network(),
        ),
        check('clock', lag_ms > LAG_MS ? `it lags by ${Math.round(lag_ms)} ms; at most ${LAG_MS}` : undefined),
        ...(isLeaving ? [check('stop', 'the twin is about to stop')] : []),
      ];
    },
    leave() {
      isLeaving = true;
    },
    stop: () => clearInterval(timer),
  };
}
