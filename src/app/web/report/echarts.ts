/** The chart library, with the parts that the report draws with and no others. */
import { BarChart, CustomChart, HeatmapChart, LineChart } from 'echarts/charts';
import {
  GridComponent,
  LegendComponent,
  TitleComponent,
  TooltipComponent,
  VisualMapComponent,
} from 'echarts/components';
import { type EChartsCoreOption, type EChartsType, init, use } from 'echarts/core';
import { CanvasRenderer, SVGRenderer } from 'echarts/renderers';

const PARTS = [
  BarChart,
  CustomChart,
  HeatmapChart,
  LineChart,
  GridComponent,
  LegendComponent,
  TitleComponent,
  TooltipComponent,
  VisualMapComponent,
  CanvasRenderer,
  SVGRenderer,
];
export type Option = EChartsCoreOption;
export type Drawing = EChartsType;

/** A place to draw in. The parts are registered here, not on import: a bundler may drop what a module does on its own. */
export function drawingIn(element: HTMLElement, renderer: 'svg' | 'canvas'): Drawing {
  use(PARTS);
  return init(element, undefined, { renderer });
}
