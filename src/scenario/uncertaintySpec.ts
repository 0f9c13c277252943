import { z } from 'zod';

const shared = {
  parameter: z
    .string()
    .regex(/^[a-z][A-Za-z0-9-]*(\.[A-Za-z0-9_-]+)+$/, 'expected the path of a number, such as components.pv.rated_kWp')
    .describe('path of a number in the scenario, such as components.pv.rated_kWp'),
  label: z.string().optional().describe('shown in reports'),
  relative: z
    .boolean()
    .default(false)
    .describe('what is drawn is a factor on the number that the scenario has, instead of the number itself'),
};
const bounds = {
  least: z.number().optional().describe('nothing below is drawn: the distribution is cut off there'),
  most: z.number().optional().describe('nothing above is drawn'),
};

const Uncertain = z
  .discriminatedUnion('distribution', [
    z.strictObject({
      ...shared,
      distribution: z.literal('uniform').describe('every value between two is as likely'),
      from: z.number(),
      to: z.number(),
    }),
    z.strictObject({
      ...shared,
      ...bounds,
      distribution: z.literal('normal').describe('around a mean, by a standard deviation'),
      mean: z.number(),
      sd: z.number().positive().describe('standard deviation'),
    }),
    z.strictObject({
      ...shared,
      distribution: z.literal('triangular').describe('between two values, most likely at `mode`'),
      from: z.number(),
      mode: z.number(),
      to: z.number(),
    }),
    z.strictObject({
      ...shared,
      ...bounds,
      distribution: z.literal('lognormal').describe('above 0, as often above the median as below it'),
      median: z.number().positive(),
      spread: z
        .number()
        .gt(1)
        .describe('factor of one standard deviation: 68 % lie between median / spread and median * spread'),
    }),
  ])
  .superRefine((u, context) => {
    const add = (at: string, message: string): void =>
      context.addIssue({ code: 'custom', path: [at], message, input: u });
    if ('from' in u && u.from >= u.to) add('from', `is not below "to" (${u.to}); expected from < to`);
    else if (u.distribution === 'triangular' && (u.mode < u.from || u.mode > u.to))
      add('mode', `expected a value between ${u.from} and ${u.to}, met ${u.mode}`);
    if ('least' in u && u.least !== undefined && u.most !== undefined && u.least >= u.most)
      add('least', `is not below "most" (${u.most}); expected least < most`);
  });
export type Uncertain = z.infer<typeof Uncertain>;

export const UncertaintySpec = z
  .record(z.string().regex(/^[A-Za-z][A-Za-z0-9-]*$/, 'expected letters, digits and "-"'), Uncertain)
  .default({})
  .describe('what is not known for certain, and how it may be: drawn by sixfold sweep --samples, ignored by all else');
