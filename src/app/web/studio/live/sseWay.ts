/** Live news as server-sent events, where there is no MQTT for this page. */
import { type Clock, type EventNews, eachOfAll, type Head, type Listener, type Way } from './news.ts';

export function sseWay(listener: Listener): Way {
  listener.state('connecting');
  const source = new EventSource('v1/stream', { withCredentials: true });
  const on = (name: string, hear: (payload: Record<string, unknown>) => void): void =>
    source.addEventListener(name, ({ data }: MessageEvent<string>) =>
      hear(JSON.parse(data) as Record<string, unknown>),
    );
  source.addEventListener('open', () => listener.state('live'));
  source.addEventListener('error', () => listener.state('away'));
  on('frame', (payload) => {
    const head = payload as unknown as Head;
    eachOfAll(payload, (of, signal, value) => listener.value(of, signal, value, head.wall_ms, false));
    listener.frame(head);
  });
  on('clock', (payload) => listener.clock(payload as unknown as Clock));
  on('event', (payload) => listener.event(payload as unknown as EventNews));
  on('forecast', (payload) => listener.other('forecast', payload, false));
  return { name: 'SSE', subscribe: () => undefined, end: () => source.close() };
}
