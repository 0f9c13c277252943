/** Who is logged in: a cookie that scripts cannot read, for a short time; the page knows the name alone. */
import { getJson, send, whenExpired } from './http.ts';

export interface Who {
  readonly name: string;
  readonly role: 'viewer' | 'operator' | 'party' | 'meter';
}
interface Told {
  readonly who: Who | null;
  readonly expires_ms: number | null;
}

export const session = $state<{ who: Who | undefined; expires_ms: number | undefined; isAsked: boolean }>({
  who: undefined,
  expires_ms: undefined,
  /** Whether the dialog is open. */
  isAsked: false,
});

function take({ who, expires_ms }: Told): void {
  session.who = who ?? undefined;
  session.expires_ms = expires_ms ?? undefined;
}

export async function recallSession(): Promise<void> {
  take(await getJson<Told>('v1/session'));
}
/** @throws Refused with status 401 where nobody has the token */
export async function signIn(token: string): Promise<void> {
  take(await send<Told>('POST', 'v1/session', { token }));
  for (const f of changed) f();
}
export async function signOut(): Promise<void> {
  await send('DELETE', 'v1/session');
  session.who = undefined;
  for (const f of changed) f();
}

const changed = new Set<() => void>();
/** Has somebody told when another person is logged in. */
export const whenSessionChanges = (f: () => void): void => {
  changed.add(f);
};

/** Whether commands may be given; asks for a login where not. */
export function mayCommand(): boolean {
  if (session.who !== undefined && session.who.role !== 'viewer') return true;
  session.isAsked = true;
  return false;
}

whenExpired(() => {
  session.who = undefined;
});
