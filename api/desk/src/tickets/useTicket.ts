/** A ticket read by REST together with its case: its words, draft and revisions. */

import { ref, watch, type Ref } from 'vue'

import type { CaseState } from '@/store/caseState'
import { fromDetail, withSent } from '@/store/screen'
import { useOutbox } from '@/store/useOutbox'
import * as api from '@/wire/api'
import { Refusal } from '@/wire/rest'
import type { CaseDetail, TicketDetail } from '@/wire/types'

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

export function useTicket(number: () => string | null): { open: Ref<OpenTicket>; load(): Promise<void> } {
  const open = ref<OpenTicket>(NOTHING)
  const outbox = useOutbox()

  async function read(asked: string): Promise<OpenTicket> {
    const ticket = await api.ticket(asked)
    const detail = await api.caseDetail(ticket.case)
    return { ...NOTHING, ticket, one: settledCase(detail, ticket) }
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

  watch(number, load, { immediate: true })
  watch(
    () => outbox.lastTaken,
    (item) => {
      const one = open.value.one
      if (one && item?.case === one.case) open.value = { ...open.value, one: withSent(one, item) }
    },
  )
  return { open, load }
}
