import { z } from 'zod';

export const Id = z.string().regex(/^[a-z][a-z0-9-]*$/, 'expected lower-case letters, digits and "-", such as "chp-1"');
export const Instant = z
  .string()
  .describe('ISO 8601 date and time; in the zone of the site unless it ends in Z or an offset');
