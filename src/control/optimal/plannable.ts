import { ConfigError } from '../../core/errors.ts';
import type { Instance } from '../../core/instance.ts';

/** Components that cannot be planned, in the words of the scenario. @throws ConfigError naming every one */
export function checkPlannable(components: readonly Instance[]): void {
  const issues = components
    .filter((c) => c.kind.linear === undefined)
    .map((c) => ({
      file: '',
      path: `components.${c.id}`,
      message:
        `"${c.kind.kind}" has no linear model, so planner "optimal" cannot plan it` +
        (c.kind.unplanned === undefined ? '' : `: ${c.kind.unplanned}`) +
        '; run by rules (leave control.planner out), or take a generic converter, source, sink or store instead',
    }));
  if (issues.length > 0) throw new ConfigError(issues);
}
