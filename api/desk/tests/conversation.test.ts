import { describe, expect, it } from 'vitest'

import { linesOf } from '@/captions/lines'
import { movesOf } from '@/desk/moves'
import { standingOf } from '@/desk/standing'
import { currentCase, lingeringCase } from '@/store/screen'
import type { CaseView, Party } from '@/wire/types'

import { caseOf, entry, heard, hello, party, screenOf, snapshot, view } from './making'

const both = [party('citizen'), party('agent-1')]
const unit = (changes: Partial<Party> = {}) => party('department-1', { label: '市水务局', ...changes })
const moves = (changes: Partial<CaseView>) => movesOf(view(changes), '1026')

describe('what can be done', () => {
  it('with a citizen alone is to hold and to invite, not to swap, join or leave', () => {
    const can = moves({ parties: both })
    expect(can).toMatchObject({ canHold: true, canInvite: true, canSwap: false, canJoin: false, canLeave: false })
  })

  it('in a consultation is to swap, to join and to leave', () => {
    const can = moves({ parties: [party('citizen', { place: 'aside' }), party('agent-1'), unit()], arrangement: 'consult' })
    expect(can).toMatchObject({ citizenAside: true, canSwap: true, canJoin: true, canLeave: true })
  })

  it('lets the last guest go, also one that still rings', () => {
    expect(moves({ parties: [...both, unit({ state: 'ringing' })] }).last?.leg).toBe('department-1')
    expect(moves({ parties: both }).last).toBeNull()
  })

  it('is nothing for another agent, or while writing', () => {
    expect(movesOf(view({ parties: both }), '1027').talking).toBe(false)
    expect(moves({ parties: both, wrap_up_ends_at: 9000 }).talking).toBe(false)
  })
})

describe('an agent who has left', () => {
  const gone = [party('citizen'), party('agent-1', { state: 'gone' }), unit()]

  it('writes while the call goes on', () => {
    const state = screenOf(hello(), snapshot(1, { parties: gone, arrangement: 'left', wrap_up_ends_at: 9000 }))
    expect(currentCase(state)?.case).toBe(caseOf(state).case)
    expect(standingOf(caseOf(state), '1026')).toBe('writing')
  })

  it('is free for the next call when the time to write is over, and keeps the draft in sight', () => {
    const state = screenOf(hello(), snapshot(1, { parties: gone, arrangement: 'left', ticket_state: 'draft' }))
    expect(currentCase(state)).toBeNull()
    expect(lingeringCase(state)?.case).toBe(caseOf(state).case)
    expect(standingOf(caseOf(state), '1026')).toBe('behind')
  })
})

describe('a colleague who is called in', () => {
  const invited = (state: Party['state']) =>
    snapshot(1, { agent: '1031', parties: [party('citizen'), party('agent-1', { agent: '1031' }), party('agent-2', { agent: '1026', state })] })

  it('has the call on the desk as a guest', () => {
    const state = screenOf(hello(), invited('up'))
    expect(currentCase(state)).not.toBeNull()
    expect(standingOf(caseOf(state), '1026')).toBe('guest')
  })

  it('has it no more when its leg is gone', () => {
    expect(currentCase(screenOf(hello(), invited('gone')))).toBeNull()
  })
})

describe('the captions', () => {
  it('carry joins and leaves between what was said, in order of call time', () => {
    const state = screenOf(
      hello(),
      { ...entry(1, heard(16_000, '路灯不亮')), at: 3000 } as never,
      { ...entry(2, { type: 'LegAnswered', leg: 'department-1' }), at: 4000 } as never,
      { ...entry(3, heard(64_000, '好的', 'department-1')), at: 6000 } as never,
      snapshot(4, { parties: [...both, unit()] }),
    )
    const lines = linesOf(caseOf(state)).map((line) => (line.kind === 'said' ? line.said.text : line.words))
    expect(lines).toEqual(['路灯不亮', '单位 市水务局 加入通话', '好的'])
  })

  it('still name who has left, and keep quiet about a phone that was never answered', () => {
    const state = screenOf(
      hello(),
      snapshot(1, { parties: [...both, unit()] }),
      entry(2, { type: 'LegAnswered', leg: 'department-1' }),
      entry(3, { type: 'LegEnded', leg: 'department-1', cause: 'peer_hung_up', status: 200 }),
      entry(4, { type: 'LegEnded', leg: 'department-2', cause: 'failed', status: 486 }),
      snapshot(5, { parties: both }),
    )
    const lines = linesOf(caseOf(state)).map((line) => (line.kind === 'moment' ? line.words : ''))
    expect(lines).toEqual(['单位 市水务局 加入通话', '单位 市水务局 离开通话'])
  })

  it('take from the server who could hear what was said', () => {
    const state = screenOf(hello(), entry(1, heard(16_000, '喂')), snapshot(2, { apart: { 'citizen:16000': 'hold' } }))
    expect(linesOf(caseOf(state))[0]).toMatchObject({ said: { text: '喂', setting: 'hold' } })
  })
})
