/** Opening hours, day by day, as a form shows them, and back. Pure. */

import type { Hours } from '@/wire/settings'

export const DAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const
export const DAY_LABEL = ['周一', '周二', '周三', '周四', '周五', '周六', '周日']
export const ALL_DAY = '全天'
const SPAN = /^([01]\d|2[0-3]):[0-5]\d-([01]\d|2[0-4]):[0-5]\d$/

function covers(key: string, day: number): boolean {
  const [first, last = first] = key.split('-')
  const from = DAYS.indexOf(first as (typeof DAYS)[number])
  const to = DAYS.indexOf(last as (typeof DAYS)[number])
  return from <= to ? day >= from && day <= to : day >= from || day <= to
}

/** Seven texts, Monday first: `08:30-12:00、14:00-17:30`, `全天`, or empty for closed. */
export function asTexts(hours: Hours | null): string[] {
  const weekly = Object.entries(hours?.weekly ?? {})
  return DAYS.map((_, day) => {
    const spans = weekly.find(([key]) => covers(key, day))?.[1] ?? []
    const list = Array.isArray(spans) ? spans : [spans]
    return list.map((span) => (span === 'all day' || span === '00:00-24:00' ? ALL_DAY : span)).join('、')
  })
}

function spansOf(text: string): string[] | 'all day' {
  if (text.trim() === ALL_DAY) return 'all day'
  return text.replace(/：/g, ':').split(/[、，,;；\s]+/).filter(Boolean).map((span) => span.replace(/[–—~～至]/, '-'))
}

/** What is wrong with one day's text; empty when it can be read. */
export function wrongSpan(text: string): string {
  const spans = spansOf(text)
  if (spans === 'all day' || spans.every((span) => SPAN.test(span))) return ''
  return '写成 08:30-12:00、14:00-17:30，或“全天”，休息则留空'
}

export function asHours(texts: string[], before: Hours | null): Hours {
  const open = DAYS.map((day, i) => [day, spansOf(texts[i] ?? '')] as const)
  const weekly = Object.fromEntries(open.filter(([, spans]) => spans.length > 0))
  return { ...before, weekly }
}
