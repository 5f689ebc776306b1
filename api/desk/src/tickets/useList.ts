/** A folder's tickets and every folder's number: asked again after a change, when a ticket moves, and when the filter does. */

import { onBeforeUnmount, ref, shallowRef, watch, type Ref, type ShallowRef } from 'vue'

import { useScreen } from '@/store/useScreen'
import { Refusal } from '@/wire/rest'
import type { Ticket, TicketCounts, TicketHouse, TicketQuery } from '@/wire/tickets'

const MOST = 200
const REST_AFTER_KEY_MS = 300
/** Many tickets move at once: one question for all of them. */
const REST_AFTER_MOVE_MS = 500

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
  let timer: ReturnType<typeof setTimeout> | undefined

  async function load(): Promise<void> {
    const asked = JSON.stringify(asks())
    try {
      const [found, numbers] = await Promise.all([house.list({ ...asks(), limit: MOST }), house.counts()])
      if (asked !== JSON.stringify(asks())) return
      tickets.value = found
      counts.value = numbers
      problem.value = ''
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      problem.value = error.message
    }
  }

  function soon(ms: number): void {
    clearTimeout(timer)
    timer = setTimeout(() => void load(), ms)
  }

  watch(asks, (now, before) => soon(before && now.q !== before.q ? REST_AFTER_KEY_MS : 0), { immediate: true })
  watch(
    () => screen.screen.moved,
    () => soon(REST_AFTER_MOVE_MS),
  )
  onBeforeUnmount(() => clearTimeout(timer))
  return { tickets, counts, problem, load }
}
