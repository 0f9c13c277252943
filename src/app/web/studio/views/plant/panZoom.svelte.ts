/** Pan and zoom of a picture: drag, wheel, two fingers, keys. */
export interface View {
  x: number;
  y: number;
  scale: number;
}
const LEAST = 0.12;
const MOST = 3;

/** A view in which a picture of `width` by `height` fills a room, not enlarged beyond its size. */
export function fitted(room: { width: number; height: number }, width: number, height: number): View {
  const scale = Math.min(1.15, Math.max(LEAST, Math.min(room.width / width, room.height / height)));
  return { scale, x: (room.width - width * scale) / 2, y: Math.max(0, (room.height - height * scale) / 2) };
}

/** Below this scale a name cannot be read. */
const READABLE = 0.34;
/** The view that a picture opens with: the whole, or where that would be too small, readable about what matters most. */
export function opened(
  room: { width: number; height: number },
  { width, height }: { width: number; height: number },
  main: { x: number; y: number; width: number; height: number } | undefined,
): View {
  const whole = fitted(room, width, height);
  if (whole.scale >= READABLE || main === undefined) return whole;
  const scale = 0.6;
  const place = (of: number, size: number, all: number): number =>
    all * scale <= of ? (of - all * scale) / 2 : Math.min(0, Math.max(of - all * scale, of / 2 - size * scale));
  return {
    scale,
    x: place(room.width, main.x + main.width / 2, width),
    y: place(room.height, main.y + main.height / 2, height),
  };
}

/** Zoomed by a factor about a point of the room. */
export function zoomed({ x, y, scale }: View, by: number, at: { x: number; y: number }): View {
  const next = Math.min(MOST, Math.max(LEAST, scale * by));
  const k = next / scale;
  return { scale: next, x: at.x - (at.x - x) * k, y: at.y - (at.y - y) * k };
}

/** An attachment that has the pointer move a view. @param change takes the new view */
export function panZoom(read: () => View, change: (view: View) => void) {
  return (room: HTMLElement): (() => void) => {
    const held = new Map<number, { x: number; y: number }>();
    const at = (e: PointerEvent | WheelEvent): { x: number; y: number } => {
      const box = room.getBoundingClientRect();
      return { x: e.clientX - box.left, y: e.clientY - box.top };
    };
    const down = (e: PointerEvent): void => {
      if (
        e.target instanceof Element &&
        e.target.closest('button, input, select, a') !== null &&
        e.pointerType === 'mouse'
      )
        return;
      held.set(e.pointerId, at(e));
    };
    const move = (e: PointerEvent): void => {
      const before = held.get(e.pointerId);
      if (before === undefined) return;
      const now = at(e);
      if (held.size === 1) {
        if (Math.hypot(now.x - before.x, now.y - before.y) > 3) room.setPointerCapture(e.pointerId);
        const { x, y, scale } = read();
        change({ x: x + now.x - before.x, y: y + now.y - before.y, scale });
      } else {
        const [other] = [...held].filter(([id]) => id !== e.pointerId).map(([, p]) => p);
        const was = Math.hypot(before.x - other!.x, before.y - other!.y);
        const is = Math.hypot(now.x - other!.x, now.y - other!.y);
        if (was > 0) change(zoomed(read(), is / was, { x: (now.x + other!.x) / 2, y: (now.y + other!.y) / 2 }));
      }
      held.set(e.pointerId, now);
    };
    const up = (e: PointerEvent): void => {
      held.delete(e.pointerId);
    };
    const wheel = (e: WheelEvent): void => {
      e.preventDefault();
      change(zoomed(read(), Math.exp(-e.deltaY * 0.0012), at(e)));
    };
    room.addEventListener('pointerdown', down);
    room.addEventListener('pointermove', move);
    for (const name of ['pointerup', 'pointercancel', 'pointerleave'] as const) room.addEventListener(name, up);
    room.addEventListener('wheel', wheel, { passive: false });
    return () => {
      room.removeEventListener('pointerdown', down);
      room.removeEventListener('pointermove', move);
      for (const name of ['pointerup', 'pointercancel', 'pointerleave'] as const) room.removeEventListener(name, up);
      room.removeEventListener('wheel', wheel);
    };
  };
}
