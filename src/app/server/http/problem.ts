import { z } from 'zod';

/** What can be wrong with a request, by code: its status and its title. */
export const PROBLEMS = {
  malformed: [400, 'The request cannot be read'],
  unauthorized: [401, 'A token is needed'],
  forbidden: [403, 'Not allowed'],
  not_found: [404, 'There is no such thing'],
  no_frame: [404, 'No step was taken yet'],
  no_forecast: [404, 'No forecast was made yet'],
  method: [405, 'The method is not for this address'],
  not_acceptable: [406, 'Not offered in that form'],
  timeout: [408, 'The request took too long'],
  conflict: [409, 'Not possible as things stand'],
  expired: [410, 'The command has expired'],
  too_large: [413, 'The body is too large'],
  media_type: [415, 'The body is in another form'],
  misdirected: [421, 'The request is for another host'],
  invalid: [422, 'The request is not valid'],
  too_many: [422, 'More values than one answer holds'],
  rate: [429, 'Too many requests'],
  streams: [429, 'Too many streams'],
  headers: [431, 'The headers are too large'],
  failed: [500, 'The server met an error of its own'],
  busy: [503, 'Too much to do'],
  not_ready: [503, 'Not ready'],
  stopping: [503, 'About to stop'],
} as const satisfies Readonly<Record<string, readonly [status: number, title: string]>>;
export type ProblemCode = keyof typeof PROBLEMS;

/** Problem details as of RFC 9457; other members tell more. */
export const ProblemDetails = z.looseObject({
  type: z.string().describe('urn:sixfold:problem: and the code'),
  title: z.string(),
  status: z.number().int(),
  code: z.string().describe('what is wrong, for machines'),
  detail: z.string().describe('where, what was met, what is expected'),
  instance: z.string().optional().describe('id of the request, as in the header x-request-id and in the log'),
});
export type ProblemDetails = z.infer<typeof ProblemDetails>;
export const PROBLEM_TYPE = 'application/problem+json';

interface More {
  /** Members beside the usual ones. */
  readonly members?: Readonly<Record<string, unknown>>;
  readonly headers?: Readonly<Record<string, string>>;
  /** A finer code than that of the problem. */
  readonly code?: string;
}

/** Something that is wrong with a request. */
export class Problem extends Error {
  override readonly name = 'Problem';
  readonly problem: ProblemCode;
  readonly more: More;
  constructor(problem: ProblemCode, detail: string, more: More = {}) {
    super(detail);
    this.problem = problem;
    this.more = more;
  }
  get status(): number {
    return PROBLEMS[this.problem][0];
  }
  details(instance?: string): ProblemDetails {
    const [status, title] = PROBLEMS[this.problem];
    const code = this.more.code ?? this.problem;
    return {
      type: `urn:sixfold:problem:${code}`,
      title,
      status,
      code,
      detail: this.message,
      ...(instance === undefined ? {} : { instance }),
      ...this.more.members,
    };
  }
  response(instance?: string): Response {
    return new Response(`${JSON.stringify(this.details(instance))}\n`, {
      status: this.status,
      headers: { 'content-type': PROBLEM_TYPE, 'cache-control': 'no-store', ...this.more.headers },
    });
  }
}

/** The first fault that a schema found, as `query every_s: expected ...`. */
export const faultOf = (where: string, { issues }: z.ZodError): string => {
  const [first] = issues;
  const path = first!.path.map(String).join('.');
  return `${where}${path === '' ? '' : ` ${path}`}: ${first!.message}`;
};
