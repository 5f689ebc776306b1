import { describe, expect, it } from 'vitest'

import { latest, withCall, withCaption } from '@/store/joint'
import { bodyOf, buttonsOf, lackingOf, ACTS, NOTHING_SAID } from '@/tickets/acts'
import { DEPARTMENT, folderOf, HOTLINE } from '@/tickets/folders'
import type { JointCall } from '@/wire/department'
import { query } from '@/wire/rest'
import type { ActName, Clock, TicketCounts } from '@/wire/tickets'
import { clockWords, standingAt, whoDid } from '@/words/tickets'

const act = (name: ActName) => ACTS.find((one) => one.name === name)!
const HOUR = 3_600_000
const clock = (changes: Partial<Clock> = {}): Clock => ({
  limit: 'normal',
  label: '一般 5 个工作日',
  due_at: 10 * HOUR,
  soon_at: 8 * HOUR,
  running: true,
  used_percent: 10,
  standing: 'running',
  level: 0,
  level_name: '',
  flag: 'none',
  flag_name: '',
  ...changes,
})

describe('acts', () => {
  it('stand in one order, and only those that are possible', () => {
    const names = buttonsOf({ acts: ['values', 'dispatch', 'answer'], state: 'confirmed' }, false).map((one) => one.name)
    expect(names).toEqual(['dispatch', 'answer', 'values'])
  })

  it('let what a person came for stand out, never the taking away from a department', () => {
    const [fresh] = buttonsOf({ acts: ['dispatch'], state: 'confirmed' }, false)
    const [away] = buttonsOf({ acts: ['dispatch'], state: 'accepted' }, false)
    expect([fresh?.label, fresh?.leads]).toEqual(['派单', true])
    expect([away?.label, away?.leads]).toEqual(['改派', false])
  })

  it('say when a supervisor acts in a department’s place', () => {
    expect(buttonsOf({ acts: ['accept'], state: 'dispatched' }, false)[0]?.label).toBe('代单位签收')
    expect(buttonsOf({ acts: ['accept'], state: 'dispatched' }, true)[0]).toMatchObject({ label: '签收', leads: true })
  })

  it('ask for the words that the server needs', () => {
    expect(lackingOf(act('return'), NOTHING_SAID)).toContain('退单原因')
    expect(lackingOf(act('review'), NOTHING_SAID)).toBe('')
    expect(lackingOf(act('dispatch'), NOTHING_SAID)).toBe('请先选承办单位')
    expect(lackingOf(act('extension'), { ...NOTHING_SAID, days: 0, words: '雨天' })).toBe('请填延长几个工作日')
    expect(lackingOf(act('extension'), NOTHING_SAID)).toContain('延期原因')
  })

  it('send what the server takes, and nothing empty', () => {
    const said = { ...NOTHING_SAID, words: ' 好 ', department: 'water', days: 2 }
    expect(bodyOf(act('dispatch'), said)).toEqual({ department: 'water', note: '好' })
    expect(bodyOf(act('reply'), { ...said, attachments: [3] })).toEqual({ text: '好', attachments: [3] })
    expect(bodyOf(act('answer'), said)).toEqual({ answer: '好' })
    expect(bodyOf(act('extension'), said)).toEqual({ days: 2, reason: '好' })
    expect(bodyOf(act('accept'), said)).toBeUndefined()
  })

  it('report no answer of a citizen who was not reached', () => {
    const said = { ...NOTHING_SAID, reached: false, solved: true, score: 1 }
    expect(bodyOf(act('follow-up'), said)).toEqual({ reached: false, solved: null })
  })
})

describe('folders', () => {
  const counts: TicketCounts = {
    states: { confirmed: 2, reviewed: 1, reopened: 1, dispatched: 3 },
    due_soon: 1,
    overdue: 0,
    flags: { yellow: 1, orange: 2, red: 3 },
    extensions: 0,
    intake: 4,
  }

  it('count all states that they hold', () => {
    expect(folderOf(HOTLINE, 'dispatch').count(counts)).toBe(4)
    expect(folderOf(HOTLINE, 'flag').count(counts)).toBe(6)
    expect(folderOf(DEPARTMENT, 'dispatched').count(counts)).toBe(3)
  })

  it('fall back to all tickets', () => expect(folderOf(HOTLINE, 'nothing').id).toBe('all'))
})

describe('a clock in words', () => {
  it('says what is left, and since when it is late', () => {
    expect(clockWords(clock(), 7 * HOUR)).toBe('剩 3 小时')
    expect(clockWords(clock(), 9 * HOUR)).toBe('临期 剩 1 小时')
    expect(clockWords(clock(), 60 * HOUR)).toBe('超期 2 天')
    expect(clockWords(clock({ standing: 'standing', running: false }), 60 * HOUR)).toBe('挂起停表')
  })

  it('is the same in a list that was asked for long ago and in a ticket that was asked for now', () => {
    const before = clock({ standing: 'running' })
    const after = clock({ standing: 'overdue' })
    expect([before, after].map((one) => standingAt(one, 9 * HOUR))).toEqual(['due_soon', 'due_soon'])
    expect([before, after].map((one) => standingAt(one, 10 * HOUR))).toEqual(['overdue', 'overdue'])
    expect([before, after].map((one) => clockWords(one, 60 * HOUR))).toEqual(['超期 2 天', '超期 2 天'])
  })

  it('that stands is as the server told it', () => {
    expect(standingAt(clock({ standing: 'stopped', running: false }), 60 * HOUR)).toBe('stopped')
  })
})

describe('who took a step', () => {
  it('is named by part, number and name', () => {
    expect(whoDid({ role: 'agent', id: '1026', name: '王芳' })).toBe('坐席 1026 王芳')
    expect(whoDid({ role: 'department', id: 'water', name: '市水务局' })).toBe('市水务局')
    expect(whoDid({ role: 'service', id: '', name: '' })).toBe('系统')
  })
})

describe('a department’s call', () => {
  const call = (changes: Partial<JointCall> = {}): JointCall => ({
    type: 'JointCall',
    case: 'a',
    ticket: null,
    joined_at: 1,
    left_at: null,
    confidential: false,
    anonymous: false,
    caller_name: '',
    calling_number: '',
    values: {},
    captions: [],
    note: '',
    ...changes,
  })
  const said = (utterance: string, start_ms: number, text: string, id = 'a') =>
    ({ type: 'JointCaption', case: id, utterance, role: 'citizen', start_ms, text }) as const

  it('takes sentences in their order, and mended ones in their place', () => {
    const texts = [said('u2', 20, '二'), said('u1', 10, '一'), said('u2', 20, '贰')]
      .reduce(withCaption, withCall({}, call()))
      .a!.captions.map((one) => one.text)
    expect(texts).toEqual(['一', '贰'])
  })

  it('knows nothing of other calls', () => expect(withCaption({}, said('u', 1, '话', 'b'))).toEqual({}))

  it('shows the one that goes on before those that are over', () => {
    const over = call({ case: 'b', joined_at: 9, left_at: 10 })
    expect(latest({ a: call(), b: over })?.case).toBe('a')
    expect(latest({ b: over })?.case).toBe('b')
    expect(latest({})).toBeNull()
  })
})

it('names a part of a query once for each of its values', () => {
  expect(query({ state: ['a', 'b'], q: '', limit: 1 })).toBe('?state=a&state=b&limit=1')
})
