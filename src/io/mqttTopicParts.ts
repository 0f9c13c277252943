import type { z } from 'zod';

export const SEVERITIES = ['info', 'warning', 'alarm'] as const;

export interface Topic {
  readonly name: string;
  /** Below the prefix of the site; what varies stands in angle brackets. */
  readonly pattern: string;
  readonly retain: boolean;
  readonly qos: 0 | 1;
  readonly payload: z.ZodType;
  readonly about: string;
  /** Sent to the twin rather than by it. */
  readonly isFromOutside?: boolean;
}
