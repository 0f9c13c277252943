/** What lies on the studio's desk: the scenario, what was changed, the base and the cases pinned. */
import type { CaseResult, Changes, ScenarioInfo } from '../../engine/caseRunner.ts';
import { type Engine, type EngineError, startEngine } from '../../engine/engine.ts';

export interface Pinned {
  readonly name: string;
  readonly changes: Changes;
  readonly result: CaseResult;
}
export const MOST_PINNED = 3;

export const desk = $state({
  /** Files of the server that are scenarios. */
  shipped: [] as readonly string[],
  file: '',
  info: undefined as ScenarioInfo | undefined,
  changes: {} as Readonly<Record<string, number>>,
  result: undefined as CaseResult | undefined,
  base: undefined as CaseResult | undefined,
  pinned: [] as readonly Pinned[],
  isBusy: false,
  error: undefined as EngineError | Error | undefined,
  /** From the last move of a slider to its result. */
  latency_ms: undefined as number | undefined,
});

let engine: Engine | undefined;
const engineNow = (): Engine => {
  engine ??= startEngine(new URL('files/', location.href).href);
  return engine;
};

export async function listShipped(): Promise<void> {
  const response = await fetch('files/index.json');
  const all = (await response.json()) as readonly string[];
  desk.shipped = all.filter((path) => /^simulations\/[^/]+\.yaml$/.test(path));
}

/** Opens a scenario and runs it as it stands, which is the base. */
export async function openScenario(file: string, texts: Readonly<Record<string, string>> = {}): Promise<void> {
  desk.file = file;
  desk.isBusy = true;
  desk.error = undefined;
  desk.info = undefined;
  desk.changes = {};
  desk.pinned = [];
  desk.result = undefined;
  desk.base = undefined;
  try {
    desk.info = await engineNow().open(file, texts);
    desk.base = await engineNow().run({});
    desk.result = desk.base;
  } catch (error) {
    desk.error = error as Error;
  } finally {
    desk.isBusy = false;
  }
}

/** Sets a value and runs the year with it; of several in short order only the last is run. */
export async function change(path: string, value: number | undefined): Promise<void> {
  const asked = performance.now();
  const { [path]: _, ...others } = desk.changes;
  desk.changes = value === undefined ? others : { ...others, [path]: value };
  await rerun(asked);
}
export async function resetAll(): Promise<void> {
  desk.changes = {};
  await rerun(performance.now());
}

async function rerun(asked: number): Promise<void> {
  desk.isBusy = true;
  try {
    const result = await engineNow().run({ ...desk.changes });
    if (result === undefined) return;
    desk.result = result;
    desk.error = undefined;
    desk.latency_ms = performance.now() - asked;
  } catch (error) {
    desk.error = error as Error;
  }
  desk.isBusy = false;
}

/** Keeps the case of now beside the base. */
export function pin(name: string): void {
  if (desk.result === undefined || desk.pinned.length >= MOST_PINNED) return;
  desk.pinned = [...desk.pinned, { name, changes: { ...desk.changes }, result: desk.result }];
}
export const unpin = (k: number): void => {
  desk.pinned = desk.pinned.filter((_, n) => n !== k);
};
/** Takes the case of now for the base that changes are shown against. */
export const rebase = (): void => {
  desk.base = desk.result;
};
