import { describe, expect, it } from 'vitest';
import { asyncApi, homeAssistant, thingDescription } from '../../src/io/mqttDescriptions.ts';
import { COMMANDS } from '../../src/io/mqttPayloads.ts';
import { commandTopicOf, mayPublish, mayRead, type Role, TOPICS } from '../../src/io/mqttTopics.ts';

const SITE = {
  name: 'site-1',
  label: 'Site',
  components: [
    {
      id: 'bat-1',
      label: 'Battery',
      signals: [
        { name: 'power_kW', unit: 'kW' },
        { name: 'soc', unit: '1' },
      ],
      setpoints: ['power_kW'],
    },
    { id: 'grid', label: 'Grid', signals: [{ name: 'power_kW', unit: 'kW' }], setpoints: [] },
  ],
};

describe('descriptions of the topics', () => {
  it('AsyncAPI has a channel, an operation and a message for every topic, and arguments for every command', () => {
    const doc = asyncApi('site-1', { host: 'localhost:1883', protocol: 'mqtt' }) as Record<
      string,
      Record<string, unknown>
    >;
    const names = TOPICS.map(({ name }) => name);
    expect(Object.keys(doc.channels!)).toEqual(names);
    expect(Object.keys(doc.operations!)).toEqual(names);
    expect(doc.channels!.command).toMatchObject({
      address: 'sixfold/v1/site-1/cmd/{by}/{target}/{verb}',
      parameters: { by: {}, target: {}, verb: {} },
    });
    expect(doc.operations!.command).toMatchObject({ action: 'receive', bindings: { mqtt: { qos: 1, retain: false } } });
    const { messages, schemas } = doc.components as Record<string, Record<string, Record<string, unknown>>>;
    expect(messages!.clock!.payload).toMatchObject({ type: 'object', properties: { lag_ms: { type: 'number' } } });
    expect(Object.keys(schemas!)).toHaveLength(Object.keys(COMMANDS).length);
    expect(schemas!['clock.speed']).toMatchObject({ required: ['speed'] });
    expect(JSON.stringify(doc)).not.toContain('undefined');
  });

  it('a Thing Description has a property for every component, and an action where a set point is taken', () => {
    const td = thingDescription(SITE, 'mqtt://localhost:1883') as Record<string, Record<string, never>>;
    expect(Object.keys(td.properties!)).toEqual(['bat-1', 'grid']);
    expect(Object.keys(td.actions!)).toEqual(['bat-1-setpoint']);
    expect(td.properties!['bat-1']).toMatchObject({
      properties: { power_kW: { type: 'number', unit: 'kW' } },
      forms: [{ 'mqv:filter': 'sixfold/v1/site-1/state/bat-1', 'mqv:controlPacket': 'subscribe' }],
    });
  });

  it('Home Assistant finds every signal, with its unit and whether the twin is there', () => {
    const found = homeAssistant(SITE);
    expect(found).toHaveLength(3);
    expect(found[0]!.topic).toBe('homeassistant/sensor/sixfold_site_1_bat_1_power_kW/config');
    expect(JSON.parse(found[0]!.payload)).toMatchObject({
      state_topic: 'sixfold/v1/site-1/state/bat-1',
      unit_of_measurement: 'kW',
      device_class: 'power',
      availability_topic: 'sixfold/v1/site-1/status',
    });
    expect(JSON.parse(found[1]!.payload)).not.toHaveProperty('unit_of_measurement');
  });
});

describe('who may do what at the broker', () => {
  const topic = (rest: string): string => `sixfold/v1/s/${rest}`;
  it.each([
    ['viewer', 'viewer', 'cmd/viewer/a/b', false],
    ['operator', 'operator', 'cmd/operator/a/b', true],
    ['operator', 'operator', 'cmd/park/a/b', false],
    ['operator', 'operator', 'status', false],
    ['operator', 'operator', 'tele/a', false],
    ['park', 'party', 'cmd/park/a/b', true],
    ['park', 'party', 'cmd/park/a/b/c', false],
    ['park', 'party', 'cmd/operator/a/b', false],
    ['park', 'party', 'market/m/1685577600000/orders/park', true],
    ['park', 'party', 'market/m/1685577600000/orders/other', false],
    ['park', 'party', 'market/m/1685577600000/book', false],
    ['twin', 'twin', 'status', true],
  ] as const)('%s (%s) may publish to %s: %s', (name, role, rest, may) => {
    expect(mayPublish('s', { name, role }, topic(rest))).toBe(may);
  });

  it.each([
    ['viewer', 'tele/a', true],
    ['viewer', 'cmd/operator/a/b', false],
    ['viewer', 'ack/operator/x', false],
    ['viewer', 'settlement/t1/park', false],
    ['party', 'ack/park/x', true],
    ['party', 'ack/operator/x', false],
    ['party', 'settlement/t1/park', true],
    ['party', 'settlement/t1/other', false],
    ['party', 'market/m/1685577600000/orders/other', false],
    ['operator', 'ack/park/x', true],
  ] as const)('a %s called park may read %s: %s', (role, rest, may) => {
    expect(mayRead('s', { name: 'park', role: role as Role }, topic(rest))).toBe(may);
  });

  it.each(['cmd/a/b', 'cmd/a/b/c/d', 'cmd/A/b/c', 'cmd//b/c', 'cmd/a/+/c', 'tele/a'])('%s is no command', (rest) => {
    expect(commandTopicOf('sixfold/v1/s', topic(rest))).toBeUndefined();
  });
});
