import { decodeSparkplug, type SparkplugMetric } from '../../src/io/sparkplugPayload.ts';
import { type SparkplugType, sparkplugTopicOf } from '../../src/io/sparkplugTopics.ts';

/** A message as a host meets it; metrics and numbers are checked where they are given. */
export interface Met {
  readonly type: SparkplugType;
  readonly device?: string;
  readonly seq?: number;
  readonly bdSeq?: number;
  readonly metrics?: readonly SparkplugMetric[];
}

export interface Fault {
  /** Number of the message. */
  readonly at: number;
  readonly what: string;
  /** What a host does about it. */
  readonly action: 'rebirth' | 'ignore';
}

const DATA = new Set<SparkplugType>(['NDATA', 'DDATA']);

/** Judges messages of one edge node in the order in which a host got them, as Sparkplug 3.0.0 says (chapters 5 and 6). */
export function faultsOf(messages: readonly Met[]): Fault[] {
  const faults: Fault[] = [];
  let isBorn = false;
  let seq = -1;
  let bdSeq: number | undefined;
  const devices = new Set<string>();
  /** Whose metric an alias is: no two of a node and its devices have the same. */
  const owners = new Map<number, string>();
  messages.forEach((met, at) => {
    const { type, device = '', metrics = [] } = met;
    const fault = (what: string, action: Fault['action'] = 'rebirth'): void => {
      faults.push({ at, what: `${type}${device === '' ? '' : ` ${device}`}: ${what}`, action });
    };
    if (type === 'NDEATH') {
      if (met.seq !== undefined) fault('a death of a node has no number');
      if (met.bdSeq !== bdSeq) fault(`of session ${met.bdSeq}, not of ${bdSeq}`, 'ignore');
      else isBorn = false;
      return;
    }
    if (type === 'NBIRTH') {
      devices.clear();
      owners.clear();
      isBorn = true;
      // Chapter 4 asks for 0 and chapter 6 for any: a host takes any.
      bdSeq = met.bdSeq;
    } else if (!isBorn) {
      fault('before the birth of its node');
      return;
    } else if (met.seq !== (seq + 1) % 256) fault(`number ${met.seq} after ${seq}`);
    seq = met.seq ?? Number.NaN;
    if (type === 'DBIRTH') devices.add(device);
    else if (type.startsWith('D') && !devices.has(device)) fault('before its birth');
    if (type === 'DDEATH') devices.delete(device);
    for (const { name, alias, timestamp_ms, dataType, value, isNull } of metrics) {
      const called = name ?? String(alias);
      if (timestamp_ms === undefined) fault(`"${called}" has no time`);
      if ((value === undefined) !== (isNull === true)) fault(`"${called}" has neither a value nor none, or both`);
      if (DATA.has(type)) {
        if (name !== undefined && alias !== undefined) fault(`"${called}" is told by its alias and its name`);
        if (alias !== undefined && owners.get(alias) !== device) fault(`alias ${alias} was not born`);
        if (dataType !== undefined) fault(`"${called}" tells its type again`);
      } else if (type.endsWith('BIRTH')) {
        if (name === undefined || dataType === undefined) fault(`"${called}" is born without name or type`);
        if (alias === undefined) continue;
        if (owners.has(alias)) fault(`alias ${alias} is taken`);
        owners.set(alias, device);
      }
    }
  });
  return faults;
}

/** A message as it was published. */
export function metOf(topic: string, payload: Uint8Array): Met {
  const parts = sparkplugTopicOf(topic);
  if (parts === undefined) throw new Error(`${topic} is no topic of Sparkplug B`);
  const { type, device } = parts;
  const { seq, metrics, timestamp_ms } = decodeSparkplug(payload);
  if (timestamp_ms === undefined) throw new Error(`${topic}: no time`);
  const session = metrics.find(({ name }) => name === 'bdSeq')?.value;
  return {
    type,
    ...(device === undefined ? {} : { device }),
    ...(seq === undefined ? {} : { seq }),
    ...(session === undefined ? {} : { bdSeq: Number(session) }),
    metrics,
  };
}
