/** What the balance shows: a run, a bus, a span; and its rows, read when they are needed and going on while the twin runs. */
import { untrack } from 'svelte';
import { app, lastValues, onFrame } from '../../live/app.svelte.ts';
import { getJson } from '../../live/http.ts';
import { type Rows, rowsOf, type SeriesAnswer, withStep } from './rows.ts';
import { type BusParts, busesOf, namesOf, partsOf, type RunDetail, type RunInfo } from './run.ts';
import {
  everyFor,
  fitted,
  isEnough,
  type Preset,
  panned,
  presetSpan,
  type Span,
  shareOf,
  type Wish,
  wishFor,
  zoomed,
} from './spans.ts';

/** Rows over the width of the page: no more are seen. */
const POINTS = 600;
const OVERVIEW_POINTS = 400;
/** A hand that is still moving asks for nothing. */
const WAIT_MS = 150;
/** Steps that are kept as they come. */
const TAIL = 400;
/** After so long without news of it a step is whole. */
const WHOLE_MS = 60;

const wishOf = (rows: Rows): Wish => ({ span: [rows.from_ms, rows.to_ms], every_ms: rows.every_ms });

export type Desk = ReturnType<typeof makeDesk>;

/** @param first what the address of the page says */
export function makeDesk(first: Readonly<Record<string, string>>) {
  const state = $state({
    runs: undefined as readonly RunInfo[] | undefined,
    run: undefined as RunDetail | undefined,
    /** `current`, or the id of a run. */
    chosen: first.run ?? 'current',
    bus: first.bus ?? '',
    span: undefined as Span | undefined,
    preset: (first.span ?? 'week') as Preset | '',
    isReading: false,
    trouble: undefined as unknown,
    /** End of the run as it is now. */
    end_ms: 0,
  });
  let fine: Rows | undefined = $state.raw();
  let coarse: Rows | undefined = $state.raw();
  const parts: BusParts | undefined = $derived(state.run === undefined ? undefined : partsOf(state.run, state.bus));
  const whole: Span = $derived([state.run?.from_ms ?? 0, state.end_ms]);
  const span: Span = $derived(
    fitted(
      state.preset === 'live' || state.span === undefined
        ? presetSpan(state.preset === '' ? 'week' : state.preset, undefined, whole)
        : state.span,
      whole,
      (state.run?.step_s ?? 1) * 1000,
    ),
  );
  // While what is finer is on its way, the overview shows where most of the span is missing.
  const rows: Rows | undefined = $derived(
    fine !== undefined && (coarse === undefined || shareOf(span, [fine.from_ms, fine.to_ms]) >= 0.5)
      ? fine
      : (coarse ?? fine),
  );

  let reading: AbortController | undefined;
  async function read(wish: Wish, of: BusParts, run: RunDetail, signal: AbortSignal): Promise<Rows> {
    const names = new Set(namesOf(of));
    const columns = run.columns.filter(({ name }) => names.has(name));
    const list = (values: readonly string[]): string => encodeURIComponent([...new Set(values)].join(','));
    const answer = await getJson<SeriesAnswer>(
      `v1/runs/${run.id}/series?component=${list(columns.map(({ component }) => component))}&signal=${list(columns.map((c) => c.signal))}&from=${wish.span[0]}&to=${wish.span[1]}&every_s=${wish.every_ms / 1000}`,
      signal,
    );
    return rowsOf(answer);
  }

  async function open(): Promise<void> {
    state.trouble = undefined;
    try {
      const { runs } = await getJson<{ runs: RunInfo[] }>('v1/runs');
      state.runs = runs;
      // What is gone, or current where nothing runs, gives way to the last that is no forecast.
      const wished = runs.find(({ id, isCurrent }) => (state.chosen === 'current' ? isCurrent : id === state.chosen));
      const info = wished ?? runs.filter(({ id }) => !id.startsWith('f')).at(-1);
      if (info === undefined) return;
      const found = await getJson<RunDetail>(`v1/runs/${info.id}`);
      if (wished === undefined) state.chosen = info.id;
      const buses = busesOf(found);
      if (!buses.includes(state.bus)) state.bus = buses[0] ?? '';
      state.end_ms = found.to_ms;
      state.run = found;
    } catch (error) {
      state.trouble = error;
    }
  }

  $effect(() => {
    void state.chosen;
    untrack(() => void open());
  });
  // A seek or a branch gives the twin another run.
  $effect(() => {
    const now = app.clock?.run;
    untrack(() => {
      if (now !== undefined && state.chosen === 'current' && state.run !== undefined && state.run.id !== now)
        void open();
    });
  });
  // The whole run, coarsely, once.
  $effect(() => {
    const run = state.run;
    const of = parts;
    if (run === undefined || of === undefined || of.ports.length === 0) return;
    fine = undefined;
    coarse = undefined;
    tail = [];
    reading?.abort();
    asked = undefined;
    const stop = new AbortController();
    const { from_ms, to_ms, step_s } = run;
    if (to_ms <= from_ms) return;
    const wish = {
      span: [from_ms, to_ms] as const,
      every_ms: everyFor(to_ms - from_ms, step_s * 1000, OVERVIEW_POINTS),
    };
    read(wish, of, run, stop.signal)
      .then((found) => {
        coarse = grown(found);
      })
      .catch((error: Error) => {
        if (error.name !== 'AbortError') state.trouble = error;
      });
    return () => stop.abort();
  });
  // What is shown, finely, with its neighbours, once the hand rests; what is being read and will do is waited for.
  let timer: ReturnType<typeof setTimeout> | undefined;
  let asked: Wish | undefined;
  let moved = 0;
  const readFine = (): void => {
    timer = undefined;
    const run = state.run;
    const of = parts;
    if (run === undefined || of === undefined) return;
    if (performance.now() - moved < WAIT_MS) {
      timer = setTimeout(readFine, WAIT_MS);
      return;
    }
    const wish = wishFor(span, whole, run.step_s * 1000, POINTS);
    if (isEnough(fine === undefined ? undefined : wishOf(fine), span, wish)) return;
    reading?.abort();
    const stop = new AbortController();
    reading = stop;
    // What reaches the end goes on with it by itself.
    const until = wish.span[1] >= whole[1] ? Number.POSITIVE_INFINITY : wish.span[1];
    asked = { ...wish, span: [wish.span[0], until] };
    state.isReading = true;
    const done = (): void => {
      if (reading !== stop) return;
      state.isReading = false;
      asked = undefined;
    };
    read(wish, of, run, stop.signal)
      .then((found) => {
        fine = grown(found);
        state.trouble = undefined;
        done();
      })
      .catch((error: Error) => {
        if (error.name !== 'AbortError') state.trouble = error;
        done();
      });
  };
  $effect(() => {
    const run = state.run;
    if (run === undefined || parts === undefined || parts.ports.length === 0 || whole[1] <= whole[0]) return;
    const wish = wishFor(span, whole, run.step_s * 1000, POINTS);
    if (isEnough(fine === undefined ? undefined : wishOf(fine), span, wish) || isEnough(asked, span, wish)) return;
    timer ??= setTimeout(readFine, fine === undefined ? 0 : WAIT_MS);
  });

  // Steps as they come, kept for a while: the store may have them later than this page. One may come component by component.
  let tail: { readonly time_ms: number; heard_ms: number; readonly values: Map<string, number> }[] = [];
  const names = $derived(parts === undefined ? [] : namesOf(parts));
  const grown = (rows: Rows): Rows =>
    tail.reduce((all, { time_ms, heard_ms, values }, k) => {
      if (k === tail.length - 1 && performance.now() - heard_ms < WHOLE_MS) return all;
      return withStep(all, time_ms, (name) => values.get(name) ?? Number.NaN);
    }, rows);
  $effect(() =>
    onFrame(({ time_ms, run }) => {
      if (run !== state.run?.id) return;
      let step = tail.at(-1);
      if (step?.time_ms !== time_ms) {
        if (tail.length >= TAIL) tail = tail.slice(TAIL / 2);
        step = { time_ms, heard_ms: 0, values: new Map() };
        tail.push(step);
      }
      step.heard_ms = performance.now();
      const last = lastValues();
      for (const name of names) {
        const k = last.at(name);
        if (k !== undefined) step.values.set(name, last.value(k));
      }
    }),
  );
  $effect(() => {
    void app.tick;
    untrack(() => {
      if (tail.length === 0 || state.run === undefined) return;
      const step_ms = state.run.step_s * 1000;
      const isWhole = performance.now() - tail.at(-1)!.heard_ms >= WHOLE_MS;
      const end_ms = tail.at(-1)!.time_ms + (isWhole ? step_ms : 0);
      if (end_ms <= state.end_ms) return;
      if (fine !== undefined) fine = grown(fine);
      if (coarse !== undefined) coarse = grown(coarse);
      state.end_ms = end_ms;
    });
  });
  $effect(() => () => {
    reading?.abort();
    clearTimeout(timer);
  });

  const show = (wished: Span): void => {
    moved = performance.now();
    state.preset = '';
    state.span = fitted(wished, whole, (state.run?.step_s ?? 1) * 1000);
  };
  return {
    get runs() {
      return state.runs;
    },
    get run() {
      return state.run;
    },
    get chosen() {
      return state.chosen;
    },
    get bus() {
      return state.bus;
    },
    get preset() {
      return state.preset;
    },
    get isReading() {
      return state.isReading;
    },
    get trouble() {
      return state.trouble;
    },
    get parts() {
      return parts;
    },
    get span() {
      return span;
    },
    get rows() {
      return rows;
    },
    show,
    pan: (share: number) => show(panned(span, share)),
    zoom: (factor: number) => show(zoomed(span, factor)),
    take(preset: Preset) {
      state.span = presetSpan(preset, preset === 'live' ? undefined : span, whole);
      state.preset = preset;
    },
    ends: (which: 0 | 1) =>
      show(which === 0 ? [whole[0], whole[0] + span[1] - span[0]] : [whole[1] - span[1] + span[0], whole[1]]),
    choose(run: string) {
      state.chosen = run;
      state.span = undefined;
      if (state.preset === '') state.preset = 'week';
    },
    chooseBus(bus: string) {
      state.bus = bus;
    },
    again: () => void open(),
  };
}
