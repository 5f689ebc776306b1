/** What charts show of a period, and the same as tables. Pure. */

import type { Count, DayFigures } from '@/wire/figures'
import { dayWords } from '@/words/days'
import { rate } from '@/words/formats'

import type { ChartOption } from './chart'
import type { Inks } from './inks'

/** A chart's figures for who reads rather than looks. */
export interface Table {
  head: string[]
  rows: (string | number)[][]
}

/** More bars than these become one. */
const BARS_MOST = 8
/** Fewer would look like walls. */
const BARS_LEAST = 4
const NAME_WIDTH = 134

/** The first bars, and one for all others. */
export function fewer(counts: Count[]): Count[] {
  if (counts.length <= BARS_MOST) return counts
  const rest = counts.slice(BARS_MOST - 1)
  const sum = (of: (one: Count) => number) => rest.reduce((all, one) => all + of(one), 0)
  const others = { name: `其他 ${rest.length} 项`, requests: sum((one) => one.requests), before: sum((one) => one.before) }
  return [...counts.slice(0, BARS_MOST - 1), others]
}

export function countsTable(name: string, now: string, before: string, counts: Count[]): Table {
  return { head: [name, now, before], rows: counts.map((one) => [one.name, one.requests, one.before]) }
}

function base(inks: Inks): ChartOption {
  return {
    animation: false,
    textStyle: { color: inks.ink, fontFamily: inks.font, fontSize: 13 },
    tooltip: {
      trigger: 'axis',
      axisPointer: { type: 'shadow', shadowStyle: { color: inks.line, opacity: 0.35 } },
      confine: true,
      transitionDuration: 0,
      backgroundColor: inks.panel,
      borderColor: inks.edge,
      textStyle: { color: inks.ink, fontSize: 13 },
    },
    legend: { top: 0, right: 8, itemWidth: 14, itemHeight: 10, textStyle: { color: inks.faint, fontSize: 12 }, selectedMode: false },
  }
}

const label = (inks: Inks) => ({ color: inks.faint, fontSize: 12 })
const ruled = (inks: Inks) => ({ splitLine: { lineStyle: { color: inks.line } } })
/** Filled is now, an outline is before: told apart without colour. */
const hollow = (inks: Inks) => ({ color: 'transparent', borderColor: inks.edge, borderWidth: 1 })

export function countsOption(inks: Inks, now: string, before: string, counts: Count[]): ChartOption {
  const shown = fewer(counts)
  const blank = Array.from({ length: Math.max(0, BARS_LEAST - shown.length) }, () => '')
  return {
    ...base(inks),
    grid: { left: NAME_WIDTH + 12, right: 44, top: 22, bottom: 4 },
    xAxis: { type: 'value', minInterval: 1, axisLabel: { show: false }, splitLine: { show: false } },
    yAxis: {
      type: 'category',
      inverse: true,
      data: [...shown.map((one) => one.name), ...blank],
      axisTick: { show: false },
      axisLine: { lineStyle: { color: inks.line } },
      axisLabel: { color: inks.ink, fontSize: 13, width: NAME_WIDTH, overflow: 'truncate' },
    },
    series: [
      {
        name: now,
        type: 'bar',
        barWidth: '44%',
        barGap: '12%',
        data: shown.map((one) => one.requests),
        itemStyle: { color: inks.accent },
        label: { show: true, position: 'right', color: inks.ink, fontSize: 13 },
      },
      { name: before, type: 'bar', barWidth: '22%', data: shown.map((one) => one.before), itemStyle: hollow(inks) },
    ],
  }
}

const hour = (of: number) => `${of} 时`

export function hoursTable(hours: number[]): Table {
  return { head: ['时段', '诉求'], rows: hours.map((requests, of) => [`${of} 时至 ${of + 1} 时`, requests]) }
}

export function hoursOption(inks: Inks, hours: number[]): ChartOption {
  return {
    ...base(inks),
    legend: { show: false },
    grid: { left: 36, right: 12, top: 12, bottom: 24 },
    xAxis: {
      type: 'category',
      data: hours.map((_, of) => hour(of)),
      axisTick: { show: false },
      axisLine: { lineStyle: { color: inks.edge } },
      axisLabel: { ...label(inks), interval: 2 },
    },
    yAxis: { type: 'value', minInterval: 1, axisLabel: label(inks), ...ruled(inks) },
    series: [{ name: '诉求', type: 'bar', barWidth: '62%', data: hours, itemStyle: { color: inks.accent } }],
  }
}

const ON_TIME = '按时办结率'
const SATISFIED = '满意率'

export function daysTable(days: DayFigures[]): Table {
  const rows = days.map((one) => [dayWords(one.day), one.requests, rate(one.on_time_rate), rate(one.satisfaction_rate)])
  return { head: ['日期', '诉求', ON_TIME, SATISFIED], rows }
}

/** Requests as bars; the rates as lines of their own marks and strokes. */
export function daysOption(inks: Inks, days: DayFigures[]): ChartOption {
  const rates = (of: 'on_time_rate' | 'satisfaction_rate') => days.map((one) => (one[of] === null ? null : Math.round(one[of] * 100)))
  const told = (value: unknown) => (typeof value === 'number' ? `${value} %` : '—')
  return {
    ...base(inks),
    grid: { left: 36, right: 50, top: 30, bottom: 24 },
    xAxis: {
      type: 'category',
      data: days.map((one) => dayWords(one.day)),
      axisTick: { show: false },
      axisLine: { lineStyle: { color: inks.edge } },
      axisLabel: { ...label(inks), interval: 0, hideOverlap: true },
    },
    yAxis: [
      { type: 'value', minInterval: 1, axisLabel: label(inks), ...ruled(inks) },
      { type: 'value', min: 0, max: 100, interval: 25, axisLabel: { ...label(inks), formatter: '{value} %' }, splitLine: { show: false } },
    ],
    series: [
      { name: '诉求', type: 'bar', barWidth: '46%', data: days.map((one) => one.requests), itemStyle: { color: inks.accent, opacity: 0.45 } },
      {
        name: ON_TIME,
        type: 'line',
        yAxisIndex: 1,
        data: rates('on_time_rate'),
        symbol: 'circle',
        symbolSize: 8,
        lineStyle: { color: inks.ok, width: 2 },
        itemStyle: { color: inks.ok },
        tooltip: { valueFormatter: told },
      },
      {
        name: SATISFIED,
        type: 'line',
        yAxisIndex: 1,
        data: rates('satisfaction_rate'),
        symbol: 'diamond',
        symbolSize: 10,
        lineStyle: { color: inks.warn, width: 2, type: 'dashed' },
        itemStyle: { color: inks.warn },
        tooltip: { valueFormatter: told },
      },
    ],
  }
}
