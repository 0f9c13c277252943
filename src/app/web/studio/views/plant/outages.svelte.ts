/** What was taken out of service from this page: the twin's frames do not tell it. */
import { SvelteMap } from 'svelte/reactivity';

/** By component: the simulated time until which it is out. */
const until = new SvelteMap<string, number>();

export const takenOut = (component: string, until_ms: number): void => void until.set(component, until_ms);
export const putBack = (component: string): void => void until.delete(component);
export const isOut = (component: string, time_ms: number): boolean => time_ms < (until.get(component) ?? time_ms);
