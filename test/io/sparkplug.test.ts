import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { makeSparkplugNode, type SparkplugNode, type Told } from '../../src/io/sparkplugNode.ts';
import {
  DataType,
  type DataTypeName,
  decodeSparkplug,
  encodeSparkplug,
  readAs,
} from '../../src/io/sparkplugPayload.ts';
import { sparkplugAddressOf, sparkplugTopicOf } from '../../src/io/sparkplugTopics.ts';
import { hasShared, readShared, whyNoShared } from '../shared.ts';
import { faultsOf, type Met, metOf } from './sparkplugChecker.ts';

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

describe('payloads of Sparkplug B', () => {
  it('are the bytes that the schema gives', () => {
    // by hand: field << 3 | wire type, then the value; 300 is ac 02 as a varint, 1.5 is 3ff8 in 64 bits.
    const metric = { alias: 300, type: 'double', value: 1.5, timestamp_ms: 1 } as const;
    expect(hex(encodeSparkplug(300, 7, [metric]))).toBe(
      ['08ac02', '120e', '10ac02', '1801', '69000000000000f83f', '1807'].join(''),
    );
    // by hand: -1 as a 32-bit number is ff ff ff ff 0f; with its name, its type 3 and its quality 192 (c0 01).
    const born = {
      name: 'n',
      type: 'int32',
      isTyped: true,
      value: -1,
      timestamp_ms: 1,
      properties: { Quality: { type: 'int32', value: 192 } },
    } as const;
    const properties = ['0a07', hex(Buffer.from('Quality')), '1205', '0803', '18c001'].join('');
    expect(hex(encodeSparkplug(0, undefined, [born]))).toBe(
      ['0800', '121f', '0a016e', '1801', '2003', '4a10', properties, '50ffffffff0f'].join(''),
    );
    const none = { alias: 1, type: 'double', value: null, timestamp_ms: 1 } as const;
    expect(hex(encodeSparkplug(0, 0, [none]))).toBe('0800' + '1206' + '1001' + '1801' + '3801' + '1800');
  });

  it.each([
    ['int8', -128],
    ['int16', -32_768],
    ['int32', -2_147_483_648],
    ['int64', -(2n ** 63n)],
    ['uint8', 255],
    ['uint32', 4_294_967_295],
    ['uint64', 2n ** 64n - 1n],
    ['float', 0.5],
    ['double', 1 / 3],
    ['boolean', false],
    ['string', 'größer'],
    ['dateTime', 1_767_225_600_000n],
    ['text', ''],
  ] as const)('give a value of type %s back', (type, value) => {
    const [metric] = decodeSparkplug(
      encodeSparkplug(0, 0, [{ name: 'x', type, isTyped: true, value, timestamp_ms: 5 }]),
    ).metrics;
    expect(metric).toMatchObject({ name: 'x', timestamp_ms: 5, dataType: DataType[type as DataTypeName] });
    expect(readAs(type, metric!)).toBe(value);
  });

  it('take a number in whatever field a host has it, and nothing else for a number', () => {
    const read = (type: DataTypeName, value: number | string | boolean | null): unknown =>
      readAs(
        'double',
        decodeSparkplug(encodeSparkplug(0, 0, [{ alias: 1, type, isTyped: true, value, timestamp_ms: 0 }])).metrics[0]!,
      );
    expect(read('int32', -5)).toBe(-5);
    expect(read('uint32', 4_000_000_000)).toBe(4_000_000_000);
    expect(read('int64', -5)).toBe(-5n);
    expect(read('float', 2.5)).toBe(2.5);
    expect(read('double', null)).toBeNull();
    expect(read('string', '5')).toBeUndefined();
    expect(read('boolean', true)).toBeUndefined();
  });

  it('pass over what they do not know, and throw on what is none', () => {
    // A field 6 of the payload and a template (17) in a metric.
    const strange = Buffer.from(`3203616263${'1207' + '1005' + '8a01020a00'}1803`, 'hex');
    expect(decodeSparkplug(strange)).toEqual({ seq: 3, metrics: [{ alias: 5 }] });
    for (const bad of ['12ff', '0a', 'ffffffffffffffffffff01', '12030a05ff', '1801ff'])
      expect(() => decodeSparkplug(Buffer.from(bad, 'hex')), bad).toThrow();
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => {
        try {
          decodeSparkplug(bytes);
        } catch (error) {
          expect(error).toBeInstanceOf(Error);
        }
      }),
    );
  });
});

describe('addresses of Sparkplug B', () => {
  it('are a group and a node', () => {
    expect(sparkplugAddressOf('Park West/micro grid')).toEqual({ group: 'Park West', node: 'micro grid' });
    for (const bad of ['park', 'a/b/c', '/b', 'a/', 'a+/b', 'a/#', 'STATE/x'])
      expect(() => sparkplugAddressOf(bad)).toThrow(
        `--sparkplug ${bad}: expected GROUP/NODE without + and #, such as park/microgrid`,
      );
    expect(sparkplugTopicOf('spBv1.0/g/DDATA/n/d')).toEqual({ group: 'g', type: 'DDATA', node: 'n', device: 'd' });
    for (const bad of ['spBv1.0/g/DDATA/n', 'spBv1.0/g/NDATA/n/d', 'spAv1.0/g/NDATA/n', 'spBv1.0/g/NBURP/n'])
      expect(sparkplugTopicOf(bad)).toBeUndefined();
  });
});

interface Case {
  readonly id: string;
  readonly msgs?: readonly (readonly [Met['type'], number])[];
  readonly valid?: boolean;
  readonly ambiguous?: boolean;
  readonly births?: readonly { readonly bdSeq: number }[];
  readonly death?: { readonly bdSeq: number };
  readonly metric?: { readonly name: string; readonly alias: number };
  readonly in_message?: Met['type'];
}

describe.skipIf(!hasShared)(`the order of messages${whyNoShared}`, () => {
  const cases = hasShared
    ? (JSON.parse(readShared('reference/market-and-live/sparkplug-sequences/case.json')) as { cases: Case[] }).cases
    : [];
  it.each(cases.map((one) => [one.id, one] as const))('%s is judged as Sparkplug says', (_id, one) => {
    const met: Met[] = (one.msgs ?? [['NBIRTH', 254]]).map(([type, seq]) => ({
      type,
      seq,
      ...(type.startsWith('D') ? { device: 'd' } : {}),
    }));
    const born = one.births?.map(({ bdSeq }): Met => ({ type: 'NBIRTH', seq: 0, bdSeq }));
    const said = { timestamp_ms: 1, value: 1, ...one.metric };
    const all: Met[] = [
      ...(born ?? met),
      ...(one.death === undefined ? [] : [{ type: 'NDEATH' as const, bdSeq: one.death.bdSeq }]),
      ...(one.in_message === undefined ? [] : [{ type: one.in_message, seq: 1, metrics: [said] }]),
    ];
    const faults = faultsOf(all);
    expect(faults.length === 0).toBe(one.valid ?? one.ambiguous);
    if (one.death !== undefined) expect(faults[0]!.action).toBe('ignore');
    else for (const { action } of faults) expect(action).toBe('rebirth');
  });
});

describe('the messages of a node', () => {
  const spec = {
    address: { group: 'g', node: 'n' },
    metrics: [
      { name: 'run', type: 'string' },
      { name: 'time', type: 'dateTime' },
    ],
    devices: ['a', 'b', 'c'].map((id) => ({ id, metrics: [{ name: 'p_kW', type: 'double', unit: 'kW' }] as const })),
    wall: () => 1000,
  } as const;
  const snapshot = (time_ms: number, values: readonly Told[]): Parameters<SparkplugNode['tell']>[0] => ({
    time_ms,
    node: ['r', time_ms],
    devices: values.map((value) => [value]),
  });

  it('are valid in whatever order things happen, and whatever is not sent', () => {
    const happening = fc.oneof(
      {
        weight: 6,
        arbitrary: fc.tuple(
          fc.constant('tell' as const),
          fc.array(fc.integer({ min: 0, max: 2 }), { minLength: 3, maxLength: 3 }),
        ),
      },
      fc.constantFrom(['birth' as const], ['connect' as const], ['kill' as const]),
    );
    fc.assert(
      fc.property(fc.array(happening, { maxLength: 60 }), fc.array(fc.boolean(), { maxLength: 20 }), (what, fails) => {
        const met: Met[] = [];
        let tries = 0;
        const node = makeSparkplugNode({
          ...spec,
          send(topic, payload) {
            // Some do not go out; later ones do.
            if (fails[tries++] === true) return false;
            met.push(metOf(topic, payload));
            return true;
          },
        });
        let session = 0;
        node.connect(session);
        let time_ms = 0;
        let values: Told[] = [null, null, null];
        for (const [kind, given] of what) {
          if (kind === 'tell') {
            values = given.map((v) => (v === 2 ? Number.NaN : v));
            node.tell(snapshot(++time_ms, values));
          } else if (kind === 'connect') {
            if (met.length > 0) met.push({ type: 'NDEATH', bdSeq: session });
            node.connect(++session);
          } else if (kind === 'kill') node.killDevices();
          else node.birth(snapshot(time_ms, values));
        }
        const deaths = new Set(met.flatMap(({ type }, k) => (type === 'NDEATH' ? [k] : [])));
        // A node that was never born in a session dies of it nevertheless, and a host passes over that.
        expect(faultsOf(met).filter(({ at, action }) => !(deaths.has(at) && action === 'ignore'))).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });

  it('tell what has changed alone, by its alias, and wrap their number after 255', () => {
    const met: Met[] = [];
    const node = makeSparkplugNode({
      ...spec,
      send: (topic, payload) => met.push(metOf(topic, payload)) > 0,
    });
    node.connect(9);
    node.birth(snapshot(0, [1, null, Number.NaN]));
    expect(met.map(({ type, seq, bdSeq }) => [type, seq, bdSeq])).toEqual([
      ['NBIRTH', 0, 9],
      ['DBIRTH', 1, undefined],
      ['DBIRTH', 2, undefined],
      ['DBIRTH', 3, undefined],
    ]);
    const [birth, a, b, c] = met;
    expect(birth!.metrics!.map(({ name, alias }) => [name, alias])).toEqual([
      ['bdSeq', undefined],
      ['Node Control/Rebirth', undefined],
      ['run', 1],
      ['time', 2],
    ]);
    const quality = (value: number) => ({
      Quality: { type: 'int32', value },
      engUnit: { type: 'string', value: 'kW' },
    });
    expect(a!.metrics).toEqual([
      { name: 'p_kW', alias: 3, timestamp_ms: 0, dataType: 10, field: 'double', value: 1, properties: quality(192) },
    ]);
    expect(b!.metrics).toMatchObject([{ isNull: true, properties: quality(500) }]);
    expect(c!.metrics).toMatchObject([{ isNull: true, properties: quality(0) }]);
    met.length = 0;
    node.tell(snapshot(60_000, [1, 2, Number.NaN]));
    expect(met.map(({ type, device, metrics }) => [type, device, metrics!.length])).toEqual([
      ['NDATA', undefined, 1],
      ['DDATA', 'b', 1],
    ]);
    expect(met[1]!.metrics).toEqual([
      {
        alias: 4,
        timestamp_ms: 60_000,
        field: 'double',
        value: 2,
        properties: { Quality: { type: 'int32', value: 192 } },
      },
    ]);
    for (let k = 2; k <= 252; k++) node.tell(snapshot(60_000 * k, [1, 2, Number.NaN]));
    expect(met.slice(-3).map(({ seq }) => seq)).toEqual([254, 255, 0]);
    met.length = 0;
    node.birth(snapshot(0, [1, 2, 3]));
    expect(met[0]).toMatchObject({ type: 'NBIRTH', seq: 0, bdSeq: 9 });
    node.killDevices();
    expect(met.slice(-3).map(({ type, device }) => [type, device])).toEqual([
      ['DDEATH', 'a'],
      ['DDEATH', 'b'],
      ['DDEATH', 'c'],
    ]);
    const { topic, payload } = node.end();
    expect([topic, metOf(topic, payload)]).toMatchObject(['spBv1.0/g/NDEATH/n', { type: 'NDEATH', bdSeq: 9 }]);
    expect(metOf(topic, payload).seq).toBeUndefined();
    node.tell(snapshot(0, [7, 7, 7]));
    expect(met.at(-1)!.type).toBe('DDEATH');
  });
});
