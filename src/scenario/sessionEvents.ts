import type { Run } from '../core/run.ts';

/** Something that an operator should hear of. */
export interface SessionEvent {
  /** The step in which it happened. */
  readonly step: number;
  readonly severity: 'info' | 'warning' | 'alarm';
  /** A component, or `site`. */
  readonly component: string;
  readonly code: string;
  readonly text: string;
}

/** Below this nothing is unserved. */
const NOTHING = 1e-6;

/** Tells when something begins and ceases to go unserved. */
export function watchAccounts(run: Run): { look(step: number): readonly SessionEvent[]; forget(): void } {
  const watched = run.components.flatMap((c, k) =>
    (c.kind.accounts?.unserved ?? [])
      .filter((signal) => c.outputs.includes(signal))
      .map((signal) => ({ id: c.id, signal, at: run.frameAt[k]! + c.outputs.indexOf(signal) })),
  );
  const isOn = new Uint8Array(watched.length);
  const none: readonly SessionEvent[] = [];
  return {
    look(step) {
      let found: SessionEvent[] | undefined;
      for (let k = 0; k < watched.length; k++) {
        const { id, signal, at } = watched[k]!;
        const amount = Math.abs(run.frame[at]!);
        const now = amount > NOTHING ? 1 : 0;
        if (now === isOn[k]) continue;
        isOn[k] = now;
        found ??= [];
        found.push(
          now === 1
            ? { step, severity: 'alarm', component: id, code: 'unserved', text: `${signal} is ${amount}` }
            : { step, severity: 'info', component: id, code: 'served', text: `${signal} is 0 again` },
        );
      }
      return found ?? none;
    },
    forget() {
      isOn.fill(0);
    },
  };
}
