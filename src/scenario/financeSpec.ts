import { z } from 'zod';

const share = (text: string) => z.number().min(0).max(1).describe(text);

/** How what is laid out beyond a reference case is paid for and taxed. */
export const FinanceSpec = z
  .strictObject({
    taxRate: share('on profit; a loss is set against other profit of the owner. ASSUMED 0.25: China').default(0.25),
    depreciation_a: z
      .number()
      .int()
      .min(1)
      .max(60)
      .default(10)
      .describe('years over which an investment is written off evenly. ASSUMED 10: machines, China'),
    loanShare: share('of the first outlay that is borrowed. ASSUMED 0').default(0),
    loanRate: z.number().min(0).lt(1).default(0.045).describe('nominal interest, a year. ASSUMED'),
    loan_a: z.number().int().min(1).max(60).default(10).describe('years of equal payments. ASSUMED'),
    inflation: z
      .number()
      .min(-0.1)
      .lt(1)
      .default(0)
      .describe('by which savings and prices of replacements rise, a year. ASSUMED 0: all in money of today'),
  })
  .describe('cash flow of the owner after tax, with a loan, against each reference case');
