/** What moves on the lines: dots on a canvas, so that the page's elements stand still. */
import type { Point } from './layout.ts';

export interface Track {
  readonly points: readonly Point[];
  /** Of each point from the first, in px. */
  readonly along: readonly number[];
  readonly length: number;
}
export function trackOf(points: readonly Point[]): Track {
  const along: number[] = [];
  let length = 0;
  points.forEach(([x, y], k) => {
    if (k > 0) length += Math.hypot(x - points[k - 1]![0], y - points[k - 1]![1]);
    along.push(length);
  });
  return { points, along, length };
}

/** The point so far along a track. */
export function pointAt({ points, along, length }: Track, at: number): Point {
  const s = Math.min(length, Math.max(0, at));
  let k = 1;
  while (k < along.length - 1 && along[k]! < s) k++;
  const [a, b] = [points[k - 1]!, points[k] ?? points[k - 1]!];
  const from = along[k - 1] ?? 0;
  const part = (along[k] ?? from) - from;
  const share = part === 0 ? 0 : (s - from) / part;
  return [a[0] + (b[0] - a[0]) * share, a[1] + (b[1] - a[1]) * share];
}

export interface Moving {
  readonly track: Track;
  readonly colour: string;
  readonly width: number;
  /** px a second along the track; negative against it. */
  readonly speed: number;
}
/** Px between two dots of a line. */
const APART = 46;
/** Pictures a second: enough to see which way it flows. */
export const FRAMES_PER_S = 20;

/** Draws the dots of a moment. */
export function drawDots(
  context: CanvasRenderingContext2D,
  moving: readonly Moving[],
  seconds: number,
  { x, y, scale }: { readonly x: number; readonly y: number; readonly scale: number },
  pixels: number,
): void {
  const { width, height } = context.canvas;
  context.setTransform(1, 0, 0, 1, 0, 0);
  context.clearRect(0, 0, width, height);
  context.setTransform(scale * pixels, 0, 0, scale * pixels, x * pixels, y * pixels);
  for (const { track, colour, width: line, speed } of moving) {
    context.fillStyle = colour;
    const begin = (((seconds * speed) % APART) + APART) % APART;
    for (let s = begin; s < track.length; s += APART) {
      const [px, py] = pointAt(track, s);
      context.beginPath();
      context.arc(px, py, Math.max(1.7, line * 0.33), 0, 2 * Math.PI);
      context.fill();
    }
  }
}
