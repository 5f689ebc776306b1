import { describe, expect, it } from 'vitest'

import { asked, SCORE_LABEL, summary } from '@/followups/results'
import type { FollowUp, FollowUpSums } from '@/wire/settings'

const sums: FollowUpSums = {
  planned: 3_000,
  dialling: 2,
  reached: 5,
  not_reached: 1,
  cancelled: 7,
  answered: 4,
  solved: 3,
  rated: 3,
  satisfied: 2,
}
const silent: FollowUp = { ticket: '261100000191', state: 'reached', solved: null, score: null, attempts: 1, at: 1 }

describe('what the follow-ups have learned', () => {
  it('is told of all, however few are listed, and shares are of those who said so', () => {
    expect(Object.fromEntries(summary(sums))).toEqual({
      待拨打: '3002',
      已接通: '5',
      没接通: '1',
      解决率: '75 %',
      满意率: '67 %',
    })
  })

  it('has no share where nobody was asked, and no figure before it is told', () => {
    expect(Object.fromEntries(summary({ ...sums, answered: 0, rated: 0 }))).toMatchObject({ 解决率: '—', 满意率: '—' })
    expect(Object.fromEntries(summary(null))).toMatchObject({ 待拨打: '—', 解决率: '—' })
  })

  it('names the scores as the prompt does', () => {
    expect(SCORE_LABEL[3]).toBe('3 基本满意')
    expect(asked(silent)).toBe('没有按键')
  })
})
