/** What the campaign has learned, in words and sums. Pure. */

import type { FollowUp } from '@/wire/settings'

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

/** 1 (very satisfied) to here counts as satisfied, as in the evaluation and the insights (`callflow.insights.CONTENT`). */
const SATISFIED = 3

function share(part: number, whole: number): string {
  return whole === 0 ? '—' : `${Math.round((part / whole) * 100)} %`
}

/** Planned, reached, share that is solved, share that is satisfied. */
export function summary(rows: FollowUp[]): [string, string][] {
  const of = (state: FollowUp['state']) => rows.filter((one) => one.state === state).length
  const answered = rows.filter((one) => one.solved !== null)
  const scored = rows.filter((one) => one.score !== null)
  return [
    ['待拨打', String(of('planned') + of('dialling'))],
    ['已接通', String(of('reached'))],
    ['没接通', String(of('not_reached'))],
    ['解决率', share(answered.filter((one) => one.solved).length, answered.length)],
    ['满意率', share(scored.filter((one) => one.score! <= SATISFIED).length, scored.length)],
  ]
}
