/** What lies on the studio's desk: the scenario, what was changed, the base and the cases pinned. */
import type { ConfigIssue } from '../../../../../core/errors.ts';
import type { CaseResult, ScenarioInfo } from '../../engine/caseRunner.ts';
import { type Engine, EngineError, startEngine, startThread } from '../../engine/engine.ts';
import type { FileKind } from '../../engine/files.ts';
import type { Look, Picture } from '../../engine/pictures.ts';
import { type Values, withValues } from './editText.ts';

export interface Pinned {
  readonly name: string;
  /** The scenario with the changes in it. */
  readonly text: string;
  readonly result: CaseResult;
}
export const MOST_PINNED = 3;

export const desk = $state({
  /** Files of the server that are scenarios. */
  shipped: [] as readonly string[],
  file: '',
  /** The scenario as it was last read, without `changes`. */
  text: '',
  info: undefined as ScenarioInfo | undefined,
  /** Values of the scenario as it was opened. */
  home: {} as Values,
  changes: {} as Values,
  result: undefined as CaseResult | undefined,
  base: undefined as CaseResult | undefined,
  look: { kind: 'months' } as Look,
  picture: undefined as Picture | undefined,
  pinned: [] as readonly Pinned[],
  isBusy: false,
  /** How far a long run is. */
  share: undefined as number | undefined,
  error: undefined as Error | undefined,
  /** What is wrong with the text in the editor. */
  issues: [] as readonly ConfigIssue[],
});

let engine: Engine | undefined;
let given: Readonly<Record<string, string>> = {};
/** Raised whenever what runs is of no more interest. */
let turn = 0;
let ran: { readonly text: string; readonly changes: Values } = { text: '', changes: {} };

function engineNow(): Engine {
  engine ??= startEngine(new URL('files/', location.href).href, startThread(), (share) => {
    desk.share = share;
  });
  return engine;
}

/** Does what takes the engine, and tells what went wrong unless something else was begun meanwhile. */
async function busy(what: (isCurrent: () => boolean) => Promise<void>): Promise<void> {
  const mine = turn;
  const isCurrent = (): boolean => mine === turn;
  desk.isBusy = true;
  try {
    await what(isCurrent);
  } catch (error) {
    if (!isCurrent()) return;
    desk.error = error as Error;
    desk.issues = error instanceof EngineError ? error.issues : [];
  }
  if (!isCurrent()) return;
  desk.isBusy = false;
  desk.share = undefined;
}

export async function listShipped(): Promise<void> {
  const response = await fetch('files/index.json');
  const all = (await response.json()) as readonly string[];
  desk.shipped = all.filter((path) => /^simulations\/[^/]+\.yaml$/.test(path));
}

/** Opens a scenario and runs it as it stands, which is the base. */
export async function openScenario(file: string, texts: Readonly<Record<string, string>> = {}): Promise<void> {
  turn++;
  given = texts;
  Object.assign(desk, { file, text: '', info: undefined, home: {}, changes: {}, pinned: [], share: undefined });
  Object.assign(desk, { result: undefined, base: undefined, picture: undefined, error: undefined, issues: [] });
  await busy(async (isCurrent) => {
    const { info, text } = await engineNow().open({ file, texts, keepsBase: false });
    if (!isCurrent()) return;
    desk.look = { kind: 'months' };
    desk.home = Object.fromEntries(info.parameters.map(({ path, value }) => [path, value]));
    desk.text = text;
    desk.info = info;
    ran = { text, changes: {} };
    await runNow(isCurrent);
    desk.base = desk.result;
  });
}

/** Takes an edited text of the scenario; the sliders follow it. */
export function edit(text: string): Promise<void> {
  return busy(async (isCurrent) => {
    const { info } = await engineNow().open({
      file: desk.file,
      texts: { ...given, [desk.file]: text },
      keepsBase: true,
    });
    if (!isCurrent()) return;
    desk.text = text;
    desk.changes = {};
    desk.info = info;
    await runNow(isCurrent);
  });
}

/** Sets a value and runs the year with it; of several in short order only the last is run. */
export function change(path: string, value: number): Promise<void> {
  const { [path]: _, ...others } = desk.changes;
  const written = desk.info?.parameters.find((parameter) => parameter.path === path)?.value;
  desk.changes = value === written ? others : { ...others, [path]: value };
  return busy(runNow);
}
/** Everything as it was opened. */
export async function resetAll(): Promise<void> {
  const { info } = desk;
  if (info === undefined) return;
  const away = info.parameters.filter(({ path, value }) => (desk.home[path] ?? value) !== value);
  desk.changes = Object.fromEntries(away.map(({ path }) => [path, desk.home[path]!]));
  await busy(runNow);
}

async function runNow(isCurrent: () => boolean): Promise<void> {
  const { text, changes } = { text: desk.text, changes: { ...desk.changes } };
  const found = await engineNow().run({ changes, look: $state.snapshot(desk.look) });
  if (!isCurrent() || found === undefined) return;
  ran = { text, changes };
  desk.result = found.result;
  desk.picture = found.picture;
  desk.error = undefined;
  desk.issues = [];
}

/** Shows another picture of the last case. */
export async function lookAt(look: Look): Promise<void> {
  desk.look = look;
  if (desk.result === undefined) return;
  const picture = await engineNow().look(look);
  if (JSON.stringify(desk.look) === JSON.stringify(look)) desk.picture = picture;
}

/** Ends a run that takes too long, and goes back to the last case that was run. */
export async function cancel(): Promise<void> {
  turn++;
  engine?.stop();
  engine = undefined;
  desk.share = undefined;
  await busy(async () => {
    await engineNow().open({ file: desk.file, texts: { ...given, [desk.file]: ran.text }, keepsBase: false });
    desk.text = ran.text;
    desk.changes = ran.changes;
  });
}

/** The scenario with all that was changed. */
export const textNow = (): string => withValues(desk.text, desk.changes);

/** Keeps the case of now beside the base. */
export function pin(name: string): void {
  if (desk.result === undefined || desk.pinned.length >= MOST_PINNED) return;
  desk.pinned = [...desk.pinned, { name, text: textNow(), result: desk.result }];
}
export const unpin = (k: number): void => {
  desk.pinned = desk.pinned.filter((_, n) => n !== k);
};
/** Goes on from a pinned case. */
export const restore = (k: number): Promise<void> => edit(desk.pinned[k]?.text ?? desk.text);

/** Takes the case of now for the base that changes are shown against. */
export async function rebase(): Promise<void> {
  desk.base = desk.result;
  await engineNow().rebase();
  await lookAt(desk.look);
}

/** A file of the last case, made by the engine. */
export const fileNow = (name: FileKind, version: string): Promise<readonly (string | ArrayBuffer)[]> =>
  engineNow().file(name, version);
export const schemaNow = (): Promise<object> => engineNow().schema();
