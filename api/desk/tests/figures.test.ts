import { describe, expect, it } from 'vitest'

import { daysOf, isPeriod } from '@/evaluation/periods'
import { ranked, sumOf } from '@/evaluation/ranking'
import type { Inks } from '@/insights/inks'
import { countsOption, countsTable, daysOption, daysTable, fewer, hoursTable } from '@/insights/options'
import { changeWords, named, periodWords, tilesOf, trendOf } from '@/insights/told'
import type { Count, EvaluationRow, Insights, Topic } from '@/wire/figures'
import { addDays, isDay, mondayOf, monthOf, weekday } from '@/words/days'

const row = (key: string, changes: Partial<EvaluationRow> = {}): EvaluationRow => ({
  key, name: key, tickets: 0, had: 0, done: 0, on_time: 0, late: 0, on_time_rate: null, returned: 0, return_rate: null,
  reopened: 0, reopen_rate: null, rated: 0, satisfied: 0, satisfaction_rate: null, direct: 0, ...changes,
})
const keys = (rows: EvaluationRow[]) => rows.map((one) => one.key)

describe('days', () => {
  it('are counted over months and years', () => {
    expect([addDays('2026-02-28', 1), addDays('2027-01-01', -1), addDays('2028-02-28', 1)]).toEqual(['2026-03-01', '2026-12-31', '2028-02-29'])
    expect([monthOf('2026-01-31'), monthOf('2026-01-31', -1)]).toEqual(['2026-01-01', '2025-12-01'])
  })

  it('belong to weeks that begin on Monday', () => {
    expect([mondayOf('2026-11-29'), mondayOf('2026-11-30'), weekday('2026-11-29')]).toEqual(['2026-11-23', '2026-11-30', '周日'])
  })

  it('are only what the calendar has', () => {
    expect(['2026-11-29', '2026-02-30', '2026-13-01', '', 'today'].map(isDay)).toEqual([true, false, false, false, false])
  })
})

describe('times with a name', () => {
  it('include today or end before', () => {
    expect(daysOf('recent', '2026-11-29')).toEqual({ from: '2026-10-31', to: '2026-11-29' })
    expect(daysOf('last_week', '2026-11-29')).toEqual({ from: '2026-11-16', to: '2026-11-22' })
    expect(daysOf('last_month', '2026-03-31')).toEqual({ from: '2026-02-01', to: '2026-02-28' })
  })

  it('are known again', () => {
    expect(isPeriod({ from: '2026-11-01', to: '2026-11-29' }, 'month', '2026-11-29')).toBe(true)
    expect(isPeriod({ from: '2026-11-02', to: '2026-11-29' }, 'month', '2026-11-29')).toBe(false)
  })
})

describe('who stands where', () => {
  const rows = [
    row('甲', { tickets: 9, on_time_rate: 0.9, return_rate: 0.1 }),
    row('乙', { tickets: 2 }),
    row('丙', { tickets: 5, on_time_rate: 0.4, return_rate: 0.1 }),
  ]

  it('begins with whom needs help, and ends with whom nothing can be said of', () => {
    expect(keys(ranked(rows, 'on_time_rate', true))).toEqual(['丙', '甲', '乙'])
    expect(keys(ranked(rows, 'on_time_rate', false))).toEqual(['甲', '丙', '乙'])
  })

  it('breaks ties by how many tickets there were', () => {
    expect(keys(ranked(rows, 'return_rate', false))).toEqual(['甲', '丙', '乙'])
  })

  it('sums to rates of all tickets, not to means of rates', () => {
    const sum = sumOf([row('甲', { tickets: 10, had: 10, on_time: 9, late: 1, rated: 2, satisfied: 1 }), row('乙', { tickets: 2, had: 5, late: 2, returned: 3 })])
    expect([sum.on_time_rate, sum.satisfaction_rate, sum.return_rate]).toEqual([9 / 12, 0.5, 3 / 15])
    expect(sumOf([]).on_time_rate).toBeNull()
  })
})

const figures: Insights = {
  period: 'week', from: '2026-11-23', to: '2026-11-29', requests: 120, requests_before: 100, direct: 30, urgent: 0,
  on_time_rate: 0.914, satisfaction_rate: null, rated: 0, topics: [], types: [], categories: [], departments: [], districts: [],
  sources: [], hours: [], days: [],
}
const topic = (requests: number, before: number, rising = false): Topic => ({
  title: '', category: '', place: '', requests, before, rising, urgent: 0, tickets: [],
})
const count = (name: string, requests: number, before = 0): Count => ({ name, requests, before })
const inks: Inks = {
  ink: '#111', faint: '#222', line: '#333', edge: '#444', panel: '#555', accent: '#666', ok: '#777', warn: '#888', font: 'x',
}

describe('a period in words', () => {
  it('says how it differs from the one before', () => {
    expect(changeWords(120, 100, '前七日')).toBe('较前七日 +20（20 %）')
    expect(changeWords(3, 5, '前一日')).toBe('较前一日 −2（40 %）')
    expect([changeWords(3, 0, '前一日'), changeWords(3, 3, '前一日')]).toEqual(['较前一日 +3', '与前一日持平'])
  })

  it('tells what cannot be told yet', () => {
    const tiles = Object.fromEntries(tilesOf(figures).map((one) => [one.label, one]))
    expect(tiles['按时办结率']?.value).toBe('91 %')
    expect(tiles['满意率']).toMatchObject({ value: '—', note: '还没有评价' })
    expect(tiles['直接答复']?.note).toBe('占 25 %')
  })

  it('names its days', () => {
    expect(periodWords('day', '2026-11-29')).toBe('2026-11-29 周日')
    expect(periodWords('week', '2026-11-29')).toBe('2026-11-23 至 2026-11-29')
  })

  it('gives every movement of a topic a word', () => {
    const words = [topic(9, 2, true), topic(4, 3), topic(3, 3), topic(1, 3)].map((one) => trendOf(one).word)
    expect(words).toEqual(['明显上升', '略升', '持平', '回落'])
  })

  it('calls channels by their names', () => expect(named([count('phone', 3)])[0]?.name).toBe('电话'))
})

describe('charts', () => {
  const many = Array.from({ length: 11 }, (_, nth) => count(`第${nth}`, 20 - nth, 1))

  it('gather what is little, and lose nothing', () => {
    const shown = fewer(many)
    expect([shown.length, shown.at(-1)?.name, shown.at(-1)?.before]).toEqual([8, '其他 4 项', 4])
    const sum = (some: Count[]) => some.reduce((all, one) => all + one.requests, 0)
    expect(sum(shown)).toBe(sum(many))
    expect(fewer(many.slice(0, 8))).toHaveLength(8)
  })

  it('stand beside a table of everything', () => {
    expect(countsTable('区县', '七日', '前七日', many).rows).toHaveLength(11)
    expect(hoursTable([0, 3]).rows[1]).toEqual(['1 时至 2 时', 3])
    const days = [{ day: '2026-11-29', requests: 4, on_time_rate: 0.5, satisfaction_rate: null }]
    expect(daysTable(days).rows).toEqual([['11-29 周日', 4, '50 %', '—']])
  })

  it('paint both periods, and leave out a rate that there is none of', () => {
    const bars = countsOption(inks, '七日', '前七日', [count('东湖区', 4, 2)]).series as { name: string; data: unknown[] }[]
    expect(bars.map((one) => [one.name, one.data])).toEqual([['七日', [4]], ['前七日', [2]]])
    const days = [{ day: '2026-11-29', requests: 4, on_time_rate: 0.504, satisfaction_rate: null }]
    const lines = daysOption(inks, days).series as { data: unknown[] }[]
    expect(lines.map((one) => one.data)).toEqual([[4], [50], [null]])
  })
})
