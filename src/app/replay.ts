import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { portSignal } from '../core/carriers.ts';
import { namesOf } from '../core/component.ts';
import { ConfigError } from '../core/errors.ts';
import { loadScenario, type Scenario } from '../index.ts';
import { readDocument } from '../scenario/document.ts';
import { canDrive } from '../scenario/drive.ts';
import { type Cluster, type Outside, readScenario } from '../scenario/read.ts';
import { type History, openHistory } from './history.ts';
import { type DiskOptions, nodeOutside } from './node.ts';
import { withParquet } from './parquetFiles.ts';

export interface ReplayOptions extends DiskOptions {
  /** Start and end in place of the scenario's, as it would write them. */
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  /** What another run recorded and drives this one: its folder, a Parquet file, or a store with the id of a run. */
  readonly history?: string | undefined;
  readonly historyRun?: string | undefined;
  /** Signals of that run to take as meters; its ports where left out and the scenario has no meters of its own. */
  readonly meters?: readonly string[] | undefined;
}

/** Profile that stands for the other run. */
const HISTORY = 'history';

type Plain = Readonly<Record<string, unknown>>;

/**
 * Loads a scenario to be replayed: over another span, driven by the series of another run, with Parquet files as profiles.
 * @throws ConfigError
 */
export async function loadReplay(path: string, options: ReplayOptions = {}): Promise<Scenario> {
  const { outside, sections } = await replaySetting(path, options);
  return loadScenario(path, outside, { ...(options.copperPlate === true ? { copperPlate: true } : {}), sections });
}

/** Files and sections of a scenario that is to be replayed. @throws ConfigError */
export async function replaySetting(
  path: string,
  { from, to, history, historyRun, meters, weather, sections: given = {}, memory }: ReplayOptions,
): Promise<{ readonly outside: Outside; readonly sections: Plain }> {
  if (weather !== undefined && !existsSync(weather))
    throw new ConfigError(`there is no weather file "${weather}"; check the path`);
  const was = history === undefined ? undefined : await openHistory(history, historyRun);
  try {
    const also = [...(was ? [was.path] : []), ...(weather === undefined ? [] : [weather])];
    const outside = nodeOutside(path, also, memory);
    const data = readDocument(path, outside.files, { patch: given }).data as Plain;
    const start = from ?? was?.start;
    const end = to ?? was?.end;
    const sections: Record<string, unknown> = {
      ...given,
      ...(weather === undefined ? {} : { weather: { file: resolve(weather) } }),
      ...(start === undefined && end === undefined
        ? {}
        : { time: { ...(data.time as Plain), ...(start ? { start } : {}), ...(end ? { end } : {}) } }),
    };
    if (was !== undefined) Object.assign(sections, drivenBy(readScenario(path, outside, sections), data, was, meters));
    return { outside: await withParquet(path, outside, sections), sections };
  } finally {
    was?.close();
  }
}

/** `pv-1.electricity_kW` as the name of a profile's column: `pv1Electricity_kW`. */
const houseName = (column: string): string => {
  const [id, signal] = column.split('.') as [string, string];
  const lead = id.replace(/-([a-z0-9])/g, (_, c: string) => c.toUpperCase()).replaceAll('-', '');
  return lead + signal[0]!.toUpperCase() + signal.slice(1);
};

/** The sections with which another run drives this one: a profile of its columns, inputs that follow them, meters. */
function drivenBy(
  cluster: Cluster,
  data: Plain,
  { path, columns: recorded }: History,
  asked: readonly string[] | undefined,
): Plain {
  const taken = new Map<string, string>();
  const refOf = (column: string): string => {
    let name = houseName(column);
    while (![undefined, column].includes(taken.get(name))) name = `x${name[0]!.toUpperCase()}${name.slice(1)}`;
    taken.set(name, column);
    return `${HISTORY}.${name}`;
  };
  const drive: Record<string, string> = {};
  for (const { id, kind, p } of cluster.components) {
    const inputs = namesOf(kind.inputs, p);
    for (const input of inputs)
      if (recorded.has(`${id}.${input}`) && canDrive({ kind, p, inputs }, input))
        drive[`${id}.${input}`] = refOf(`${id}.${input}`);
  }
  const missing = (asked ?? []).filter((name) => !recorded.has(name));
  if (missing.length > 0)
    throw new ConfigError(`--meter: the history has no column ${missing.map((n) => `"${n}"`).join(', ')}`);
  const own = (data.meters ?? {}) as Plain;
  const measured = asked ?? (Object.keys(own).length > 0 ? [] : portsOf(cluster).filter((name) => recorded.has(name)));
  const meters = Object.fromEntries(measured.map((name) => [name, refOf(name)]));
  const columns = Object.fromEntries(taken);
  return {
    profiles: {
      ...(data.profiles as Plain | undefined),
      [HISTORY]: { file: path, columns, gaps: 'leave', stuckAfter_h: 1e6 },
    },
    drive: { ...drive, ...(data.drive as Plain | undefined) },
    meters: { ...meters, ...own },
  };
}

const portsOf = ({ components }: Cluster): string[] =>
  components.flatMap(({ id, kind, p }) =>
    Object.entries(kind.ports(p)).map(([name, { carrier }]) => `${id}.${portSignal(name, carrier)}`),
  );
