/** A ticket read by REST together with its case, where it has one: its words, draft and history. */

import { onScopeDispose, ref, watch, type Ref } from 'vue'

import { say } from '@/shell/acting'
import type { CaseState } from '@/store/caseState'
import { fromDetail, withSent } from '@/store/screen'
import { useOutbox } from '@/store/useOutbox'
import { useScreen } from '@/store/useScreen'
import * as api from '@/wire/api'
import { Refusal } from '@/wire/rest'
import { hotlineTickets, type TicketDetail } from '@/wire/tickets'
import type { CaseDetail } from '@/wire/types'

export interface OpenTicket {
  loading: boolean
  problem: string
  ticket: TicketDetail | null
  one: CaseState | null
}

const NOTHING: OpenTicket = { loading: false, problem: '', ticket: null, one: null }

/** The values of a ticket that no longer lives as a draft are the ticket's own. */
function settledCase(detail: CaseDetail, ticket: TicketDetail): CaseState {
  const one = fromDetail(detail)
  const view = { ...detail.view, ticket: ticket.number, ticket_state: ticket.state }
  return ticket.state === 'draft' ? { ...one, view } : { ...one, view, edited: ticket.values }
}

export interface Opened {
  open: Ref<OpenTicket>
  load(): Promise<void>
  /** The ticket as an act left it. */
  put(after: TicketDetail): void
}

export function useTicket(number: () => string | null): Opened {
  const open = ref<OpenTicket>(NOTHING)
  const outbox = useOutbox()
  const screen = useScreen()

  async function read(asked: string): Promise<OpenTicket> {
    const ticket = await hotlineTickets.one(asked)
    const detail = ticket.case ? await api.caseDetail(ticket.case) : null
    return { ...NOTHING, ticket, one: detail && settledCase(detail, ticket) }
  }

  async function load(): Promise<void> {
    const asked = number()
    if (!asked) return void (open.value = NOTHING)
    if (open.value.ticket?.number !== asked) open.value = { ...NOTHING, loading: true }
    const got = await read(asked).catch((error: unknown) => {
      if (!(error instanceof Refusal)) throw error
      return { ...NOTHING, problem: error.message }
    })
    if (number() === asked) open.value = got
  }

  /** The case's words do not change by an act; what the ticket says of them may. */
  function put(after: TicketDetail): void {
    const { one } = open.value
    const view = one?.view && { ...one.view, ticket_state: after.state }
    open.value = { ...open.value, ticket: after, one: one && { ...one, view: view ?? null, edited: after.values } }
  }

  async function ticketMoved(): Promise<void> {
    const asked = number()
    if (!asked || open.value.ticket?.number !== asked) return
    const after = await hotlineTickets.one(asked).catch((error: unknown) => {
      if (!(error instanceof Refusal)) throw error
      say('warning', `工单 ${asked} 有变动，暂时取不到：${error.message}`)
      return null
    })
    if (after && number() === asked) put(after)
  }

  watch(number, load, { immediate: true })
  watch(
    () => open.value.one?.case ?? null,
    (id) => (outbox.reading = id),
  )
  onScopeDispose(() => (outbox.reading = null))
  watch(
    () => screen.screen.moved,
    (moved) => {
      if (moved?.number === number()) void ticketMoved()
    },
  )
  watch(
    () => outbox.lastTaken,
    (item) => {
      const one = open.value.one
      if (one && item?.case === one.case) open.value = { ...open.value, one: withSent(one, item) }
    },
  )
  return { open, load, put }
}
