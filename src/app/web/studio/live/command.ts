/** Commands to the twin, and what becomes of them. */
import { toast } from '../kit/toasts.svelte.ts';
import { getJson, Refused, send } from './http.ts';
import { mayCommand } from './session.svelte.ts';

export interface Acknowledged {
  readonly id: string;
  readonly state: 'accepted' | 'done' | 'rejected' | 'expired';
  readonly code?: string;
  readonly message?: string;
  /** Step from which it acts. */
  readonly step?: number;
  /** Run of a what-if. */
  readonly branch?: string;
}

/** How long an answer is waited for after a command was taken. */
const WAIT_MS = 10_000;

/**
 * Gives a command and waits until it is done, refused or expired. Asks for a login where there is none.
 * @param path such as `clock/pause` or `components/battery/setpoint`
 * @param heard told of every state on the way
 * @returns undefined where nobody is logged in, or it was refused, which the user is told
 */
export async function command(
  path: string,
  args: Readonly<Record<string, unknown>> = {},
  heard: (ack: Acknowledged) => void = () => undefined,
): Promise<Acknowledged | undefined> {
  if (!mayCommand()) return undefined;
  try {
    let ack = await send<Acknowledged>('POST', `v1/${path}`, { args });
    heard(ack);
    const until = performance.now() + WAIT_MS;
    while (ack.state === 'accepted' && performance.now() < until) {
      await new Promise((done) => setTimeout(done, 250));
      ack = await getJson<Acknowledged>(`v1/commands/${ack.id}`);
      heard(ack);
    }
    if (ack.state === 'rejected' || ack.state === 'expired') toast('bad', ack.message ?? ack.code ?? ack.state);
    return ack;
  } catch (error) {
    if (error instanceof Refused && error.status === 401) mayCommand();
    toast('bad', (error as Error).message);
    return undefined;
  }
}
