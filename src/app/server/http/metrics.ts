import { type IntervalHistogram, monitorEventLoopDelay } from 'node:perf_hooks';

export type Labels = Readonly<Record<string, string>>;
export interface Sample {
  readonly value: number;
  readonly labels?: Labels;
}
/** A figure with its samples, as of now. Names carry their unit: `_seconds`, `_bytes`; what only grows ends in `_total`. */
export interface Metric {
  readonly name: string;
  readonly type: 'counter' | 'gauge';
  readonly help: string;
  readonly samples: readonly Sample[];
}

export const METRICS_TYPE = 'text/plain; version=0.0.4; charset=utf-8';

const quoted = (text: string): string => text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n').replaceAll('"', '\\"');
const numberOf = (v: number): string =>
  Number.isNaN(v)
    ? 'NaN'
    : v === Number.POSITIVE_INFINITY
      ? '+Inf'
      : v === Number.NEGATIVE_INFINITY
        ? '-Inf'
        : String(v);

/** The exposition format of Prometheus, version 0.0.4. */
export function metricsText(metrics: readonly Metric[]): string {
  let text = '';
  for (const { name, type, help, samples } of metrics) {
    text += `# HELP ${name} ${help.replaceAll('\\', '\\\\').replaceAll('\n', '\\n')}\n# TYPE ${name} ${type}\n`;
    for (const { value, labels = {} } of samples) {
      const pairs = Object.entries(labels).map(([key, v]) => `${key}="${quoted(v)}"`);
      text += `${name}${pairs.length === 0 ? '' : `{${pairs.join(',')}}`} ${numberOf(value)}\n`;
    }
  }
  return text;
}

export const gauge = (name: string, help: string, value: number | readonly Sample[]): Metric => ({
  name,
  type: 'gauge',
  help,
  samples: typeof value === 'number' ? [{ value }] : value,
});
export const counter = (name: string, help: string, value: number | readonly Sample[]): Metric => ({
  ...gauge(name, help, value),
  type: 'counter',
});

/** Of the process: memory, processor time, and how late its event loop is. */
export interface ProcessWatch {
  metrics(): readonly Metric[];
  stop(): void;
}

const LOOK_MS = 20;
const MINUTE_MS = 60_000;
const QUANTILES = [0.5, 0.9, 0.99] as const;

export function watchProcess(): ProcessWatch {
  const delay: IntervalHistogram = monitorEventLoopDelay({ resolution: LOOK_MS });
  delay.enable();
  const timer = setInterval(() => delay.reset(), MINUTE_MS);
  timer.unref();
  return {
    metrics() {
      const { rss, heapUsed, external } = process.memoryUsage();
      const { user, system } = process.cpuUsage();
      const seconds = (ns: number): number => (Number.isFinite(ns) ? ns / 1e9 : 0);
      // The histogram has the time between two looks, which is due every `LOOK_MS`.
      const late = QUANTILES.map((q) => ({
        value: Math.max(0, seconds(delay.percentile(100 * q)) - LOOK_MS / 1000),
        labels: { quantile: `${q}` },
      }));
      return [
        gauge('process_resident_memory_bytes', 'Memory of the process.', rss),
        gauge('process_heap_bytes', 'Of it, objects of the engine.', heapUsed),
        gauge('process_external_memory_bytes', 'Of it, memory outside of the engine.', external),
        counter('process_cpu_seconds_total', 'Processor time.', (user + system) / 1e6),
        gauge('process_start_time_seconds', 'When it began, since 1970.', performance.timeOrigin / 1000),
        gauge('sixfold_event_loop_delay_seconds', 'How late the main thread was, within a minute.', late),
      ];
    },
    stop() {
      clearInterval(timer);
      delay.disable();
    },
  };
}
