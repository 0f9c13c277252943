import { ConfigError } from '../core/errors.ts';

export const SPARKPLUG_ROOT = 'spBv1.0';

/** Where a twin stands among the edge nodes of a broker. */
export interface SparkplugAddress {
  readonly group: string;
  readonly node: string;
}

export const SPARKPLUG_TYPES = ['NBIRTH', 'NDEATH', 'NDATA', 'NCMD', 'DBIRTH', 'DDEATH', 'DDATA', 'DCMD'] as const;
export type SparkplugType = (typeof SPARKPLUG_TYPES)[number];

export interface SparkplugTopic extends SparkplugAddress {
  readonly type: SparkplugType;
  /** Of messages that begin with D. */
  readonly device?: string;
}

/** Any text but what MQTT topics give a meaning to. */
const isId = (text: string): boolean => /^[^+#/\0]+$/.test(text);

/** `GROUP/NODE` of a command line. @throws ConfigError */
export function sparkplugAddressOf(text: string): SparkplugAddress {
  const [group, node, ...more] = text.split('/');
  if (group !== undefined && node !== undefined && more.length === 0 && isId(group) && isId(node) && group !== 'STATE')
    return { group, node };
  throw new ConfigError(`--sparkplug ${text}: expected GROUP/NODE without + and #, such as park/microgrid`);
}

export const sparkplugTopic = ({ group, node }: SparkplugAddress, type: SparkplugType, device?: string): string =>
  `${SPARKPLUG_ROOT}/${group}/${type}/${node}${device === undefined ? '' : `/${device}`}`;

/** The parts of a topic; undefined where it is none of an edge node or its devices. */
export function sparkplugTopicOf(topic: string): SparkplugTopic | undefined {
  const [root, group, type, node, device, ...more] = topic.split('/');
  const known = SPARKPLUG_TYPES.find((one) => one === type);
  if (root !== SPARKPLUG_ROOT || known === undefined || more.length > 0) return undefined;
  if (group === undefined || node === undefined || !isId(group) || !isId(node)) return undefined;
  if (known.startsWith('D') !== (device !== undefined)) return undefined;
  if (device === undefined) return { group, type: known, node };
  return isId(device) ? { group, type: known, node, device } : undefined;
}
