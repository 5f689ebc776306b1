import { createPinia, setActivePinia } from 'pinia'
import { effectScope, ref, type EffectScope } from 'vue'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'

import { gathered } from '@/shell/gathered'
import { useScreen } from '@/store/useScreen'
import { MOST, useList, type TicketList } from '@/tickets/useList'
import type { Ticket, TicketCounts, TicketHouse, TicketMoved, TicketQuery } from '@/wire/tickets'
import { countWords } from '@/words/tickets'

const COUNTS: TicketCounts = {
  states: {},
  due_soon: 0,
  overdue: 0,
  flags: { yellow: 0, orange: 0, red: 0 },
  extensions: 0,
  intake: 0,
}
const moved = (number: string): TicketMoved => ({
  type: 'TicketMoved',
  number,
  state: 'accepted',
  kind: 'accepted',
  department: null,
  flag: 'none',
  level: 0,
  due_at: null,
  at: 1,
})

/** A house whose answers come when the test says so; `asked` are the questions in their order. */
function house() {
  const asked: { query: TicketQuery; answer: (numbers: string[]) => void }[] = []
  const list = (query: TicketQuery) =>
    new Promise<Ticket[]>((resolve) => {
      asked.push({ query, answer: (numbers) => resolve(numbers.map((number) => ({ number }) as Ticket)) })
    })
  return { asked, house: { list, counts: async () => COUNTS } as unknown as TicketHouse }
}

let scope: EffectScope
beforeEach(() => {
  vi.useFakeTimers()
  setActivePinia(createPinia())
  scope = effectScope()
})
afterEach(() => {
  scope.stop()
  vi.useRealTimers()
})

const numbers = (one: TicketList) => one.tickets.value?.map(({ number }) => number)

function move(number: string): void {
  const screen = useScreen()
  screen.screen = { ...screen.screen, moved: moved(number) }
}

describe('wishes', () => {
  it('that never rest are granted all the same', () => {
    const act = vi.fn()
    const { wish } = gathered(act, 1000)
    for (let ms = 0; ms < 10_000; ms += 100) {
      wish()
      vi.advanceTimersByTime(100)
    }
    expect(act).toHaveBeenCalledTimes(10)
  })

  it('are granted together, and none after the end', () => {
    const act = vi.fn()
    const { wish, stop } = gathered(act, 1000)
    wish()
    wish()
    vi.advanceTimersByTime(5000)
    expect(act).toHaveBeenCalledTimes(1)
    wish()
    stop()
    vi.advanceTimersByTime(5000)
    expect(act).toHaveBeenCalledTimes(1)
  })
})

describe('a list', () => {
  it('is asked for again while tickets move without a pause', async () => {
    const { asked, house: of } = house()
    scope.run(() => useList(of, () => ({})))
    await vi.advanceTimersByTimeAsync(10)
    for (let n = 0; n < 25; n += 1) {
      move(String(n))
      await vi.advanceTimersByTimeAsync(200)
    }
    expect(asked.length).toBeGreaterThanOrEqual(5)
    expect(asked.length).toBeLessThanOrEqual(7)
  })

  it('is not put back by an answer that was overtaken', async () => {
    const { asked, house: of } = house()
    const list = scope.run(() => useList(of, () => ({})))!
    await vi.advanceTimersByTimeAsync(10)
    void list.load()
    asked[1]!.answer(['new'])
    await vi.advanceTimersByTimeAsync(0)
    asked[0]!.answer(['old'])
    await vi.advanceTimersByTimeAsync(0)
    expect(numbers(list)).toEqual(['new'])
  })

  it('shows nothing of a folder that was left before it answered', async () => {
    const { asked, house: of } = house()
    const query = ref<TicketQuery>({ list: 'review' })
    const list = scope.run(() => useList(of, () => query.value))!
    await vi.advanceTimersByTimeAsync(10)
    query.value = { list: 'returned' }
    await vi.advanceTimersByTimeAsync(10)
    asked[0]!.answer(['review'])
    await vi.advanceTimersByTimeAsync(0)
    expect(list.tickets.value).toBeNull()
    asked[1]!.answer(['returned'])
    await vi.advanceTimersByTimeAsync(0)
    expect(numbers(list)).toEqual(['returned'])
  })
})

it('says of a list that was cut that it is its beginning', () => {
  expect(countWords(MOST - 1, MOST)).toBe('199 张')
  expect(countWords(MOST, MOST)).toBe('前 200 张')
})
