/** The chart library for what is no line over time, with the parts that the page draws with; loaded when first needed. */
import { BarChart, ChordChart, HeatmapChart, LineChart, SankeyChart, ScatterChart } from 'echarts/charts';
import {
  DataZoomComponent,
  GridComponent,
  LegendComponent,
  MarkLineComponent,
  MarkPointComponent,
  TooltipComponent,
  VisualMapComponent,
} from 'echarts/components';
import { type EChartsCoreOption, type EChartsType, init, use } from 'echarts/core';
import { LabelLayout } from 'echarts/features';
import { SVGRenderer } from 'echarts/renderers';

const PARTS = [
  BarChart,
  ChordChart,
  HeatmapChart,
  LineChart,
  SankeyChart,
  ScatterChart,
  DataZoomComponent,
  GridComponent,
  LegendComponent,
  MarkLineComponent,
  MarkPointComponent,
  TooltipComponent,
  VisualMapComponent,
  LabelLayout,
  SVGRenderer,
];
export type Option = EChartsCoreOption;
export type Drawing = EChartsType;

/** A place to draw in. The parts are registered here, not on import: a bundler may drop what a module does on its own. */
export function drawingIn(element: HTMLElement): Drawing {
  use(PARTS);
  return init(element, undefined, { renderer: 'svg' });
}
