/** Where the focus goes by an arrow key: to what lies nearest that way. Pure. */
import type { Box } from './layout.ts';

export type Way = 'ArrowLeft' | 'ArrowRight' | 'ArrowUp' | 'ArrowDown';
/** What lies askew counts so much farther than what lies straight ahead. */
const ASKEW = 2.5;

/** @returns the id of the nearest box that way; undefined where none is */
export function neighbour(boxes: Readonly<Record<string, Box>>, from: string, way: Way): string | undefined {
  const own = boxes[from];
  if (own === undefined) return undefined;
  const isAcross = way === 'ArrowLeft' || way === 'ArrowRight';
  const sign = way === 'ArrowRight' || way === 'ArrowDown' ? 1 : -1;
  let nearest: string | undefined;
  let least = Number.POSITIVE_INFINITY;
  for (const [id, box] of Object.entries(boxes)) {
    if (id === from) continue;
    const dx = box.x + box.width / 2 - own.x - own.width / 2;
    const dy = box.y + box.height / 2 - own.y - own.height / 2;
    const ahead = sign * (isAcross ? dx : dy);
    const aside = Math.abs(isAcross ? dy : dx);
    if (ahead < 1) continue;
    const far = ahead + ASKEW * aside;
    if (far < least) {
      least = far;
      nearest = id;
    }
  }
  return nearest;
}
