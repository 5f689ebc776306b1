/** Where the tickets went that this page has confirmed: each is asked after until it stands with somebody. */

import { defineStore } from 'pinia'
import { ref, watch } from 'vue'

import { hotlineTickets, type TicketDetail } from '@/wire/tickets'
import type { TicketState } from '@/wire/types'

import { useScreen } from './useScreen'

const AGAIN_MS = 1000
const MOST_TIMES = 20
/** From here on it is somebody else's, or waits for a person. */
const NOT_YET = new Set<TicketState>(['none', 'draft'])

export interface Went {
  number: string
  words: string
  /** The server's clock, ms since 1970. */
  at: number
}

/** 已派单：市水务局，限 24 小时 */
export function wentWords(ticket: TicketDetail): string {
  if (ticket.state === 'confirmed') return '已确认，等待派单'
  const last = [...ticket.history].reverse().find((one) => one.kind !== 'amended')
  return last ? [last.label, last.text].filter(Boolean).join('：') : '已确认'
}

export const useWent = defineStore('went', () => {
  const screen = useScreen()
  const last = ref<Went | null>(null)
  let timer: ReturnType<typeof setTimeout> | undefined

  async function look(number: string): Promise<boolean> {
    const ticket = await hotlineTickets.one(number).catch(() => null)
    if (!ticket || NOT_YET.has(ticket.state)) return false
    last.value = { number, words: wentWords(ticket), at: Date.now() + screen.screen.clockSkewMs }
    return true
  }

  /** The records may be a moment behind the call. */
  function follow(number: string, times = MOST_TIMES): void {
    clearTimeout(timer)
    void look(number).then((known) => {
      if (!known && times > 0) timer = setTimeout(() => follow(number, times - 1), AGAIN_MS)
    })
  }

  watch(
    () => screen.screen.moved,
    (moved) => {
      if (moved && moved.number === last.value?.number) void look(moved.number)
    },
  )
  return { last, follow }
})
