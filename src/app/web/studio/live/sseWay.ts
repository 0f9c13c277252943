/** Live news as server-sent events, where there is no MQTT for this page. */
import { type Clock, type EventNews, eachOfAll, type Head, type Listener, type Way } from './news.ts';

/** A source that the browser gave up is opened anew after this. */
const AGAIN_MS = 3000;

export function sseWay(listener: Listener): Way {
  let source: EventSource;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const open = (): void => {
    clearTimeout(timer);
    timer = undefined;
    source = new EventSource('v1/stream', { withCredentials: true });
    const on = (name: string, hear: (payload: Record<string, unknown>) => void): void =>
      source.addEventListener(name, ({ data }: MessageEvent<string>) =>
        hear(JSON.parse(data) as Record<string, unknown>),
      );
    source.addEventListener('open', () => listener.state('live'));
    source.addEventListener('error', () => {
      listener.state('away');
      // A browser tries again where a connection broke, not where it was refused.
      if (source.readyState === EventSource.CLOSED && timer === undefined) timer = setTimeout(open, AGAIN_MS);
    });
    on('frame', (payload) => {
      const head = payload as unknown as Head;
      eachOfAll(payload, (of, signal, value) => listener.value(of, signal, value, head.wall_ms, false));
      listener.frame(head);
    });
    on('clock', (payload) => listener.clock(payload as unknown as Clock, false));
    on('event', (payload) => listener.event(payload as unknown as EventNews));
    on('forecast', (payload) => listener.other('forecast', payload, false));
  };
  listener.state('connecting');
  open();
  return {
    name: 'SSE',
    subscribe: () => undefined,
    nudge() {
      if (timer !== undefined) open();
    },
    end() {
      clearTimeout(timer);
      source.close();
    },
  };
}
