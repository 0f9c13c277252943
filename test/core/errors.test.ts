import { expect, it } from 'vitest';
import { ConfigError, ConnectionError, SimulationError } from '../../src/core/errors.ts';

it.each([
  ['suzhou.yaml', 41, 'components.bat1', 'suzhou.yaml:41 components.bat1: too small'],
  ['suzhou.yaml', undefined, 'components.bat1', 'suzhou.yaml components.bat1: too small'],
  ['suzhou.yaml', 41, '', 'suzhou.yaml:41: too small'],
  ['', undefined, 'capacity_kWh', 'capacity_kWh: too small'],
  ['', undefined, '', 'too small'],
])('writes file %o, line %o and path %o', (file, line, path, text) => {
  expect(new ConfigError([{ file, line, path, message: 'too small' }]).message).toBe(text);
});

it('holds every fault, a line each', () => {
  const issues = [
    { file: 'a.yaml', line: 1, path: 'site', message: 'missing; give latitude_deg' },
    { file: 'a.yaml', line: 9, path: 'grid.step_s', message: '7 does not divide 3600' },
  ];
  const error = new ConfigError(issues);
  expect(error.issues).toEqual(issues);
  expect(error.message).toBe('a.yaml:1 site: missing; give latitude_deg\na.yaml:9 grid.step_s: 7 does not divide 3600');
});

it('takes a plain text for a fault without place', () => {
  const error = new ConfigError('end before start');
  expect(error.issues).toEqual([{ file: '', path: '', message: 'end before start' }]);
  expect(error.message).toBe('end before start');
});

it.each([
  [new ConfigError('x'), 'ConfigError'],
  [new SimulationError('x'), 'SimulationError'],
  [new ConnectionError('x'), 'ConnectionError'],
])('is an Error with a name of its own: %s', (error, name) => {
  expect(error).toBeInstanceOf(Error);
  expect(error.name).toBe(name);
  expect(String(error)).toBe(`${name}: x`);
});
