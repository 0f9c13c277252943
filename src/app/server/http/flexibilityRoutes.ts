import { z } from 'zod';
import { FlexibilityMessage, FlexibilityReports, Head } from '../../../io/mqttPayloads.ts';
import type { Twin } from '../twin.ts';
import { json, type Route, route } from './route.ts';

const OfHead = Object.fromEntries(Object.keys(Head.shape).map((name) => [name, true])) as Record<
  keyof typeof Head.shape,
  true
>;
const EventShown = FlexibilityMessage.omit(OfHead).extend({ reports: FlexibilityReports.shape.reports });

/** Events of flexibility; they are called, and offered for, by commands. */
export function flexibilityRoutes(twin: Twin): readonly Route[] {
  return [
    route({
      method: 'get',
      path: '/v1/flexibility/events',
      operation: 'listFlexibilityEvents',
      tag: 'markets',
      summary: 'Events of flexibility, the last first, with what one’s own meters did; the operator sees all',
      access: 'read',
      answers: { 200: { about: 'The events', content: { 'application/json': z.array(EventShown) } } },
      async handle({ principal }) {
        const answer = await twin.called(principal?.role === 'operator' ? undefined : (principal?.name ?? ''));
        return json(answer.kind === 'events' ? answer.events : []);
      },
    }),
  ];
}
