import { effectScope, ref } from 'vue'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'

import { useAnswer } from '@/form/useAnswer'
import { usePages, type Pages } from '@/form/usePages'
import { Refusal } from '@/wire/rest'

type Answer = (rows: number[]) => void

describe('a list page by page', () => {
  const asked = ref('a')
  const asks: { question: string; last: number | undefined; answer: Answer; refuse: (why: Error) => void }[] = []
  let scope = effectScope()

  function list(): Pages<string, number> {
    const page = (question: string, last: number | undefined) =>
      new Promise<number[]>((answer, refuse) => asks.push({ question, last, answer, refuse }))
    return scope.run(() => usePages({ asks: () => asked.value, page, size: 2, restMs: (_, before) => (before ? 300 : 0) }))!
  }
  const settled = () => vi.advanceTimersByTimeAsync(0)

  beforeEach(() => {
    vi.useFakeTimers()
    vi.spyOn(console, 'warn').mockImplementation(() => undefined)
    asked.value = 'a'
    asks.length = 0
    scope = effectScope()
  })
  afterEach(() => {
    scope.stop()
    vi.useRealTimers()
    vi.restoreAllMocks()
  })

  it('grows by what comes after its last row, until a page is not full', async () => {
    const { rows, more, next } = list()
    await settled()
    asks[0]!.answer([9, 8])
    await settled()
    expect([rows.value, more.value]).toEqual([[9, 8], true])
    void next()
    expect(asks[1]).toMatchObject({ question: 'a', last: 8 })
    asks[1]!.answer([7])
    await settled()
    expect([rows.value, more.value]).toEqual([[9, 8, 7], false])
  })

  it('waits until a question rests, and takes no answer to a former one', async () => {
    const { rows, answered } = list()
    await settled()
    asked.value = 'ab'
    await settled()
    asked.value = 'abc'
    await vi.advanceTimersByTimeAsync(300)
    expect(asks.map((one) => one.question)).toEqual(['a', 'abc'])
    asks[1]!.answer([1])
    await settled()
    asks[0]!.answer([5, 5])
    await settled()
    expect([answered.value, rows.value]).toEqual(['abc', [1]])
  })

  it('says why it could not be told, keeps what it has, and can be asked again', async () => {
    const { rows, problem, busy, load } = list()
    await settled()
    asks[0]!.refuse(new Refusal(503, '记录库暂时连不上'))
    await settled()
    expect([rows.value, problem.value, busy.value]).toEqual([null, '记录库暂时连不上', false])
    void load()
    asks[1]!.answer([])
    await settled()
    expect([rows.value, problem.value]).toEqual([[], ''])
  })

  it('asks for one further page at a time', async () => {
    const { next } = list()
    await settled()
    asks[0]!.answer([2, 1])
    await settled()
    void next()
    void next()
    expect(asks).toHaveLength(2)
    asks[1]!.answer([])
  })
})

describe('an answer to a question that changes', () => {
  const settled = () => new Promise((done) => setTimeout(done))

  it('stands until the next has come, and none is taken that comes too late', async () => {
    const day = ref('mon')
    const answers: Record<string, (told: string) => void> = {}
    const scope = effectScope()
    const ask = (asked: { day: string }) => new Promise<string>((told) => (answers[asked.day] = told))
    const { told, busy } = scope.run(() => useAnswer(() => ({ day: day.value }), ask))!
    answers.mon!('Monday')
    await settled()
    day.value = 'tue'
    await settled()
    expect([told.value, busy.value]).toEqual(['Monday', true])
    day.value = 'wed'
    await settled()
    answers.wed!('Wednesday')
    await settled()
    answers.tue!('Tuesday')
    await settled()
    expect([told.value, busy.value]).toEqual(['Wednesday', false])
    scope.stop()
  })

  it('says why there is none, and asks again', async () => {
    const refuse = vi.fn().mockRejectedValueOnce(new Refusal(503, '稍后重试')).mockResolvedValueOnce('told')
    const scope = effectScope()
    const { told, problem, load } = scope.run(() => useAnswer(() => ({}), refuse))!
    await settled()
    expect([told.value, problem.value]).toEqual([null, '稍后重试'])
    await load()
    expect([told.value, problem.value]).toEqual(['told', ''])
    scope.stop()
  })
})
