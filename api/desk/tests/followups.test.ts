import { describe, expect, it } from 'vitest'

import { asked, SCORE_LABEL, summary } from '@/followups/results'
import type { FollowUp } from '@/wire/settings'

const reached = (score: number | null, solved: boolean | null = true): FollowUp => ({
  ticket: '261100000191',
  state: 'reached',
  solved,
  score,
  attempts: 1,
  at: 1,
})

describe('what the follow-ups have learned', () => {
  it('counts who keyed 1 to 3 as satisfied, and nobody who keyed nothing', () => {
    const rows = [reached(1), reached(2), reached(3, false), reached(4), reached(null, null)]
    expect(Object.fromEntries(summary(rows))).toEqual({
      待拨打: '0',
      已接通: '5',
      没接通: '0',
      解决率: '75 %',
      满意率: '75 %',
    })
  })

  it('has no share where nobody was asked', () => {
    expect(Object.fromEntries(summary([]))).toMatchObject({ 解决率: '—', 满意率: '—' })
  })

  it('names the scores as the prompt does', () => {
    expect(SCORE_LABEL[3]).toBe('3 基本满意')
    expect(asked(reached(null, null))).toBe('没有按键')
  })
})
