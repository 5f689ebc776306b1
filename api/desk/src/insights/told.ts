/** A period's figures in words: what stands in the tiles, and how topics move. Pure. */

import type { Count, Insights, PeriodKind, Topic } from '@/wire/figures'
import { addDays, dayWords } from '@/words/days'
import { percent, rate } from '@/words/formats'
import { sourceLabel } from '@/words/tickets'

export interface Tile {
  label: string
  value: string
  note: string
}

export const NOW: Record<PeriodKind, string> = { day: '当日', week: '七日' }
export const BEFORE: Record<PeriodKind, string> = { day: '前一日', week: '前七日' }
export const LENGTH_DAYS: Record<PeriodKind, number> = { day: 1, week: 7 }

/** 2026-11-28 周六; 2026-11-22 至 2026-11-28 */
export function periodWords(period: PeriodKind, day: string): string {
  if (period === 'day') return `${day.slice(0, 5)}${dayWords(day)}`
  return `${addDays(day, 1 - LENGTH_DAYS.week)} 至 ${day}`
}

/** 较前一日 +12（+30 %） */
export function changeWords(now: number, before: number, than: string): string {
  if (now === before) return `与${than}持平`
  const by = now - before
  const signed = `${by > 0 ? '+' : '−'}${Math.abs(by)}`
  return before === 0 ? `较${than} ${signed}` : `较${than} ${signed}（${percent(Math.abs(by) / before)}）`
}

const share = (part: number, of: number) => (of === 0 ? '' : `占 ${percent(part / of)}`)

export function tilesOf(figures: Insights): Tile[] {
  const { requests, requests_before: before, direct, urgent, on_time_rate: onTime, satisfaction_rate: content, rated } = figures
  return [
    { label: '诉求', value: String(requests), note: changeWords(requests, before, BEFORE[figures.period]) },
    { label: '直接答复', value: String(direct), note: share(direct, requests) },
    { label: '紧急和特急', value: String(urgent), note: share(urgent, requests) },
    { label: '按时办结率', value: rate(onTime), note: onTime === null ? '还没有到期或办结的' : '在已到期、已答复的里' },
    { label: '满意率', value: rate(content), note: rated === 0 ? '还没有评价' : `${rated} 件有评价` },
  ]
}

export interface Trend {
  sign: string
  word: string
}

export function trendOf({ requests, before, rising }: Topic): Trend {
  if (rising) return { sign: '↑', word: '明显上升' }
  if (requests > before) return { sign: '↗', word: '略升' }
  return requests === before ? { sign: '→', word: '持平' } : { sign: '↘', word: '回落' }
}

/** Channels by their Chinese names. */
export function named(sources: Count[]): Count[] {
  return sources.map((one) => ({ ...one, name: sourceLabel(one.name) }))
}
