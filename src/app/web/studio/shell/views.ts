/** The views of the page, each loaded when it is first opened. */
import type { Component } from 'svelte';
import type { About } from '../live/about.ts';

export type ViewId = 'plant' | 'balance' | 'time' | 'exchange' | 'runs' | 'studio';
export interface View {
  readonly id: ViewId;
  /** Path of its icon in a square of 24. */
  readonly icon: string;
  readonly isThere: (about: About) => boolean;
  readonly load: () => Promise<{ readonly default: Component }>;
}

export const VIEWS: readonly View[] = [
  {
    id: 'plant',
    icon: 'M3 21V10l6 4v-4l6 4V3h4l2 18zM7 17h2m4 0h2',
    isThere: ({ twin }) => twin,
    load: () => import('../views/plant/Plant.svelte'),
  },
  {
    id: 'balance',
    icon: 'M3 20h18M4 16c3 0 3-9 6-9s3 6 6 6 3-4 5-4',
    isThere: ({ runs }) => runs,
    load: () => import('../views/balance/Balance.svelte'),
  },
  {
    id: 'time',
    icon: 'M12 3a9 9 0 1 0 9 9M12 7v5l4 2M16 3l5 0v5',
    isThere: ({ twin }) => twin,
    load: () => import('../views/time/Time.svelte'),
  },
  {
    id: 'exchange',
    icon: 'M4 8h14l-4-4m6 12H6l4 4',
    isThere: ({ markets }) => markets,
    load: () => import('../views/exchange/Exchange.svelte'),
  },
  {
    id: 'runs',
    icon: 'M4 5h16M4 12h16M4 19h10',
    isThere: ({ runs }) => runs,
    load: () => import('../views/runs/Runs.svelte'),
  },
  {
    id: 'studio',
    icon: 'M4 7h9m4 0h3M13 4v6M4 17h3m4 0h9M11 14v6',
    isThere: () => true,
    load: () => import('../views/studio/Studio.svelte'),
  },
];
