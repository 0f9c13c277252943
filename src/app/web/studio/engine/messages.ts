/** What the page asks of the engine's thread, and what it answers. */
import type { ConfigIssue } from '../../../../core/errors.ts';
import type { CaseResult, Changes, ScenarioInfo } from './caseRunner.ts';

export type Ask =
  | {
      readonly kind: 'open';
      readonly n: number;
      readonly file: string;
      /** Texts that the user opened or changed, by path. */
      readonly texts: Readonly<Record<string, string>>;
      /** Where the other files are. */
      readonly base: string;
    }
  | { readonly kind: 'run'; readonly n: number; readonly changes: Changes }
  | { readonly kind: 'series'; readonly n: number; readonly names: readonly string[] };

export interface Failure {
  readonly message: string;
  /** Where in which file, where it is the user's file that is at fault. */
  readonly issues: readonly ConfigIssue[];
}
export type Answer =
  | { readonly n: number; readonly kind: 'opened'; readonly info: ScenarioInfo }
  | { readonly n: number; readonly kind: 'ran'; readonly result: CaseResult }
  | { readonly n: number; readonly kind: 'series'; readonly columns: readonly (Float64Array | undefined)[] }
  | { readonly n: number; readonly kind: 'failed'; readonly failure: Failure };
