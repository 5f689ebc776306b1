/** Whether an article holds today, in words. Pure. */

import type { ArticleEntry } from '@/wire/knowledge'

export type Standing = 'current' | 'ending' | 'expired' | 'coming' | 'off'
type Valid = Pick<ArticleEntry, 'enabled' | 'valid_from' | 'valid_until'>

/** From so many days before its end on it is said. */
const SOON_DAYS = 30
const DAY_MS = 86_400_000

/** `today` is an ISO 8601 day; both days of an article are part of its time. */
export function standingOf({ enabled, valid_from: from, valid_until: until }: Valid, today: string): Standing {
  if (!enabled) return 'off'
  if (until && until < today) return 'expired'
  if (from && from > today) return 'coming'
  return until && daysUntil(until, today) <= SOON_DAYS ? 'ending' : 'current'
}

export function standingWords(article: Valid, today: string): string {
  const { valid_from: from, valid_until: until } = article
  switch (standingOf(article, today)) {
    case 'off':
      return '已停用'
    case 'expired':
      return `已失效（${until} 止）`
    case 'coming':
      return `未生效（${from} 起）`
    case 'ending':
      return until === today ? '今天是最后一天' : `${daysUntil(until!, today)} 天后失效`
    default:
      return '有效'
  }
}

/** From when to when it holds: 2026-01-01 至 2026-12-31, 长期. */
export function timeWords({ valid_from: from, valid_until: until }: Pick<Valid, 'valid_from' | 'valid_until'>): string {
  if (from && until) return `${from} 至 ${until}`
  if (from) return `${from} 起`
  return until ? `至 ${until}` : '长期'
}

function daysUntil(day: string, today: string): number {
  return Math.round((Date.parse(day) - Date.parse(today)) / DAY_MS)
}
