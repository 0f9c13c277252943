import { counter, type Metric } from './metrics.ts';

/** Requests by route, method and status, and the time they took. */
export interface RequestCounts {
  add(method: string, route: string, status: number, seconds: number): void;
  metrics(): readonly Metric[];
}

/** Methods that get a label of their own; anybody may invent others. */
const METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'POST', 'DELETE', 'OPTIONS']);

export function requestCounts(): RequestCounts {
  const counts = new Map<string, { readonly labels: Record<string, string>; count: number }>();
  let seconds = 0;
  return {
    add(method, route, status, took_s) {
      seconds += took_s;
      const labels = { method: METHODS.has(method) ? method : 'other', route, status: String(status) };
      const key = Object.values(labels).join(' ');
      const known = counts.get(key);
      if (known === undefined) counts.set(key, { labels, count: 1 });
      else known.count++;
    },
    metrics: () => [
      counter(
        'sixfold_http_requests_total',
        'Requests answered.',
        [...counts.values()].map(({ labels, count }) => ({ labels, value: count })),
      ),
      counter('sixfold_http_request_seconds_total', 'Time from a request to the begin of its answer, summed.', seconds),
    ],
  };
}
