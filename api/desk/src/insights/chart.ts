/** Charts with what they need of ECharts and nothing else. */

import { BarChart, LineChart, type BarSeriesOption, type LineSeriesOption } from 'echarts/charts'
import {
  GridComponent,
  LegendComponent,
  TooltipComponent,
  type GridComponentOption,
  type LegendComponentOption,
  type TooltipComponentOption,
} from 'echarts/components'
import { init, use, type ComposeOption, type ECharts } from 'echarts/core'
import { SVGRenderer } from 'echarts/renderers'

export type ChartOption = ComposeOption<
  BarSeriesOption | LineSeriesOption | GridComponentOption | LegendComponentOption | TooltipComponentOption
>

use([BarChart, LineChart, GridComponent, LegendComponent, TooltipComponent, SVGRenderer])

export const chartIn = (element: HTMLElement): ECharts => init(element, null, { renderer: 'svg' })
