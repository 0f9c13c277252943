import { type DataTypeName, encodeSparkplug, type SparkplugProperty, type Writing } from './sparkplugPayload.ts';
import { type SparkplugAddress, type SparkplugType, sparkplugTopic } from './sparkplugTopics.ts';

/** A metric as it is born. */
export interface MetricSpec {
  readonly name: string;
  readonly type: DataTypeName;
  readonly unit?: string;
}

export interface SparkplugNodeSpec {
  readonly address: SparkplugAddress;
  readonly metrics: readonly MetricSpec[];
  readonly devices: readonly { readonly id: string; readonly metrics: readonly MetricSpec[] }[];
  readonly wall: () => number;
  /** Sends a message of QoS 0; false where it did not go out. */
  readonly send: (topic: string, payload: Uint8Array) => boolean;
}

/** Null where there is none yet; a number that is none (NaN) is bad. */
export type Told = number | boolean | string | null;

/** Values of all metrics in their order, and the simulated time that they belong to. */
export interface Snapshot {
  readonly time_ms: number;
  readonly node: readonly Told[];
  readonly devices: readonly (readonly Told[])[];
}

/**
 * The messages of an edge node and its devices in the order that Sparkplug B asks for. A number of the sequence is used up
 * only by a message that went out; where a birth did not, nothing follows but another birth.
 */
export interface SparkplugNode {
  /** Whether everything is born, so that data may follow. */
  readonly isBorn: boolean;
  /** Begins a session, born of nothing. @returns its death, for the broker to keep as will */
  connect(bdSeq: number): { readonly topic: string; readonly payload: Uint8Array };
  /** Births of the node and of every device. */
  birth(now: Snapshot): void;
  /** What has changed since it was told. */
  tell(now: Snapshot): void;
  /** Deaths of the devices: they are there no more, and will not be born again, though the node is and may. */
  killDevices(): void;
  /** The death of the node; nothing follows it. */
  end(): { readonly topic: string; readonly payload: Uint8Array };
}

export const REBIRTH = 'Node Control/Rebirth';
const BD_SEQ = 'bdSeq';
/** Codes of quality (Sparkplug 3.0.0, property `Quality`). */
const QUALITY = { good: 192, bad: 0, stale: 500 } as const;
const SEQ_COUNT = 256;

const qualityOf = (value: Told): number =>
  value === null ? QUALITY.stale : typeof value === 'number' && !Number.isFinite(value) ? QUALITY.bad : QUALITY.good;
const isGood = (value: Told): boolean => qualityOf(value) === QUALITY.good;

interface Account {
  readonly metrics: readonly MetricSpec[];
  /** Alias of its first metric; the others follow. No two metrics of a node and its devices have the same. */
  readonly firstAlias: number;
  told: readonly Told[] | undefined;
}

export function makeSparkplugNode(spec: SparkplugNodeSpec): SparkplugNode {
  const { address, devices, wall, send } = spec;
  let alias = 1;
  const account = (metrics: readonly MetricSpec[]): Account => {
    const made = { metrics, firstAlias: alias, told: undefined };
    alias += metrics.length;
    return made;
  };
  const own = account(spec.metrics);
  const accounts = devices.map(({ metrics }) => account(metrics));
  let bdSeq = 0;
  let seq = 0;
  let isBorn = false;
  let areDevicesDead = false;

  const publish = (type: SparkplugType, device: string | undefined, metrics: readonly Writing[]): boolean => {
    const payload = encodeSparkplug(wall(), seq, metrics);
    if (!send(sparkplugTopic(address, type, device), payload)) return false;
    seq = (seq + 1) % SEQ_COUNT;
    return true;
  };

  const born = ({ metrics, firstAlias }: Account, values: readonly Told[], time_ms: number): Writing[] =>
    metrics.map(({ name, type, unit }, k) => {
      const value = values[k]!;
      const quality: SparkplugProperty = { type: 'int32', value: qualityOf(value) };
      const properties = unit === undefined ? {} : { engUnit: { type: 'string' as const, value: unit } };
      return {
        name,
        alias: firstAlias + k,
        type,
        isTyped: true,
        timestamp_ms: time_ms,
        value: isGood(value) ? value : null,
        properties: { ...properties, Quality: quality },
      };
    });

  /** Metrics whose value, or the quality of it, is another than was told. */
  const changed = ({ firstAlias, told, metrics }: Account, values: readonly Told[], time_ms: number): Writing[] => {
    const found: Writing[] = [];
    for (let k = 0; k < metrics.length; k++) {
      const value = values[k]!;
      const before = told![k]!;
      if (Object.is(value, before)) continue;
      const quality = qualityOf(value);
      const isGoodNow = quality === QUALITY.good;
      found.push({
        alias: firstAlias + k,
        type: metrics[k]!.type,
        timestamp_ms: time_ms,
        value: isGoodNow ? value : null,
        ...(quality === qualityOf(before) ? {} : { properties: { Quality: { type: 'int32', value: quality } } }),
      });
    }
    return found;
  };

  const deathOf = (): Uint8Array =>
    encodeSparkplug(wall(), undefined, [
      { name: BD_SEQ, type: 'int64', isTyped: true, timestamp_ms: wall(), value: bdSeq },
    ]);

  return {
    get isBorn() {
      return isBorn;
    },
    connect(number) {
      bdSeq = number;
      isBorn = false;
      return { topic: sparkplugTopic(address, 'NDEATH'), payload: deathOf() };
    },
    birth({ time_ms, node, devices: values }) {
      isBorn = false;
      seq = 0;
      const now = wall();
      const head: Writing[] = [
        { name: BD_SEQ, type: 'int64', isTyped: true, timestamp_ms: now, value: bdSeq },
        // By its name alone, as a host asks for it without knowing any alias.
        { name: REBIRTH, type: 'boolean', isTyped: true, timestamp_ms: now, value: false },
      ];
      if (!publish('NBIRTH', undefined, [...head, ...born(own, node, time_ms)])) return;
      own.told = [...node];
      isBorn = areDevicesDead;
      if (areDevicesDead) return;
      for (let d = 0; d < devices.length; d++) {
        if (!publish('DBIRTH', devices[d]!.id, born(accounts[d]!, values[d]!, time_ms))) return;
        accounts[d]!.told = [...values[d]!];
      }
      isBorn = true;
    },
    tell({ time_ms, node, devices: values }) {
      if (!isBorn) return;
      const say = (type: 'NDATA' | 'DDATA', of: Account, now: readonly Told[], id?: string): void => {
        if (of.told === undefined) return;
        const metrics = changed(of, now, time_ms);
        if (metrics.length > 0 && publish(type, id, metrics)) of.told = [...now];
      };
      say('NDATA', own, node);
      for (let d = 0; d < devices.length; d++) say('DDATA', accounts[d]!, values[d]!, devices[d]!.id);
    },
    killDevices() {
      areDevicesDead = true;
      for (let d = 0; d < devices.length && isBorn; d++)
        if (accounts[d]!.told !== undefined) publish('DDEATH', devices[d]!.id, []);
      for (const one of accounts) one.told = undefined;
    },
    end() {
      isBorn = false;
      return { topic: sparkplugTopic(address, 'NDEATH'), payload: deathOf() };
    },
  };
}

/** The alias that a node of these metrics gives each of them: of its own, then of its devices. */
export function aliasesOf(spec: Pick<SparkplugNodeSpec, 'metrics' | 'devices'>): ReadonlyMap<number, MetricAt> {
  const all = [
    ...spec.metrics.map((metric) => ({ metric })),
    ...spec.devices.flatMap(({ id, metrics }) => metrics.map((metric) => ({ device: id, metric }))),
  ];
  return new Map(all.map((one, k) => [k + 1, one]));
}
export interface MetricAt {
  /** Absent for a metric of the node itself. */
  readonly device?: string;
  readonly metric: MetricSpec;
}
