/** A folder's tickets and every folder's number: asked again after a change, when a ticket moves, and when the filter does. */

import { onScopeDispose, ref, shallowRef, watch, type Ref, type ShallowRef } from 'vue'

import { gathered } from '@/shell/gathered'
import { useScreen } from '@/store/useScreen'
import { Refusal } from '@/wire/rest'
import type { Ticket, TicketCounts, TicketHouse, TicketQuery } from '@/wire/tickets'

/** The most that one list holds: who wants another one narrows it. */
export const MOST = 200
const REST_AFTER_KEY_MS = 300
/** Many tickets move at once: one question for all of them, also on a day on which they never rest. */
const MOVES_GATHERED_MS = 1000

export interface TicketList {
  tickets: ShallowRef<Ticket[] | null>
  counts: ShallowRef<TicketCounts | null>
  problem: Ref<string>
  load(): Promise<void>
}

export function useList(house: TicketHouse, asks: () => TicketQuery): TicketList {
  const screen = useScreen()
  const tickets = shallowRef<Ticket[] | null>(null)
  const counts = shallowRef<TicketCounts | null>(null)
  const problem = ref('')
  const moves = gathered(() => void load(), MOVES_GATHERED_MS)
  let typing: ReturnType<typeof setTimeout> | undefined
  let questions = 0
  let answered = 0

  /** An answer counts unless a later question was answered before, or something else is asked for by now. */
  async function load(): Promise<void> {
    const question = ++questions
    const asked = JSON.stringify(asks())
    const current = () => question > answered && asked === JSON.stringify(asks())
    try {
      const [found, numbers] = await Promise.all([house.list({ ...asks(), limit: MOST }), house.counts()])
      if (!current()) return
      tickets.value = found
      counts.value = numbers
      problem.value = ''
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      if (current()) problem.value = error.message
    }
    answered = Math.max(answered, question)
  }

  function soon(ms: number): void {
    clearTimeout(typing)
    typing = setTimeout(() => void load(), ms)
  }

  watch(asks, (now, before) => soon(before && now.q !== before.q ? REST_AFTER_KEY_MS : 0), { immediate: true })
  watch(() => screen.screen.moved, moves.wish)
  onScopeDispose(() => {
    clearTimeout(typing)
    moves.stop()
  })
  return { tickets, counts, problem, load }
}
