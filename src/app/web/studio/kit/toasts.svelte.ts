/** Short notes on what became of what the user did. */
export interface Toast {
  readonly n: number;
  readonly kind: 'good' | 'bad' | 'note';
  readonly text: string;
}
const LASTS_MS = { good: 4000, note: 5000, bad: 12_000 } as const;
let next = 0;
export const toasts = $state<{ all: Toast[] }>({ all: [] });

export function toast(kind: Toast['kind'], text: string): void {
  const n = next++;
  toasts.all = [...toasts.all.slice(-4), { n, kind, text }];
  setTimeout(() => dismiss(n), LASTS_MS[kind]);
}
export const dismiss = (n: number): void => {
  toasts.all = toasts.all.filter((t) => t.n !== n);
};
