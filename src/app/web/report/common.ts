import { figure } from '../../../report/htmlText.ts';
import type { Option } from './echarts.ts';
import type { Theme } from './theme.ts';

/** What a chart is drawn into. */
export interface Space {
  readonly theme: Theme;
  readonly width: number;
  readonly height: number;
}

export const NARROW = 560;
export const isNarrow = ({ width }: Space): boolean => width < NARROW;
export const number = (v: unknown): string => (typeof v === 'number' && Number.isFinite(v) ? figure(v) : '');
/** Short, for axes. */
export const tick = (v: number): string => {
  const size = Math.abs(v);
  if (size >= 1e6) return `${figure(v / 1e6, 3)} M`;
  if (size >= 1e5) return `${figure(v / 1e3, 3)} k`;
  return figure(v, size >= 1000 ? 5 : 3);
};

export function base({ theme }: Space): Option {
  return {
    animation: false,
    backgroundColor: 'transparent',
    textStyle: { color: theme.ink, fontFamily: 'system-ui, sans-serif' },
  };
}

export const tooltip = ({ theme }: Space, more: object = {}): object => ({
  confine: true,
  backgroundColor: theme.paper,
  borderColor: theme.line,
  textStyle: { color: theme.ink, fontSize: 12 },
  ...more,
});

export const axisLook = ({ theme }: Space): object => ({
  axisLabel: { color: theme.soft, hideOverlap: true },
  nameTextStyle: { color: theme.soft },
  axisLine: { lineStyle: { color: theme.soft } },
  axisTick: { lineStyle: { color: theme.line } },
  splitLine: { lineStyle: { color: theme.line } },
});

/** A legend at the foot, and how high it is: its names are laid in as many lines as they need. */
export function legend({ theme, width }: Space, names: readonly string[]): { option: object; height: number } {
  let lines = 1;
  let used = 0;
  for (const name of names) {
    const own = 46 + 6.8 * name.length;
    if (used > 0 && used + own > width - 10) {
      lines++;
      used = 0;
    }
    used += own;
  }
  const height = lines * 22 + 6;
  return {
    height,
    option: {
      data: [...names],
      bottom: 0,
      left: 0,
      width: width - 10,
      itemGap: 12,
      itemWidth: 22,
      textStyle: { color: theme.ink, fontSize: 12 },
    },
  };
}
