/** Which view is shown, by the part of the address after `#`: `#/balance?bus=heat`. */
import { untrack } from 'svelte';
import { VIEWS, type ViewId } from './views.ts';

interface Place {
  readonly view: ViewId;
  /** What the view wrote into the address. */
  readonly query: Readonly<Record<string, string>>;
}

function read(): Place {
  const [path = '', query = ''] = location.hash.replace(/^#\/?/, '').split('?');
  const view = VIEWS.find(({ id }) => id === path)?.id ?? 'plant';
  return { view, query: Object.fromEntries(new URLSearchParams(query)) };
}

export const place = $state<{ now: Place }>({ now: read() });
addEventListener('hashchange', () => {
  place.now = read();
});

export const addressOf = (view: ViewId, query: Readonly<Record<string, string>> = {}): string => {
  const text = new URLSearchParams(query).toString();
  return `#/${view}${text === '' ? '' : `?${text}`}`;
};
export const go = (view: ViewId, query?: Readonly<Record<string, string>>): void => {
  location.hash = addressOf(view, query);
};
/** Writes what is chosen in a view into the address, without a step in the history. */
export function note(query: Readonly<Record<string, string>>): void {
  // An effect that notes what it chose must not run again for that.
  const view = untrack(() => place.now.view);
  const address = addressOf(view, query);
  if (address === location.hash) return;
  history.replaceState(null, '', address);
  place.now = { view, query };
}
