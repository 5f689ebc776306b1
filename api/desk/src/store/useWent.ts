/** Where the tickets went that this page has confirmed: each is asked after until it stands with somebody. */

import { defineStore } from 'pinia'
import { ref, watch } from 'vue'

import { Refusal } from '@/wire/rest'
import { hotlineTickets, type TicketDetail } from '@/wire/tickets'
import type { TicketState } from '@/wire/types'

import { useScreen } from './useScreen'

const AGAIN_MS = 1000
const MOST_TIMES = 20
/** The records are a moment behind the call: they do not know yet that it was confirmed. */
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

const rest = (ms: number) => new Promise<void>((resume) => setTimeout(resume, ms))

/** None while the records do not have it, or cannot be asked. */
async function asRecorded(number: string): Promise<TicketDetail | null> {
  try {
    return await hotlineTickets.one(number)
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    return null
  }
}

export const useWent = defineStore('went', () => {
  const screen = useScreen()
  const last = ref<Went | null>(null)
  let followed: string | null = null
  let looks = 0

  /** What was asked earlier and is answered later counts no more. */
  async function look(number: string): Promise<void> {
    const mine = ++looks
    const ticket = await asRecorded(number)
    if (mine !== looks || !ticket || NOT_YET.has(ticket.state)) return
    last.value = { number, words: wentWords(ticket), at: Date.now() + screen.screen.clockSkewMs }
  }

  /** Until it is told, or another one is followed. */
  async function follow(number: string): Promise<void> {
    followed = number
    for (let times = 0; times < MOST_TIMES && followed === number; times += 1) {
      await look(number)
      if (last.value?.number === number) return
      await rest(AGAIN_MS)
    }
  }

  watch(
    () => screen.screen.moved,
    (moved) => {
      if (moved && moved.number === followed) void look(moved.number)
    },
  )
  return { last, follow }
})
