import { createPinia, setActivePinia } from 'pinia'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'

import { useWent } from '@/store/useWent'
import { Refusal } from '@/wire/rest'
import { hotlineTickets, type TicketDetail } from '@/wire/tickets'
import type { TicketState } from '@/wire/types'

/** The answers that are still out, by number, in the order in which they were asked for. */
let out: Record<string, ((state: TicketState | Refusal) => void)[]>

const detail = (number: string, state: TicketState) =>
  ({ number, state, history: [{ kind: state, label: '派单', text: `单位${number}` }] }) as unknown as TicketDetail

beforeEach(() => {
  vi.useFakeTimers()
  setActivePinia(createPinia())
  out = {}
  vi.spyOn(hotlineTickets, 'one').mockImplementation(
    (number) =>
      new Promise((resolve, reject) => {
        const answer = (state: TicketState | Refusal) =>
          state instanceof Refusal ? reject(state) : resolve(detail(number, state))
        ;(out[number] ??= []).push(answer)
      }),
  )
})
afterEach(() => {
  vi.restoreAllMocks()
  vi.useRealTimers()
})

async function answer(number: string, state: TicketState | Refusal): Promise<void> {
  out[number]!.shift()!(state)
  await vi.advanceTimersByTimeAsync(0)
}

it('asks again while the records are behind, and then says where the ticket went', async () => {
  const went = useWent()
  void went.follow('1')
  await answer('1', new Refusal(404, '没有'))
  expect(went.last).toBeNull()
  await vi.advanceTimersByTimeAsync(1000)
  await answer('1', 'draft')
  await vi.advanceTimersByTimeAsync(1000)
  await answer('1', 'dispatched')
  expect(went.last).toMatchObject({ number: '1', words: '派单：单位1' })
})

it('tells the later of two tickets, however late the earlier one is answered', async () => {
  const went = useWent()
  void went.follow('1')
  void went.follow('2')
  await answer('2', 'dispatched')
  await answer('1', 'dispatched')
  expect(went.last?.number).toBe('2')
})

it('gives up the earlier of two tickets, and goes on asking for the later', async () => {
  const went = useWent()
  void went.follow('1')
  void went.follow('2')
  await answer('2', 'draft')
  await answer('1', 'draft')
  await vi.advanceTimersByTimeAsync(1000)
  expect(out['1']).toEqual([])
  await answer('2', 'dispatched')
  expect(went.last?.number).toBe('2')
})
