import { distinctUntilChanged, map, merge, type Observable } from 'rxjs';
import type { Link } from '../../io/mqttLink.ts';

/** How it goes with the broker, each change once however often it is tried again: what is wrong, undefined once it is there. */
export const newsOf = ({ connected$, lost$ }: Pick<Link, 'connected$' | 'lost$'>): Observable<string | undefined> =>
  merge(connected$.pipe(map(() => undefined)), lost$.pipe(map(({ message }) => message))).pipe(distinctUntilChanged());
