import { openHighs } from '../io/highsModel.ts';
import type { Compiled } from '../scenario/compile.ts';
import type { ExchangeOutside } from '../scenario/exchange/exchange.ts';

/** Models of the solver for a scenario whose markets clear together; none for any other. */
export async function modelsFor({ cluster }: Compiled): Promise<Pick<ExchangeOutside, 'models'>> {
  if (cluster.spec.exchange?.clearing !== 'together') return {};
  return { models: { linear: await openHighs(), whole: await openHighs() } };
}
