import { H2_LHV_kWh_per_kg } from '../core/carriers.ts';
import { ConfigError } from '../core/errors.ts';
import { currentAtPower } from './cellStack.ts';
import type { ElectrolyserParams } from './electrolyserParams.ts';
import { ELECTROLYSERS, type StackPoint, stackOf } from './electrolyserPresets.ts';
import { type ElectrolyserStackParams, electrolyserStack } from './electrolyserStack.ts';
import type { Electrolyser } from './electrolyserStep.ts';
import type { UniformCurve } from './uniformCurve.ts';

/** The curves bend at low load alone; consumption is right to 0.05 % in between. */
const POINTS = 129;

const fault = (path: string, message: string): ConfigError => new ConfigError([{ file: '', path, message }]);

type Flows = Pick<Electrolyser, 'etaRectifier' | 'etaDirect' | 'perStack' | 'hydrogen_kW' | 'stackHeat_kW' | 'stack'>;

/** What the input of an electrolyser becomes, laid out before the loop. @throws ConfigError */
export function flowsOf(p: ElectrolyserParams, auxiliary_kW: number, least: number, hydrogen_bar: number): Flows {
  if (!(least > auxiliary_kW))
    throw fault('minLoad', 'met a least load below the auxiliaries; expected minLoad above auxiliaryShare');
  return p.stack === undefined
    ? byInput(p, auxiliary_kW, least)
    : byCurrent(p, p.stack, auxiliary_kW, least, hydrogen_bar);
}

/** A stack of the stated consumption that does not age, laid out over the electric input. */
function byInput(p: ElectrolyserParams, auxiliary_kW: number, least: number): Flows {
  const preset = ELECTROLYSERS[p.technology];
  const rated = p.rated_kW;
  const system = p.system_kWh_per_kg ?? preset.system_kWh_per_kg;
  const consumption = p.stack_kWh_per_kg ?? preset.stack_kWh_per_kg;
  const stack_kW = (rated * consumption) / system;
  const etaRectifier = stack_kW / (rated - auxiliary_kW);
  if (!(etaRectifier <= 1))
    throw fault(
      'system_kWh_per_kg',
      `met ${system}, which leaves ${Number((rated - stack_kW).toPrecision(6))} kW beside the stack for auxiliaries ` +
        `of ${Number(auxiliary_kW.toPrecision(6))} kW and the rectifier; expected more, or a smaller auxiliaryShare`,
    );
  const worn = 1 + p.operated_h * (p.degradation_per_h ?? preset.degradation_per_h);
  const stackAt = stackOf(preset, stack_kW, consumption * worn);
  const dc = (input_kW: number): number => (input_kW - auxiliary_kW) * etaRectifier;
  const step = (rated - least) / (POINTS - 1);
  const points = Array.from({ length: POINTS }, (_, k) => stackAt(dc(least + k * step)));
  const curve = (of: (point: StackPoint) => number): UniformCurve => ({
    from: least,
    step,
    values: Float64Array.from(points, of),
  });
  const stackHeat_kW = curve((point) => point.heat_kW);
  if (stackHeat_kW.values[0]! < 0) throw fault('minLoad', COLD);
  const hydrogen_kW = curve((point) => point.hydrogen_kg_per_h * H2_LHV_kWh_per_kg);
  return { etaRectifier, etaDirect: etaRectifier, perStack: 0, hydrogen_kW, stackHeat_kW, stack: null };
}
const COLD = 'at its least load the cell would need heat from outside; expected a higher least load';
const NONE: UniformCurve = { from: 0, step: 0, values: new Float64Array(1) };

/** A stack of cells that ages. */
function byCurrent(
  p: ElectrolyserParams,
  of: ElectrolyserStackParams,
  auxiliary_kW: number,
  least: number,
  hydrogen_bar: number,
): Flows {
  if (p.system_kWh_per_kg !== undefined)
    throw fault(
      'system_kWh_per_kg',
      `met ${p.system_kWh_per_kg} beside a stack; expected stack.etaRectifier, stack.auxiliaryPerStack and ` +
        `auxiliaryShare, from which it follows`,
    );
  const stack = electrolyserStack(of, {
    technology: p.technology,
    rated_kW: p.rated_kW,
    auxiliary_kW,
    consumption_kWh_per_kg: p.stack_kWh_per_kg,
    operated_h: p.operated_h,
    degradation_per_h: p.degradation_per_h ?? ELECTROLYSERS[p.technology].degradation_per_h,
    hydrogen_bar,
  });
  const { etaRectifier, perStack } = stack;
  const etaDirect = 1 / (1 / etaRectifier + perStack);
  const first = Math.floor(
    currentAtPower(stack, stack.ageing.replaceAt, (least - auxiliary_kW) * etaDirect) / stack.heat_kW.step,
  );
  if (stack.heat_kW.values.some((heat_kW, k) => k >= first && heat_kW < 0)) throw fault('minLoad', COLD);
  return { etaRectifier, etaDirect, perStack, hydrogen_kW: NONE, stackHeat_kW: NONE, stack };
}
