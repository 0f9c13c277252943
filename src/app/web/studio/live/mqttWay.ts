/** Live news over MQTT on WebSocket, with a login of its own that can only read. */
import type { MqttClient } from 'mqtt';
import { getJson } from './http.ts';
import { type Clock, type EventNews, eachOfAll, eachValue, type Head, type Listener, type Way } from './news.ts';

interface Login {
  /** Of the WebSocket, seen from the page. */
  readonly path: string;
  readonly username: string;
  readonly password: string;
  readonly prefix: string;
}

const TOPICS = ['clock', 'frame', 'tele/+', 'state/+', 'event/+/+', 'status', 'health', 'forecast'];

/** @throws Refused where the twin has no broker of its own for this page */
export async function mqttWay(listener: Listener): Promise<Way> {
  const [{ connect }, first] = await Promise.all([import('mqtt'), login()]);
  const { prefix } = first;
  const more = new Set<string>();
  let isEnded = false;
  const client: MqttClient = connect(addressOf(first.path), {
    username: first.username,
    password: first.password,
    protocolVersion: 4,
    clean: true,
    keepalive: 15,
    reconnectPeriod: 1000,
    connectTimeout: 5000,
    resubscribe: false,
  });
  client.on('connect', () => {
    listener.state('live');
    client.subscribe(
      [...TOPICS, ...more].map((topic) => `${prefix}/${topic}`),
      { qos: 0 },
    );
  });
  client.on('close', () => {
    if (!isEnded) listener.state('away');
  });
  // Another process of the twin may have other logins: each new attempt asks for one.
  client.on('reconnect', () => void renew());
  async function renew(): Promise<void> {
    const next = await login().catch(() => undefined);
    if (next === undefined) return;
    client.options.username = next.username;
    client.options.password = next.password;
  }
  client.on('error', () => undefined);
  client.on('message', (topic, bytes, { retain }) => {
    if (bytes.length === 0 && !topic.includes('/market/')) return;
    const name = topic.slice(prefix.length + 1);
    let payload: Record<string, unknown> = {};
    try {
      if (bytes.length > 0) payload = JSON.parse(new TextDecoder().decode(bytes)) as Record<string, unknown>;
    } catch {
      return;
    }
    hear(listener, name, payload, retain);
  });
  return {
    name: 'MQTT',
    subscribe(topics) {
      const fresh = topics.filter((topic) => !more.has(topic));
      for (const topic of fresh) more.add(topic);
      if (client.connected && fresh.length > 0) client.subscribe(fresh.map((topic) => `${prefix}/${topic}`));
    },
    end() {
      isEnded = true;
      client.end(true);
    },
  };
}

const addressOf = (path: string): string =>
  new URL(path, location.href).href.replace(/^http/, 'ws').replace(/#.*$/, '');

const login = (): Promise<Login> => getJson<Login>('v1/session/mqtt');

function hear(listener: Listener, topic: string, payload: Record<string, unknown>, isKept: boolean): void {
  const head = payload as unknown as Head;
  const [kind = '', component = ''] = topic.split('/');
  if (kind === 'frame') {
    eachOfAll(payload, (of, signal, value) => listener.value(of, signal, value, head.wall_ms, isKept));
    listener.frame(head);
  } else if (kind === 'tele' || kind === 'state') {
    eachValue(payload, (signal, value) => listener.value(component, signal, value, head.wall_ms, isKept));
    if (kind === 'tele') listener.frame(head);
  } else if (kind === 'clock') listener.clock({ ...(payload as unknown as Clock), index: head.seq + 1 });
  else if (kind === 'event') listener.event(payload as unknown as EventNews);
  else listener.other(topic, payload, isKept);
}
