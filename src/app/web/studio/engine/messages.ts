/** What the page asks of the engine's thread, and what it answers. */
import type { ConfigIssue } from '../../../../core/errors.ts';
import type { CaseResult, Changes, ScenarioInfo } from './caseRunner.ts';
import type { FileKind } from './files.ts';
import type { Look, Picture } from './pictures.ts';

export interface OpenAsk {
  readonly file: string;
  /** Texts that the user opened or changed, by path. */
  readonly texts: Readonly<Record<string, string>>;
  /** Where the other files are. */
  readonly base: string;
  /** The base that charts show beside a case stays, since the same scenario was only edited. */
  readonly keepsBase: boolean;
}
export interface RunAsk {
  readonly changes: Changes;
  readonly look: Look;
}
export type Ask = { readonly n: number } & (
  | ({ readonly kind: 'open' } & OpenAsk)
  | ({ readonly kind: 'run' } & RunAsk)
  | { readonly kind: 'look'; readonly look: Look }
  /** The last case becomes the base. */
  | { readonly kind: 'rebase' }
  | { readonly kind: 'series'; readonly names: readonly string[] }
  | { readonly kind: 'file'; readonly name: FileKind; readonly version: string }
  /** The JSON schema of scenario files. */
  | { readonly kind: 'schema' }
);

export interface Failure {
  readonly message: string;
  /** Where in which file, where it is the user's file that is at fault. */
  readonly issues: readonly ConfigIssue[];
}
export interface Ran {
  readonly result: CaseResult;
  readonly picture: Picture | undefined;
}
export interface Opened {
  readonly info: ScenarioInfo;
  /** The text of the scenario's own file. */
  readonly text: string;
}
export type Answer = { readonly n: number } & (
  | ({ readonly kind: 'opened' } & Opened)
  | ({ readonly kind: 'ran' } & Ran)
  /** How far a long run is; its answer is still to come. */
  | { readonly kind: 'share'; readonly share: number }
  | { readonly kind: 'look'; readonly picture: Picture | undefined }
  | { readonly kind: 'done' }
  | { readonly kind: 'series'; readonly columns: readonly (Float64Array | undefined)[] }
  | { readonly kind: 'file'; readonly parts: readonly (string | ArrayBuffer)[] }
  | { readonly kind: 'schema'; readonly schema: object }
  | { readonly kind: 'failed'; readonly failure: Failure }
);
