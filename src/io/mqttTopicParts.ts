import type { z } from 'zod';

export const SEVERITIES = ['info', 'warning', 'alarm'] as const;

/** The user under which readings of meters come in, and the one command that it may give. */
export const METER_USER = 'meter';
export const MEASUREMENT = 'measurement';

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
