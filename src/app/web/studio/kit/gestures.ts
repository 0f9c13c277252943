/** Panning and zooming a chart by fingers, wheel and, where wished, a dragging mouse. */

export interface Gestures {
  /** The span that is shown, in seconds. */
  readonly span: () => readonly [number, number] | undefined;
  readonly move: (from_s: number, to_s: number) => void;
  /** A mouse pans, too; with Shift it still selects. */
  readonly isPanning: boolean;
}

/** The span after fingers went from `before` to `after`, places as shares of the width (one finger, or two). Pure. */
export function movedSpan(
  [from, to]: readonly [number, number],
  before: readonly number[],
  after: readonly number[],
): [number, number] {
  const length = to - from;
  const [a, b] = before as [number, number?];
  const [c, d] = after as [number, number?];
  if (b === undefined || d === undefined) return [from + (a - c) * length, to + (a - c) * length];
  const size = Math.max(0.02, Math.abs(d - c)) / Math.max(0.02, Math.abs(b - a));
  const next = length / size;
  const start = from + ((a + b) / 2) * length - ((c + d) / 2) * next;
  return [start, start + next];
}

/** Listens on the element that lies over the plot. They end with the element. */
export function listenTo(over: HTMLElement, { span, move, isPanning }: Gestures): void {
  const down = new Map<number, number>();
  let begun: { readonly span: readonly [number, number]; readonly places: readonly number[] } | undefined;
  const shareOf = (e: PointerEvent): number => {
    const box = over.getBoundingClientRect();
    return (e.clientX - box.left) / Math.max(1, box.width);
  };
  const begin = (): void => {
    const now = span();
    begun = now === undefined ? undefined : { span: now, places: [...down.values()] };
  };
  over.style.touchAction = 'pan-y';
  over.addEventListener(
    'pointerdown',
    (e) => {
      if (e.pointerType === 'mouse' && (!isPanning || e.shiftKey || e.button !== 0)) return;
      over.setPointerCapture(e.pointerId);
      down.set(e.pointerId, shareOf(e));
      begin();
    },
    true,
  );
  over.addEventListener('pointermove', (e) => {
    if (!down.has(e.pointerId) || begun === undefined) return;
    down.set(e.pointerId, shareOf(e));
    move(...movedSpan(begun.span, begun.places, [...down.values()]));
  });
  const end = (e: PointerEvent): void => {
    down.delete(e.pointerId);
    if (down.size > 0) begin();
    else begun = undefined;
  };
  over.addEventListener('pointerup', end);
  over.addEventListener('pointercancel', end);
  // A mouse that pans selects nothing.
  over.addEventListener(
    'mousedown',
    (e) => {
      if (isPanning && !e.shiftKey) e.stopImmediatePropagation();
    },
    true,
  );
  over.addEventListener(
    'wheel',
    (e) => {
      const now = span();
      const isAcross = Math.abs(e.deltaX) > Math.abs(e.deltaY);
      if (now === undefined || !(e.ctrlKey || e.shiftKey || isAcross)) return;
      e.preventDefault();
      const [from, to] = now;
      const box = over.getBoundingClientRect();
      if (isAcross && !e.ctrlKey) {
        const by = (e.deltaX / Math.max(1, box.width)) * (to - from);
        return move(from + by, to + by);
      }
      const at = from + ((e.clientX - box.left) / Math.max(1, box.width)) * (to - from);
      const by = e.deltaY > 0 ? 1.25 : 0.8;
      move(at - (at - from) * by, at + (to - at) * by);
    },
    { passive: false },
  );
}
