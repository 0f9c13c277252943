/** Live news over MQTT on WebSocket, with a login of its own that can only read. A new one is lent for every connection. */
import { hear } from './hear.ts';
import { getJson, Refused } from './http.ts';
import type { Listener, Way } from './news.ts';

export interface Login {
  /** Of the WebSocket, seen from the page. */
  readonly path: string;
  readonly username: string;
  readonly password: string;
  readonly prefix: string;
}
/** One connection; whatever ends it, `closed` is called once. */
export interface Line {
  subscribe(topics: readonly string[]): void;
  end(): void;
}
export interface LineNews {
  readonly open: () => void;
  readonly closed: () => void;
  readonly message: (topic: string, text: string, isKept: boolean) => void;
}
/** What it reaches the outside by; tests bring their own. */
export interface MqttOutside {
  readonly login: () => Promise<Login>;
  readonly connect: (login: Login, news: LineNews) => Promise<Line>;
  /** Calls `f` in so many ms. @returns what has it not called */
  readonly later: (f: () => void, ms: number) => () => void;
}

const TOPICS = ['clock', 'frame', 'tele/+', 'state/+', 'event/+/+', 'status', 'health', 'forecast'];
/** Pauses between attempts grow from the first to the last of these. */
const FIRST_MS = 500;
const LAST_MS = 8000;

export function mqttWay(listener: Listener, outside: MqttOutside = BROWSER): Way {
  const { login, connect, later } = outside;
  const more = new Set<string>();
  let line: Line | undefined;
  let prefix = '';
  let isOpen = false;
  let isEnded = false;
  let isTrying = false;
  let pause_ms = FIRST_MS;
  let forget: (() => void) | undefined;

  const attempt = (): void => {
    if (isEnded || isTrying || line !== undefined) return;
    forget?.();
    isTrying = true;
    void open().finally(() => {
      isTrying = false;
    });
  };
  const again = (): void => {
    if (isEnded) return;
    listener.state('away');
    forget?.();
    forget = later(attempt, pause_ms);
    pause_ms = Math.min(LAST_MS, pause_ms * 2);
  };
  async function open(): Promise<void> {
    try {
      const lent = await login();
      prefix = lent.prefix;
      if (isEnded) return;
      let isGone = false;
      const made = await connect(lent, {
        open() {
          if (isEnded || isGone) return;
          isOpen = true;
          pause_ms = FIRST_MS;
          line?.subscribe([...TOPICS, ...more].map((topic) => `${prefix}/${topic}`));
          listener.state('live');
        },
        closed() {
          if (isGone) return;
          isGone = true;
          isOpen = false;
          line = undefined;
          again();
        },
        message(topic, text, isKept) {
          if (!isEnded && !isGone) hear(listener, topic.slice(prefix.length + 1), text, isKept);
        },
      });
      if (isEnded || isGone) made.end();
      else line = made;
    } catch (error) {
      // Whoever must log in first is not let in by trying again.
      if (error instanceof Refused && error.status === 401) listener.state('away');
      else again();
    }
  }
  listener.state('connecting');
  attempt();
  return {
    name: 'MQTT',
    subscribe(topics) {
      const fresh = topics.filter((topic) => !more.has(topic));
      for (const topic of fresh) more.add(topic);
      if (isOpen && fresh.length > 0) line?.subscribe(fresh.map((topic) => `${prefix}/${topic}`));
    },
    nudge() {
      pause_ms = FIRST_MS;
      if (forget !== undefined) attempt();
    },
    end() {
      isEnded = true;
      forget?.();
      line?.end();
    },
  };
}

const addressOf = (path: string): string =>
  new URL(path, location.href).href.replace(/^http/, 'ws').replace(/#.*$/, '');

const BROWSER: MqttOutside = {
  login: () => getJson<Login>('v1/session/mqtt'),
  async connect({ path, username, password }, news) {
    // Its build for browsers has this export alone.
    const { default: mqtt } = await import('mqtt');
    const client = mqtt.connect(addressOf(path), {
      username,
      password,
      protocolVersion: 4,
      clean: true,
      // Tabs in the background may be woken once a minute; the broker waits for half as long again as is said here.
      keepalive: 90,
      timerVariant: 'native',
      reconnectPeriod: 0,
      connectTimeout: 5000,
      resubscribe: false,
    });
    client.on('connect', news.open);
    client.on('close', news.closed);
    client.on('error', () => undefined);
    client.on('message', (topic, bytes, { retain }) => news.message(topic, new TextDecoder().decode(bytes), retain));
    return {
      subscribe: (topics) => void client.subscribe([...topics], { qos: 0 }),
      // A socket that is closed before it is open makes the browser complain: it is closed once it is, or fails by itself.
      end() {
        if (client.connected) client.end(true);
        else client.once('connect', () => client.end(true));
      },
    };
  },
  later(f, ms) {
    const timer = setTimeout(f, ms);
    return () => clearTimeout(timer);
  },
};
