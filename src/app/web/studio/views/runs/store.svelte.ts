/** The runs of the server, their figures as they come, and which are chosen. */
import { toast } from '../../kit/toasts.svelte.ts';
import { app } from '../../live/app.svelte.ts';
import { getJson, Refused, send } from '../../live/http.ts';
import { place } from '../../shell/router.svelte.ts';
import {
  type Figure,
  figuresOfKpis,
  figuresOfSummary,
  type Kpis,
  type RunColumn,
  type RunInfo,
  type Summary,
} from './runs.ts';
import { say } from './words.ts';

/** Runs that can be compared, and those whose figures the list shows. */
export const MOST_CHOSEN = 3;
const MOST_FIGURES = 24;

export interface Known {
  readonly figures?: readonly Figure[];
  readonly trouble?: unknown;
}

/** All that the view of runs holds; one for each time that it is opened. */
export class RunDesk {
  runs = $state.raw<readonly RunInfo[] | undefined>();
  trouble = $state.raw<unknown>();
  /** Figures by run, as far as they are known. */
  known = $state.raw<ReadonlyMap<string, Known>>(new Map());
  columns = $state.raw<ReadonlyMap<string, readonly RunColumn[]>>(new Map());
  chosen = $state.raw<readonly string[]>((place.now.query.runs ?? '').split(',').filter(Boolean).slice(0, MOST_CHOSEN));
  readonly #asked = new Set<string>();
  readonly #gone = new AbortController();

  /** Runs that are chosen and there, in the order in which they were chosen. */
  readonly shown = $derived(this.chosen.flatMap((id) => this.runs?.find((run) => run.id === id) ?? []));

  async load(): Promise<void> {
    this.trouble = undefined;
    try {
      const { runs } = await getJson<{ runs: readonly RunInfo[] }>('v1/runs', this.#gone.signal);
      this.runs = runs;
    } catch (error) {
      if (!this.#gone.signal.aborted) this.trouble = error;
      return;
    }
    const first = [...this.shown, ...this.runs.filter(({ steps }) => steps > 0)].slice(0, MOST_FIGURES);
    // One after the other: a year of figures is read for each.
    for (const run of first) await this.ask(run.id);
  }
  end(): void {
    this.#gone.abort();
  }

  choose(id: string): void {
    if (this.chosen.includes(id)) this.chosen = this.chosen.filter((one) => one !== id);
    else if (this.chosen.length < MOST_CHOSEN) this.chosen = [...this.chosen, id];
    else toast('note', say('most'));
    if (this.chosen.includes(id)) void this.ask(id);
  }

  /** Figures of a run, asked for once; those of a run that goes on are of when it was asked. */
  async ask(id: string): Promise<void> {
    if (this.#asked.has(id) || this.#gone.signal.aborted) return;
    this.#asked.add(id);
    const found = await this.#figures(id).then(
      (figures): Known => ({ figures }),
      (error: unknown): Known => ({ trouble: error }),
    );
    if (!this.#gone.signal.aborted) this.known = new Map(this.known).set(id, found);
  }
  async #figures(id: string): Promise<readonly Figure[]> {
    const { signal } = this.#gone;
    // A twin tells the sums of its store; results of a run bring a summary.
    if (app.about?.twin !== true) {
      try {
        return figuresOfSummary(await getJson<Summary>(`v1/runs/${id}/summary`, signal));
      } catch (error) {
        if (!(error instanceof Refused) || error.status !== 404) throw error;
      }
    }
    return figuresOfKpis(await getJson<Kpis>(`v1/runs/${id}/kpis`, signal));
  }

  async describe(id: string): Promise<void> {
    if (this.columns.has(id)) return;
    const { columns } = await getJson<{ columns: readonly RunColumn[] }>(`v1/runs/${id}`, this.#gone.signal);
    this.columns = new Map(this.columns).set(id, columns);
  }

  async remove(id: string): Promise<void> {
    try {
      await send('DELETE', `v1/runs/${id}`);
    } catch (error) {
      toast('bad', (error as Error).message);
      return;
    }
    this.chosen = this.chosen.filter((one) => one !== id);
    this.runs = this.runs?.filter((run) => run.id !== id);
    toast('good', say('removed', { run: id }));
  }
}
