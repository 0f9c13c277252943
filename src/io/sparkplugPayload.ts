import { BinaryReader, BinaryWriter, WireType } from '@bufbuild/protobuf/wire';

/** Types of Sparkplug B by their numbers, of which this speaks the plain ones. */
export const DataType = {
  int8: 1,
  int16: 2,
  int32: 3,
  int64: 4,
  uint8: 5,
  uint16: 6,
  uint32: 7,
  uint64: 8,
  float: 9,
  double: 10,
  boolean: 11,
  string: 12,
  dateTime: 13,
  text: 14,
  uuid: 15,
} as const;
export type DataTypeName = keyof typeof DataType;

/** A value as it stands in a metric: 64-bit numbers are safe integers, or big ones. */
export type SparkplugValue = number | bigint | boolean | string | Uint8Array;

/** A metric. What the wire does not tell apart (`int` may be signed) is told by the type, of which only births speak. */
export interface SparkplugMetric {
  readonly name?: string;
  readonly alias?: number;
  readonly timestamp_ms?: number;
  readonly dataType?: number;
  readonly isHistorical?: boolean;
  readonly isNull?: boolean;
  readonly properties?: Readonly<Record<string, SparkplugProperty>>;
  /** By the field it came in; absent where it is null, or of a kind that is not spoken here. */
  readonly value?: SparkplugValue;
  readonly field?: ValueField;
}
export type ValueField = 'int' | 'long' | 'float' | 'double' | 'boolean' | 'string' | 'bytes';

export type SparkplugProperty =
  | { readonly type: 'int32'; readonly value: number }
  | { readonly type: 'string'; readonly value: string };

export interface SparkplugPayload {
  readonly timestamp_ms?: number;
  readonly seq?: number;
  readonly metrics: readonly SparkplugMetric[];
}

/** Numbers of the fields (Sparkplug 3.0.0, chapter 6, Google Protocol Buffers schema). */
const PAYLOAD = { timestamp: 1, metrics: 2, seq: 3 } as const;
const METRIC = {
  name: 1,
  alias: 2,
  timestamp: 3,
  dataType: 4,
  isHistorical: 5,
  isNull: 7,
  properties: 9,
  int: 10,
  long: 11,
  float: 12,
  double: 13,
  boolean: 14,
  string: 15,
  bytes: 16,
} as const;
const PROPERTY_SET = { keys: 1, values: 2 } as const;
const PROPERTY = { type: 1, int: 3, string: 8 } as const;

const FIELD_OF: Readonly<Record<DataTypeName, ValueField>> = {
  int8: 'int',
  int16: 'int',
  int32: 'int',
  int64: 'long',
  uint8: 'int',
  uint16: 'int',
  uint32: 'int',
  uint64: 'long',
  float: 'float',
  double: 'double',
  boolean: 'boolean',
  string: 'string',
  dateTime: 'long',
  text: 'string',
  uuid: 'string',
};
const NAME_OF: ReadonlyMap<number, DataTypeName> = new Map(
  Object.entries(DataType).map(([name, number]) => [number, name as DataTypeName]),
);

/** What is to be written of a metric whose type is known. */
export interface Writing {
  readonly type: DataTypeName;
  readonly value: SparkplugValue | null;
  readonly name?: string;
  readonly alias?: number;
  readonly timestamp_ms: number;
  /** Whether the type is told, as births do. */
  readonly isTyped?: boolean;
  readonly properties?: Readonly<Record<string, SparkplugProperty>>;
}

/** Bytes of a payload. */
export function encodeSparkplug(
  timestamp_ms: number,
  seq: number | undefined,
  metrics: readonly Writing[],
): Uint8Array<ArrayBuffer> {
  const out = new BinaryWriter();
  out.tag(PAYLOAD.timestamp, WireType.Varint).uint64(timestamp_ms);
  for (const metric of metrics) {
    out.tag(PAYLOAD.metrics, WireType.LengthDelimited).fork();
    writeMetric(out, metric);
    out.join();
  }
  if (seq !== undefined) out.tag(PAYLOAD.seq, WireType.Varint).uint64(seq);
  return out.finish();
}

function writeMetric(out: BinaryWriter, metric: Writing): void {
  const { type, value, name, alias, timestamp_ms, isTyped, properties } = metric;
  if (name !== undefined) out.tag(METRIC.name, WireType.LengthDelimited).string(name);
  if (alias !== undefined) out.tag(METRIC.alias, WireType.Varint).uint64(alias);
  out.tag(METRIC.timestamp, WireType.Varint).uint64(timestamp_ms);
  if (isTyped === true) out.tag(METRIC.dataType, WireType.Varint).uint32(DataType[type]);
  if (value === null) out.tag(METRIC.isNull, WireType.Varint).bool(true);
  if (properties !== undefined) writeProperties(out, properties);
  if (value !== null) writeValue(out, FIELD_OF[type], value);
}

function writeValue(out: BinaryWriter, field: ValueField, value: SparkplugValue): void {
  switch (field) {
    case 'int':
      // Signed numbers lie in an unsigned field, in two's complement.
      out.tag(METRIC.int, WireType.Varint).uint32(Number(value) >>> 0);
      return;
    case 'long':
      out.tag(METRIC.long, WireType.Varint).uint64(BigInt.asUintN(64, BigInt(value as number | bigint)));
      return;
    case 'float':
      out.tag(METRIC.float, WireType.Bit32).float(Number(value));
      return;
    case 'double':
      out.tag(METRIC.double, WireType.Bit64).double(Number(value));
      return;
    case 'boolean':
      out.tag(METRIC.boolean, WireType.Varint).bool(value === true);
      return;
    case 'string':
      out.tag(METRIC.string, WireType.LengthDelimited).string(String(value));
      return;
    case 'bytes':
      out.tag(METRIC.bytes, WireType.LengthDelimited).bytes(value as Uint8Array);
  }
}

function writeProperties(out: BinaryWriter, properties: Readonly<Record<string, SparkplugProperty>>): void {
  out.tag(METRIC.properties, WireType.LengthDelimited).fork();
  for (const key of Object.keys(properties)) out.tag(PROPERTY_SET.keys, WireType.LengthDelimited).string(key);
  for (const property of Object.values(properties)) {
    out.tag(PROPERTY_SET.values, WireType.LengthDelimited).fork();
    out.tag(PROPERTY.type, WireType.Varint).uint32(DataType[property.type]);
    if (property.type === 'int32') out.tag(PROPERTY.int, WireType.Varint).uint32(property.value >>> 0);
    else out.tag(PROPERTY.string, WireType.LengthDelimited).string(property.value);
    out.join();
  }
  out.join();
}

/** Reads a payload; what it does not know it passes over. @throws RangeError where the bytes are no payload */
export function decodeSparkplug(bytes: Uint8Array): SparkplugPayload {
  const input = new BinaryReader(bytes);
  const metrics: SparkplugMetric[] = [];
  const payload: { timestamp_ms?: number; seq?: number } = {};
  eachField(input, bytes.length, (field, wire) => {
    if (field === PAYLOAD.timestamp && wire === WireType.Varint) payload.timestamp_ms = safe(input.uint64());
    else if (field === PAYLOAD.seq && wire === WireType.Varint) payload.seq = safe(input.uint64());
    else if (field === PAYLOAD.metrics && wire === WireType.LengthDelimited) metrics.push(readMetric(input.bytes()));
    else return false;
    return true;
  });
  return { ...payload, metrics };
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

function readMetric(bytes: Uint8Array): SparkplugMetric {
  const input = new BinaryReader(bytes);
  const metric: Mutable<SparkplugMetric> = {};
  const put = (field: ValueField, value: SparkplugValue): void => {
    metric.field = field;
    metric.value = value;
  };
  eachField(input, bytes.length, (field, wire) => {
    const { Varint, LengthDelimited, Bit32, Bit64 } = WireType;
    if (field === METRIC.name && wire === LengthDelimited) metric.name = input.string(true);
    else if (field === METRIC.alias && wire === Varint) metric.alias = safe(input.uint64());
    else if (field === METRIC.timestamp && wire === Varint) metric.timestamp_ms = safe(input.uint64());
    else if (field === METRIC.dataType && wire === Varint) metric.dataType = input.uint32();
    else if (field === METRIC.isHistorical && wire === Varint) metric.isHistorical = input.bool();
    else if (field === METRIC.isNull && wire === Varint) metric.isNull = input.bool();
    else if (field === METRIC.properties && wire === LengthDelimited) metric.properties = readProperties(input.bytes());
    else if (field === METRIC.int && wire === Varint) put('int', input.uint32());
    else if (field === METRIC.long && wire === Varint) put('long', BigInt(input.uint64()));
    else if (field === METRIC.float && wire === Bit32) put('float', input.float());
    else if (field === METRIC.double && wire === Bit64) put('double', input.double());
    else if (field === METRIC.boolean && wire === Varint) put('boolean', input.bool());
    else if (field === METRIC.string && wire === LengthDelimited) put('string', input.string(true));
    else if (field === METRIC.bytes && wire === LengthDelimited) put('bytes', input.bytes().slice());
    else return false;
    return true;
  });
  return metric;
}

function readProperties(bytes: Uint8Array): Record<string, SparkplugProperty> {
  const input = new BinaryReader(bytes);
  const keys: string[] = [];
  const values: (SparkplugProperty | undefined)[] = [];
  eachField(input, bytes.length, (field, wire) => {
    if (wire !== WireType.LengthDelimited) return false;
    if (field === PROPERTY_SET.keys) keys.push(input.string(true));
    else if (field === PROPERTY_SET.values) values.push(readProperty(input.bytes()));
    else return false;
    return true;
  });
  if (keys.length !== values.length) throw new RangeError(`${keys.length} keys for ${values.length} properties`);
  return Object.fromEntries(keys.flatMap((key, k) => (values[k] === undefined ? [] : [[key, values[k]]])));
}

function readProperty(bytes: Uint8Array): SparkplugProperty | undefined {
  const input = new BinaryReader(bytes);
  let property: SparkplugProperty | undefined;
  eachField(input, bytes.length, (field, wire) => {
    if (field === PROPERTY.int && wire === WireType.Varint) property = { type: 'int32', value: input.uint32() | 0 };
    else if (field === PROPERTY.string && wire === WireType.LengthDelimited)
      property = { type: 'string', value: input.string(true) };
    else return false;
    return true;
  });
  return property;
}

/** Goes over the fields of a message; `take` reads one, or leaves it to be passed over. */
function eachField(input: BinaryReader, length: number, take: (field: number, wire: WireType) => boolean): void {
  while (input.pos < length) {
    const [field, wire] = input.tag();
    if (!take(field, wire)) input.skip(wire, field);
  }
}

/** @throws RangeError on a number beyond 2^53, which no time, alias or sequence number is */
function safe(value: bigint | string): number {
  const number = Number(value);
  if (!Number.isSafeInteger(number)) throw new RangeError(`${value} is no number of milliseconds, alias or sequence`);
  return number;
}

/** The value of a metric as its type says; null where it is null, undefined where the value is of another kind. */
export function readAs(type: DataTypeName, metric: SparkplugMetric): SparkplugValue | null | undefined {
  const { value, field, isNull } = metric;
  if (isNull === true || value === undefined) return isNull === true ? null : undefined;
  const given = metric.dataType === undefined ? type : NAME_OF.get(metric.dataType);
  switch (FIELD_OF[type]) {
    case 'boolean':
    case 'string':
      return field === FIELD_OF[type] ? value : undefined;
    default:
      break;
  }
  // Hosts send a number in whatever field they have it.
  if (field === 'int') return given?.startsWith('uint') === true ? value : (value as number) | 0;
  if (field === 'long') return given === 'uint64' ? value : BigInt.asIntN(64, value as bigint);
  return field === 'float' || field === 'double' ? value : undefined;
}
