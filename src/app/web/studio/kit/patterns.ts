/** Fills of areas that are told apart without their colour. */
import type { Pattern } from './line.ts';

const SIZE = 8;
/** Marks of each pattern in a tile of `SIZE`. */
const MARKS: Readonly<Record<Pattern, (c: CanvasRenderingContext2D) => void>> = {
  plain: () => undefined,
  slant(c) {
    for (const x of [-SIZE, 0, SIZE]) {
      c.moveTo(x, SIZE);
      c.lineTo(x + SIZE, 0);
    }
    c.stroke();
  },
  dots(c) {
    for (const [x, y] of [
      [2, 2],
      [6, 6],
    ] as const) {
      c.beginPath();
      c.arc(x, y, 1.1, 0, 7);
      c.fill();
    }
  },
  level(c) {
    c.moveTo(0, 4);
    c.lineTo(SIZE, 4);
    c.stroke();
  },
};
const made = new Map<string, CanvasPattern>();

/** What fills an area: a colour with marks in the colour of what lies behind it. */
export function fillOf(colour: string, pattern: Pattern, marks: string): CanvasPattern | string {
  if (pattern === 'plain') return colour;
  const ratio = Math.max(1, Math.round(devicePixelRatio));
  const key = `${colour} ${pattern} ${marks} ${ratio}`;
  const known = made.get(key);
  if (known !== undefined) return known;
  const tile = document.createElement('canvas');
  tile.width = tile.height = SIZE * ratio;
  const c = tile.getContext('2d')!;
  c.scale(ratio, ratio);
  c.fillStyle = colour;
  c.fillRect(0, 0, SIZE, SIZE);
  c.globalAlpha = 0.6;
  c.strokeStyle = c.fillStyle = marks;
  c.lineWidth = 1.4;
  c.beginPath();
  MARKS[pattern](c);
  const fill = c.createPattern(tile, 'repeat')!;
  made.set(key, fill);
  return fill;
}
