/**
 * Draws charts in the frames of the screen, as many in one as there is time for, so that a page of many charts makes no long
 * task of them. What is asked for again before it was drawn is drawn once.
 */
const BUDGET_MS = 6;
const waiting = new Map<object, () => void>();
let isComing = false;

export function drawSoon(of: object, draw: () => void): void {
  waiting.set(of, draw);
  if (isComing) return;
  isComing = true;
  requestAnimationFrame(frame);
}
/** Forgets what is gone. */
export const drawNoMore = (of: object): boolean => waiting.delete(of);

function frame(): void {
  const until = performance.now() + BUDGET_MS;
  for (const [of, draw] of waiting) {
    waiting.delete(of);
    draw();
    if (performance.now() >= until) break;
  }
  isComing = waiting.size > 0;
  if (isComing) requestAnimationFrame(frame);
}
