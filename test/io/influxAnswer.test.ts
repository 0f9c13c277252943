import { expect, it } from 'vitest';
import { judgeWrite } from '../../src/io/influxAnswer.ts';

const advice = { refused: 'put the password right', missing: 'make the database' };
const error = (text: string): string => JSON.stringify({ error: text });

it.each([
  [204, '', undefined, { is: 'stored' }],
  [
    401,
    error('authorization failed'),
    undefined,
    { is: 'stop', why: 'authorization failed (401); put the password right' },
  ],
  [403, '', undefined, { is: 'stop', why: 'status 403 (403); put the password right' }],
  [
    404,
    error('database not found: "x"'),
    undefined,
    { is: 'stop', why: 'database not found: "x" (404); make the database' },
  ],
  // 2.x says it under another name.
  [
    404,
    '{"code":"not found","message":"bucket \\"b\\" not found"}',
    undefined,
    { is: 'stop', why: 'bucket "b" not found (404); make the database' },
  ],
  [503, error('timeout'), undefined, { is: 'retry', why: 'timeout (503)' }],
  [500, '<html>', undefined, { is: 'retry', why: '<html> (500)' }],
  [429, '', '7', { is: 'retry', why: 'status 429 (429)', after_ms: 7000 }],
  [429, '', 'Wed, 21 Oct 2015 07:28:00 GMT', { is: 'retry', why: 'status 429 (429)' }],
  [
    400,
    error('partial write: points beyond retention policy dropped=12'),
    undefined,
    { is: 'refused', why: 'partial write: points beyond retention policy dropped=12', points: 12 },
  ],
  [
    400,
    error("partial write: unable to parse 'a': x\nunable to parse 'b': y dropped=0"),
    undefined,
    { is: 'refused', why: "partial write: unable to parse 'a': x\nunable to parse 'b': y dropped=0", points: 2 },
  ],
  [400, error('unable to parse'), undefined, { is: 'refused', why: 'unable to parse', points: 100 }],
  [413, error('Request Entity Too Large'), undefined, { is: 'refused', why: 'Request Entity Too Large', points: 100 }],
])('takes %i %s', (status, body, retryAfter, expected) => {
  expect(judgeWrite({ status, body, retryAfter }, 100, advice)).toEqual(expected);
});
