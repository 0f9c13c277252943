import { Subject } from 'rxjs';
import { expect, it } from 'vitest';
import { newsOf } from '../../../src/app/server/brokerNews.ts';
import { ConnectionError } from '../../../src/core/errors.ts';

it('tells each change of the broker once, however often it is tried again', () => {
  const connected$ = new Subject<void>();
  const lost$ = new Subject<ConnectionError>();
  const heard: (string | undefined)[] = [];
  newsOf({ connected$, lost$ }).subscribe((reason) => heard.push(reason));
  const lose = (why: string): void => lost$.next(new ConnectionError(why));
  connected$.next();
  lose('lost');
  for (let k = 0; k < 5; k++) lose('refused');
  connected$.next();
  lose('lost');
  expect(heard).toEqual([undefined, 'lost', 'refused', undefined, 'lost']);
});
