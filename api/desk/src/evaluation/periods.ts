/** The times that people ask figures of, by name. Pure. */

import type { Days } from '@/wire/figures'
import { addDays, mondayOf, monthOf } from '@/words/days'

export type PeriodName = 'recent' | 'week' | 'last_week' | 'month' | 'last_month'

export const PERIODS: [PeriodName, string][] = [
  ['recent', '近 30 天'],
  ['week', '本周'],
  ['last_week', '上周'],
  ['month', '本月'],
  ['last_month', '上月'],
]

const RECENT_DAYS = 30

export function daysOf(name: PeriodName, today: string): Days {
  const monday = mondayOf(today)
  switch (name) {
    case 'recent':
      return { from: addDays(today, 1 - RECENT_DAYS), to: today }
    case 'week':
      return { from: monday, to: today }
    case 'last_week':
      return { from: addDays(monday, -7), to: addDays(monday, -1) }
    case 'month':
      return { from: monthOf(today), to: today }
    case 'last_month':
      return { from: monthOf(today, -1), to: addDays(monthOf(today), -1) }
  }
}

/** Whether these days are such a time: its button is pressed. */
export function isPeriod(days: Days, name: PeriodName, today: string): boolean {
  const { from, to } = daysOf(name, today)
  return days.from === from && days.to === to
}
