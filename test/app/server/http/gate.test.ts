import { describe, expect, it } from 'vitest';
import { makeGate } from '../../../../src/app/server/http/gate.ts';
import { Problem } from '../../../../src/app/server/http/problem.ts';
import type { Access } from '../../../../src/app/server/http/route.ts';
import { bearerOf } from '../../../../src/app/server/http/tokens.ts';

const tokens = {
  find: (token: string) =>
    ({
      v: { name: 'viewer', role: 'viewer' } as const,
      o: { name: 'operator', role: 'operator' } as const,
      p: { name: 'owner', role: 'party' } as const,
    })[token],
};
const gate = (isLoopback: boolean, burst = 1000) => makeGate({ tokens, isLoopback, rate: { perSecond: 0.001, burst } });
const codeOf = (work: () => unknown): string => {
  try {
    work();
    return 'passed';
  } catch (error) {
    return error instanceof Problem ? `${error.status} ${error.problem}` : String(error);
  }
};

describe('the gate', () => {
  const ROWS: readonly (readonly [
    access: Access,
    isLoopback: boolean,
    nobody: string,
    viewer: string,
    party: string,
    operator: string,
  ])[] = [
    ['open', true, 'passed', 'passed', 'passed', 'passed'],
    ['open', false, 'passed', 'passed', 'passed', 'passed'],
    ['read', true, 'passed', 'passed', 'passed', 'passed'],
    ['read', false, '401 unauthorized', 'passed', 'passed', 'passed'],
    // Whom the desk lets command, it says itself.
    ['command', true, '401 unauthorized', 'passed', 'passed', 'passed'],
    ['command', false, '401 unauthorized', 'passed', 'passed', 'passed'],
    ['operator', true, '401 unauthorized', '403 forbidden', '403 forbidden', 'passed'],
    ['operator', false, '401 unauthorized', '403 forbidden', '403 forbidden', 'passed'],
  ];
  it.each(ROWS)(
    '%s, on loopback %s: nobody %s, viewer %s, party %s, operator %s',
    (access, isLoopback, ...expected) => {
      const { admit } = gate(isLoopback);
      const said = [undefined, 'Bearer v', 'Bearer p', 'Bearer o'].map((shown) =>
        codeOf(() => admit(access, shown, '10.0.0.1')),
      );
      expect(said).toEqual(expected);
    },
  );

  it('knows who asks, and nobody by a wrong token, though reading is free', () => {
    const { admit } = gate(true);
    expect(admit('read', 'Bearer o', 'a')).toEqual({ name: 'operator', role: 'operator' });
    expect(admit('read', undefined, 'a')).toBeUndefined();
    expect(codeOf(() => admit('read', 'Bearer x', 'a'))).toBe('401 unauthorized');
  });

  it('counts requests by address, and by token wherever it is shown', () => {
    const { enter, admit } = gate(false, 3);
    const from = (address: string): string => codeOf(() => enter(address, 'any.example'));
    expect([from('10.0.0.1'), from('10.0.0.1'), from('10.0.0.1'), from('10.0.0.1')]).toEqual([
      'passed',
      'passed',
      'passed',
      '429 rate',
    ]);
    expect(from('10.0.0.2')).toBe('passed');
    const by = (shown: string, address: string): string => codeOf(() => admit('command', `Bearer ${shown}`, address));
    expect(['1', '2', '3', '4'].map((n) => by('o', `10.0.1.${n}`))).toEqual(['passed', 'passed', 'passed', '429 rate']);
    expect(by('p', '10.0.1.4')).toBe('passed');
  });

  it.each([
    ['127.0.0.1', 'passed'],
    ['127.8.9.1:8600', 'passed'],
    ['LOCALHOST:1', 'passed'],
    ['[::1]:8600', 'passed'],
    ['evil.example', '421 misdirected'],
    ['127.0.0.1.evil.example', '421 misdirected'],
    ['localhost.evil.example:8600', '421 misdirected'],
    ['evil.example#localhost', '421 misdirected'],
    [undefined, '421 misdirected'],
  ])('on loopback, asked for as %s: %s', (host, said) => {
    expect(codeOf(() => gate(true).enter('127.0.0.1', host))).toBe(said);
    expect(codeOf(() => gate(false).enter('127.0.0.1', host))).toBe('passed');
  });

  it.each([
    ['Bearer abc-._~+/9==', 'abc-._~+/9=='],
    ['bearer abc', 'abc'],
    ['Bearer  abc ', 'abc'],
    ['Bearer', undefined],
    ['Bearer ', undefined],
    ['Bearer a b', undefined],
    ['Basic abc', undefined],
    ['Bearer abc\u0000', undefined],
  ])('%j shows the token %s', (header, token) => {
    expect(bearerOf(header)).toBe(token);
  });
});
