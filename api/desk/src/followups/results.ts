/** What the campaign has learned, in words and sums. Pure. */

import type { FollowUp, FollowUpSums } from '@/wire/settings'

export const STATE_LABEL: Record<FollowUp['state'], string> = {
  planned: '待拨打',
  dialling: '正在拨打',
  reached: '已接通',
  not_reached: '没接通',
  cancelled: '已取消',
}

/** 1 is the best, as the prompts have it. */
export const SCORE_LABEL: Record<number, string> = {
  1: '1 非常满意',
  2: '2 满意',
  3: '3 基本满意',
  4: '4 不满意',
  5: '5 非常不满意',
}

export function asked(one: FollowUp): string {
  if (one.solved === null) return one.state === 'reached' ? '没有按键' : '—'
  return one.solved ? '✓ 已解决' : '✕ 没解决，已重新办理'
}

function share(part: number, whole: number): string {
  return whole === 0 ? '—' : `${Math.round((part / whole) * 100)} %`
}

/** Planned, reached, not reached, share that is solved, share that is satisfied; null: not told yet. */
export function summary(sums: FollowUpSums | null): [string, string][] {
  const of = (words: (told: FollowUpSums) => string) => (sums ? words(sums) : '—')
  return [
    ['待拨打', of(({ planned, dialling }) => String(planned + dialling))],
    ['已接通', of(({ reached }) => String(reached))],
    ['没接通', of(({ not_reached }) => String(not_reached))],
    ['解决率', of(({ solved, answered }) => share(solved, answered))],
    ['满意率', of(({ satisfied, rated }) => share(satisfied, rated))],
  ]
}
