import { merge, type Observable } from 'rxjs';
import { timeAt } from '../../../core/timeGrid.ts';
import type { Link } from '../../../io/mqttLink.ts';
import { prefixOf } from '../../../io/mqttTopics.ts';
import type { Twin } from '../twin.ts';

export interface FlexibilityTelemetryOptions {
  readonly twin: Pick<Twin, 'site' | 'clock' | 'run' | 'called' | 'market$'>;
  readonly link: Pick<Link, 'deliver'>;
  /** Something was asked of the twin. */
  readonly asked$: Observable<unknown>;
  readonly wall: () => number;
}

/** Tells events of flexibility to all, and to each party what it did in them, as they change. @returns what ends that */
export function tellFlexibility({ twin, link, asked$, wall }: FlexibilityTelemetryOptions): () => void {
  const prefix = prefixOf(twin.site.name);
  const told = new Map<string, string>();
  const deliver = (topic: string, payload: object): void => {
    const text = JSON.stringify(payload);
    if (told.get(topic) === text) return;
    told.set(topic, text);
    const seq = Math.max(0, twin.clock.index - 1);
    const { run, epoch } = twin.run;
    const head = { time_ms: timeAt(twin.site.grid, seq), wall_ms: wall(), run, epoch, seq };
    link.deliver(`${prefix}/${topic}`, JSON.stringify({ ...head, ...payload }), { retain: true });
  };
  let isAsking = false;
  let isDue = false;
  const look = async (): Promise<void> => {
    isDue = true;
    if (isAsking) return;
    isAsking = true;
    while (isDue) {
      isDue = false;
      const answer = await twin.called();
      if (answer.kind !== 'events') break;
      for (const { reports, ...event } of answer.events) {
        const topic = `flexibility/${event.eventName}`;
        deliver(topic, event);
        for (const party of new Set(reports.map(({ resourceName }) => resourceName)))
          deliver(`${topic}/${party}`, {
            programID: event.programID,
            eventName: event.eventName,
            reports: reports.filter(({ resourceName }) => resourceName === party),
          });
      }
    }
    isAsking = false;
  };
  const subscription = merge(twin.market$, asked$).subscribe(() => {
    void look().catch(() => {
      isAsking = false;
    });
  });
  return () => subscription.unsubscribe();
}
