/** A ticket after the call: its life, its clock, what may be done with it now, and the rules for all of them. */

import { query, rest } from './rest'
import type { Hours } from './settings'
import type { DepartmentName, Edited, FirstResponder, TicketState } from './types'

const part = encodeURIComponent

export type FlagColour = 'none' | 'yellow' | 'orange' | 'red'
export type Standing = 'running' | 'due_soon' | 'overdue' | 'standing' | 'stopped'

/** How long it may take, and how far that time is used. */
export interface Clock {
  limit: string
  label: string
  due_at: number | null
  /** From then on it is due soon. */
  soon_at: number | null
  running: boolean
  /** Of the limit, in counted time; in a ticket's detail only. */
  used_percent: number | null
  /** As of the answer; while the page is open, `standingAt` says it. */
  standing: Standing
  /** 0: not escalated. */
  level: number
  level_name: string
  flag: FlagColour
  flag_name: string
}

export interface Ticket {
  number: string
  /** Null: it came by another channel. */
  case: string | null
  source: string
  state: TicketState
  agent: string | null
  values: Edited
  created_at: number
  confirmed_at: number | null
  calling_number: string
  department: DepartmentName | null
  clock: Clock | null
  returns: number
  merged_into: string | null
  confidential: boolean
  anonymous: boolean
  /** Asked for, and not yet decided. */
  extension: { days: number; reason: string; asked_at: number } | null
}

/** One change to a ticket: what each changed field became; `agent` is null for the machine's own. */
export interface Revision {
  index: number
  at: number
  kind: 'drafted' | 'edited' | 'confirmed' | 'discarded'
  agent: string | null
  changes: Edited
}

/** One step of a ticket: `label` names it, `text` says the rest in a line. */
export interface Happening {
  at: number
  kind: string
  label: string
  by: { role: string; id: string; name: string }
  text: string
}

export interface Attachment {
  id: number
  name: string
  media_type: string
  /** In bytes. */
  size: number
  by: string
  at: number
  /** False: sent, and not yet part of a reply. */
  replied: boolean
}

export interface TicketDetail extends Ticket {
  resolved_at: number | null
  first_responder: FirstResponder | null
  /** 1 (very satisfied) to 5. */
  satisfaction: number | null
  revisions: Revision[]
  reply: string
  suggested_department: (DepartmentName & { why: string }) | null
  merged: string[]
  /** What this viewer may do now. */
  acts: ActName[]
  limits: { name: string; label: string }[]
  attachments: Attachment[]
  history: Happening[]
}

/** Each is the last part of the act's path. */
export type ActName =
  | 'confirm'
  | 'discard'
  | 'values'
  | 'submit'
  | 'review'
  | 'send-back'
  | 'dispatch'
  | 'answer'
  | 'merge'
  | 'accept'
  | 'reply'
  | 'return'
  | 'extension'
  | 'extension/grant'
  | 'extension/refuse'
  | 'suspend'
  | 'resume'
  | 'follow-up'
  | 'resolve'
  | 'reopen'
  | 'archive'

export interface TicketQuery {
  day?: string
  agent?: string
  q?: string
  state?: TicketState[]
  department?: string
  due?: 'soon' | 'over' | 'running'
  flag?: Exclude<FlagColour, 'none'> | 'any'
  list?: 'intake' | 'review' | 'to_dispatch' | 'returned' | 'extensions' | 'open'
  sort?: 'due'
  limit?: number
  before?: string
}

/** The numbers on the tabs, of what the viewer may see. */
export interface TicketCounts {
  states: Partial<Record<TicketState, number>>
  due_soon: number
  overdue: number
  flags: Record<Exclude<FlagColour, 'none'>, number>
  extensions: number
  intake: number
}

export interface TicketMoved {
  type: 'TicketMoved'
  number: string
  state: TicketState
  kind: string
  department: string | null
  flag: FlagColour
  level: number
  due_at: number | null
  at: number
}

/** Tickets as one of two houses has them: the hotline, or a department. */
export interface TicketHouse {
  list(asked: TicketQuery): Promise<Ticket[]>
  counts(): Promise<TicketCounts>
  one(number: string): Promise<TicketDetail>
  /** The ticket after it; null: it is no longer this house's. */
  act(number: string, act: ActName, body?: object): Promise<TicketDetail | null>
  attachmentUrl(number: string, id: number): string
}

export function ticketHouse(base: string): TicketHouse {
  const of = (number: string) => `${base}/tickets/${part(number)}`
  const counts = base === '/api' ? '/api/tickets/counts' : `${base}/counts`
  return {
    list: (asked) => rest.get<Ticket[]>(`${base}/tickets${query({ ...asked })}`),
    counts: () => rest.get<TicketCounts>(counts),
    one: (number) => rest.get<TicketDetail>(of(number)),
    act: (number, act, body) =>
      act === 'values'
        ? rest.patch<TicketDetail>(`${of(number)}/values`, body)
        : rest.post<TicketDetail | null>(`${of(number)}/${act}`, body),
    attachmentUrl: (number, id) => `${of(number)}/attachments/${id}`,
  }
}

export const hotlineTickets = ticketHouse('/api')

/** What is masked otherwise; the server notes who asked, and why. */
export interface Unmasked {
  calling_number: string
  callback_number: string
  caller_name: string
  body: string
}

export const unmask = (number: string, reason: string) =>
  rest.post<Unmasked>(`/api/tickets/${part(number)}/unmask`, { reason })

export const exportUrl = (asked: TicketQuery) => `/api/tickets.csv${query({ ...asked })}`

export interface Limit {
  name: string
  label: string
  amount: number
  unit: 'hours' | 'working_days'
  request_types: string[]
  urgencies: string[]
  words: string[]
  by_hand: boolean
}

export interface EscalationLevel {
  level: number
  after_percent: number
  flag: FlagColour
}

export interface TicketRules {
  review: 'off' | 'urgent' | 'all'
  dispatch_at_once: boolean
  follow_up: boolean
  resolve_after_days: number
  archive_after_days: number
  office_hours: Hours
  /** When the service itself calls citizens whose tickets were replied to. */
  calling_hours: Hours
  due_soon_percent: number
  limits: Limit[]
  levels: EscalationLevel[]
}

export const ticketRules = () => rest.get<TicketRules>('/api/ticket-rules')
export const keepTicketRules = (rules: TicketRules) => rest.put<TicketRules>('/api/ticket-rules', rules)
