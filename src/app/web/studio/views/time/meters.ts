/** What meters show beside the model: names of the signals that belong together. Pure. */
import type { Site } from '../../live/site.ts';

export interface Meter {
  /** `component.signal` of the model. */
  readonly name: string;
  readonly component: string;
  readonly signal: string;
  readonly unit: string;
  readonly from: 'live' | 'history' | undefined;
  /** Full names of what stands beside it, where it is there. */
  readonly measured: string;
  readonly residual: string;
  readonly quality: string;
  readonly bias: string;
  readonly rmse: string;
}
export const QUALITIES = ['good', 'filled', 'suspect', 'missing', 'stuck', 'outOfRange'] as const;

export function metersOf({ components }: Pick<Site, 'components'>): readonly Meter[] {
  return components.flatMap(({ id, signals, meters }) =>
    signals
      .filter(({ name, role }) => role === 'meter' && name.startsWith('measured'))
      .map(({ name, unit }) => {
        const rest = name.slice('measured'.length);
        const signal = rest.charAt(0).toLowerCase() + rest.slice(1);
        const [stem = ''] = rest.split('_');
        const own = (text: string): string => `${id}.${text}`;
        return {
          name: own(signal),
          component: id,
          signal,
          unit,
          from: meters?.find((meter) => meter.signal === signal)?.from,
          measured: own(name),
          residual: own(`residual${rest}`),
          quality: own(`quality${stem}`),
          bias: own(`bias${rest}`),
          rmse: own(`rmse${rest}`),
        };
      }),
  );
}

/** Components whose meters drift, by what was told last of each. */
export function driftingOf(
  events: readonly { readonly component: string; readonly code: string }[],
): ReadonlySet<string> {
  const found = new Set<string>();
  for (const { component, code } of events)
    if (code === 'drift') found.add(component);
    else if (code === 'drift-ended') found.delete(component);
  return found;
}
