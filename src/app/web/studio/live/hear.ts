/** Messages of the broker as news. What the broker had kept is told as such, so that nobody takes it for fresh. */
import { type Clock, type EventNews, eachOfAll, eachValue, type Head, type Listener } from './news.ts';

/** @param topic below the site's prefix; @param text of the payload, empty where what was kept is taken back */
export function hear(listener: Listener, topic: string, text: string, isKept: boolean): void {
  const [kind = '', component = ''] = topic.split('/');
  if (text === '' && kind !== 'market') return;
  let payload: Record<string, unknown> = {};
  try {
    if (text !== '') payload = JSON.parse(text) as Record<string, unknown>;
  } catch {
    return;
  }
  const head = payload as unknown as Head;
  if (kind === 'frame') {
    eachOfAll(payload, (of, signal, value) => listener.value(of, signal, value, head.wall_ms, isKept));
    if (!isKept) listener.frame(head);
  } else if (kind === 'tele' || kind === 'state') {
    eachValue(payload, (signal, value) => listener.value(component, signal, value, head.wall_ms, isKept));
    if (kind === 'tele' && !isKept) listener.frame(head);
  } else if (kind === 'clock') listener.clock(clockIn(payload as unknown as Clock & Head), isKept);
  else if (kind === 'event') listener.event(payload as unknown as EventNews);
  else listener.other(topic, payload, isKept);
}

/** Its head names the step that was taken last, the clock of the page the next one. */
const clockIn = (told: Clock & Head): Clock => ({
  ...told,
  index: told.seq + 1,
  time_ms: told.time_ms + told.step_s * 1000,
});
