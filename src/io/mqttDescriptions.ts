import { z } from 'zod';
import { COMMANDS } from './mqttPayloads.ts';
import { prefixOf, TOPICS } from './mqttTopics.ts';

type Json = Readonly<Record<string, unknown>>;

const schemaOf = (schema: z.ZodType): Json => {
  const { $schema: _dialect, ...rest } = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as Record<
    string,
    unknown
  >;
  return rest;
};
/** `<by>` of a pattern, as `{by}`. */
const braced = (pattern: string): string => pattern.replaceAll('<', '{').replaceAll('>', '}');
const variablesOf = (pattern: string): string[] => [...pattern.matchAll(/<(\w+)>/g)].map((found) => found[1]!);

/** Every topic of a site with its payload, as an AsyncAPI 3.0 document; made of the schemas that check the payloads. */
export function asyncApi(site: string, broker: { readonly host: string; readonly protocol: string }): Json {
  const channels: Record<string, Json> = {};
  const operations: Record<string, Json> = {};
  const messages: Record<string, Json> = {};
  for (const { name, pattern, payload, about, retain, qos, isFromOutside } of TOPICS) {
    messages[name] = { name, summary: about, contentType: 'application/json', payload: schemaOf(payload) };
    const variables = variablesOf(pattern);
    channels[name] = {
      address: `${prefixOf(site)}/${braced(pattern)}`,
      description: about,
      messages: { [name]: { $ref: `#/components/messages/${name}` } },
      ...(variables.length === 0 ? {} : { parameters: Object.fromEntries(variables.map((word) => [word, {}])) }),
    };
    operations[name] = {
      action: isFromOutside === true ? 'receive' : 'send',
      channel: { $ref: `#/channels/${name}` },
      bindings: { mqtt: { qos, retain, bindingVersion: '0.2.0' } },
    };
  }
  const args = Object.entries(COMMANDS).map(([name, schema]) => [
    name.replaceAll(/[<>]/g, '').replace('/', '.'),
    schemaOf(schema),
  ]);
  return {
    asyncapi: '3.0.0',
    info: {
      title: `Sixfold: ${site}`,
      version: '1',
      description: 'A live twin. The arguments of commands stand in components.schemas by target and verb.',
    },
    servers: { broker: { host: broker.host, protocol: broker.protocol, protocolVersion: '3.1.1' } },
    channels,
    operations,
    components: { messages, schemas: Object.fromEntries(args) as Json },
  };
}

/** What descriptions of a site need to know of it. */
export interface DescribedSite {
  readonly name: string;
  readonly label: string;
  readonly components: readonly {
    readonly id: string;
    readonly label: string;
    readonly signals: readonly { readonly name: string; readonly unit: string }[];
    /** Signals that a set point may name. */
    readonly setpoints: readonly string[];
  }[];
}

const bound = (broker: string, topic: string, controlPacket: string, more: Json = {}): Json => ({
  href: broker,
  'mqv:controlPacket': controlPacket,
  [controlPacket === 'publish' ? 'mqv:topic' : 'mqv:filter']: topic,
  contentType: 'application/json',
  ...more,
});

/** A site as a W3C Thing Description 1.1 with the terms of the MQTT binding. */
export function thingDescription(site: DescribedSite, broker: string): Json {
  const prefix = prefixOf(site.name);
  const properties: Record<string, Json> = {};
  const actions: Record<string, Json> = {};
  for (const { id, label, signals, setpoints } of site.components) {
    properties[id] = {
      title: label,
      type: 'object',
      readOnly: true,
      observable: true,
      properties: Object.fromEntries(signals.map(({ name, unit }) => [name, { type: 'number', unit }])),
      forms: [
        bound(broker, `${prefix}/state/${id}`, 'subscribe', {
          op: ['observeproperty'],
          'mqv:retain': true,
          'mqv:qos': '1',
        }),
      ],
    };
    if (setpoints.length === 0) continue;
    actions[`${id}-setpoint`] = {
      title: `Set point of ${label}`,
      input: schemaOf(COMMANDS['<component>/setpoint']),
      forms: [
        bound(broker, `${prefix}/cmd/operator/${id}/setpoint`, 'publish', {
          op: ['invokeaction'],
          'mqv:qos': '1',
          'mqv:retain': false,
        }),
      ],
    };
  }
  return {
    '@context': ['https://www.w3.org/2022/wot/td/v1.1', { mqv: 'http://www.example.org/mqtt-binding#' }],
    id: `urn:sixfold:${site.name}`,
    title: site.label,
    securityDefinitions: { basic: { scheme: 'basic', in: 'header' } },
    security: 'basic',
    base: broker,
    properties,
    actions,
    events: {
      alarm: {
        title: 'Alarms',
        data: schemaOf(TOPICS.find(({ name }) => name === 'event')!.payload),
        forms: [bound(broker, `${prefix}/event/alarm/+`, 'subscribe', { op: ['subscribeevent'], 'mqv:qos': '1' })],
      },
    },
  };
}

/** Units of Home Assistant by ours, with the class of what they measure; others are shown as they are. */
const CLASSES: Readonly<Record<string, { readonly unit: string; readonly device_class: string }>> = {
  kW: { unit: 'kW', device_class: 'power' },
  kWh: { unit: 'kWh', device_class: 'energy_storage' },
  '°C': { unit: '°C', device_class: 'temperature' },
  kvar: { unit: 'kvar', device_class: 'reactive_power' },
  kVA: { unit: 'kVA', device_class: 'apparent_power' },
};

/** Retained configurations by which Home Assistant finds every signal of a site by itself. */
export function homeAssistant(site: DescribedSite): { readonly topic: string; readonly payload: string }[] {
  const prefix = prefixOf(site.name);
  return site.components.flatMap(({ id, label, signals }) =>
    signals.map(({ name, unit }) => {
      const known = CLASSES[unit];
      const uid = `sixfold_${site.name}_${id}_${name}`.replaceAll('-', '_');
      const config = {
        name,
        unique_id: uid,
        state_topic: `${prefix}/state/${id}`,
        value_template: `{{ value_json['${name}'] }}`,
        state_class: 'measurement',
        ...(known === undefined
          ? unit === '1'
            ? {}
            : { unit_of_measurement: unit }
          : { unit_of_measurement: known.unit, device_class: known.device_class }),
        availability_topic: `${prefix}/status`,
        availability_template: '{{ value_json.status }}',
        device: {
          identifiers: [`sixfold_${site.name}_${id}`],
          name: label,
          manufacturer: 'Sixfold',
          via_device: `sixfold_${site.name}`,
        },
        origin: { name: 'sixfold' },
      };
      return { topic: `homeassistant/sensor/${uid}/config`, payload: JSON.stringify(config) };
    }),
  );
}
