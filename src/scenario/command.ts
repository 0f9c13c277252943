import { z } from 'zod';

const Id = z.string().regex(/^[a-z][a-z0-9-]*$/);
const Name = z.string().min(1).max(64);
const Steps = z.number().int().min(1).nullable();

/** A plan as the journal keeps it: what it was when it was made, whoever would make another one later. */
export const PlanAction = z.strictObject({
  do: z.literal('plan'),
  /** Steps of it; 0 where there is none, and rules go on alone. */
  steps: z.number().int().min(0),
  /** By component: the number of the lead to set, and its flow, step by step. */
  leads: z.record(z.string(), z.strictObject({ lead: z.array(z.number().int()), target: z.array(z.number()) })),
  /** By bus: what its closers were planned to give. */
  closing: z.record(z.string(), z.array(z.number())),
  /** By component: the most that it was planned to give in the month of each step, where its bill asks for the highest. */
  most: z.record(z.string(), z.array(z.number())).optional(),
  /** By component: what a store's content is worth to it, per unit given and taken; and what a kW beyond `most` costs. */
  worths: z.record(z.string(), z.strictObject({ give: z.array(z.number()), take: z.array(z.number()) })).optional(),
  peaks: z.record(z.string(), z.number()).optional(),
  text: z.string(),
});
export type PlanAction = z.infer<typeof PlanAction>;

/**
 * What an outside command does to a run. `steps` is how many steps it lasts, null until it is taken back. A set point
 * and a change of an input take the place of what was commanded for the same before.
 */
export const Action = z.discriminatedUnion('do', [
  z.strictObject({
    do: z.literal('setpoint'),
    component: Id,
    port: Name,
    target: z.number(),
    steps: Steps,
    /** Seconds without a sign of its sender after which somebody outside lets it go. */
    heartbeat_s: z.number().int().min(1).optional(),
  }),
  z.strictObject({ do: z.literal('release'), component: Id, why: z.string().max(200) }),
  z.strictObject({
    do: z.literal('input'),
    component: Id,
    input: Name,
    change: z.enum(['set', 'scale', 'add']),
    value: z.number(),
    steps: Steps,
  }),
  z.strictObject({ do: z.literal('restore'), component: Id, input: Name }),
  /** What meters show, by signal: of the interval in which it comes. */
  z.strictObject({ do: z.literal('measure'), component: Id, values: z.record(Name, z.number()) }),
  PlanAction,
  z.strictObject({ do: z.literal('mode'), mode: z.enum(['remote', 'local']) }),
]);
export type Action = z.infer<typeof Action>;

/** A command that took effect: it acts from the beginning of step `step`. */
export const JournalEntry = z.strictObject({
  step: z.number().int().min(0),
  by: z.string().min(1).max(64),
  id: z.string().min(1).max(128),
  action: Action,
});
export type JournalEntry = z.infer<typeof JournalEntry>;
