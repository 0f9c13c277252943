import { formatUtc } from '../../core/timeGrid.ts';
import { measuredName, residualName } from '../../scenario/meters.ts';
import { QUALITIES } from '../../series/quality.ts';

/** Prints steps as they come in: a table with its head again every so many lines, or JSON. */
export interface Board {
  /** Takes a message, by its topic below the prefix of the site. */
  hear(topic: string, text: string): void;
  readonly steps: number;
}

export interface BoardOptions {
  readonly out: (text: string) => void;
  readonly isJson: boolean;
  /** Columns of the terminal. */
  readonly width: number;
  readonly signals?: readonly string[];
  /** Shows what is metered, each signal with its reading and their difference, in place of main flows. */
  readonly isOfMeters?: boolean;
}

const HEAD_EVERY = 20;
const TIME = 'time (UTC)';
const TIME_WIDTH = 20;
const LEAST_WIDTH = 9;

type Values = Record<string, unknown>;

export function makeBoard({ out, isJson, width, signals, isOfMeters = false }: BoardOptions): Board {
  const mains = new Map<string, string[]>();
  let components: readonly string[] = [];
  let steps = 0;
  let lines = 0;
  /** The step that is being gathered from messages of single components. */
  let now: { key: string; time_ms: number; values: Map<string, unknown> } | undefined;

  const columns = (): string[] => {
    if (signals !== undefined) return [...signals];
    const all = components.flatMap((id) => (mains.get(id) ?? []).map((name) => `${id}.${name}`));
    const fit: string[] = [];
    let used = TIME_WIDTH;
    for (const name of all) {
      used += 2 + Math.max(LEAST_WIDTH, name.length);
      if (used > width) break;
      fit.push(name);
    }
    return fit;
  };
  const print = (): void => {
    if (now === undefined) return;
    const { time_ms, values } = now;
    now = undefined;
    steps++;
    if (isJson) {
      const chosen = signals ?? [...values.keys()];
      const told = Object.fromEntries(chosen.flatMap((name) => (values.has(name) ? [[name, values.get(name)]] : [])));
      out(`${JSON.stringify({ time_ms, ...told })}\n`);
      return;
    }
    const names = columns();
    if (isOfMeters && names.length === 0 && lines === 0) out('nothing is metered: name meters in the scenario\n');
    const cell = (text: string, name: string): string => text.padStart(Math.max(LEAST_WIDTH, name.length));
    if (lines++ % HEAD_EVERY === 0)
      out(`${[TIME.padEnd(TIME_WIDTH), ...names.map((name) => cell(name, name))].join('  ').trimEnd()}\n`);
    const row = names.map((name) => cell(cellText(name, values.get(name)), name));
    out(`${[formatUtc(time_ms).padEnd(TIME_WIDTH), ...row].join('  ').trimEnd()}\n`);
  };
  const gather = (component: string | undefined, message: Values): void => {
    const { time_ms, wall_ms: _wall, run, epoch, seq, quality: _quality, ...values } = message;
    const key = `${String(run)} ${String(epoch)} ${String(seq)}`;
    if (now !== undefined && now.key !== key) print();
    now ??= { key, time_ms: time_ms as number, values: new Map() };
    for (const [name, value] of Object.entries(values))
      now.values.set(component === undefined ? name : `${component}.${name}`, value);
    const isWhole = component === undefined || component === components.at(-1);
    if (isWhole) print();
  };
  return {
    get steps() {
      return steps;
    },
    hear(topic, text) {
      const [kind, id] = topic.split('/');
      const message = JSON.parse(text) as Values;
      if (topic === 'meta/site') components = message.components as string[];
      else if (kind === 'meta') {
        mains.set(id!, isOfMeters ? meteredIn(message) : mainIn(message));
      } else if (kind === 'tele') gather(id, message);
      else if (kind === 'frame') gather(undefined, message);
      else if (kind === 'status' && message.status === 'offline' && !isJson) out('the twin is offline\n');
    },
  };
}

const mainIn = ({ signals }: Values): string[] =>
  (signals as { name: string; role: string }[])
    .filter(({ role }) => role === 'port')
    .slice(0, 1)
    .map(({ name }) => name);

const meteredIn = ({ meters = [] }: Values): string[] =>
  (meters as { signal: string }[]).flatMap(({ signal }) => [signal, measuredName(signal), residualName(signal)]);

/** A quality is told in words. */
const cellText = (name: string, value: unknown): string =>
  /\.quality[A-Z]/.test(name) && typeof value === 'number' ? (QUALITIES[value] ?? '-') : numberText(value);

function numberText(value: unknown): string {
  if (typeof value !== 'number') return '-';
  const size = Math.abs(value);
  if (size !== 0 && (size < 0.01 || size >= 1e7)) return value.toExponential(2);
  return value.toFixed(size >= 1000 ? 0 : size >= 100 ? 1 : 2);
}
