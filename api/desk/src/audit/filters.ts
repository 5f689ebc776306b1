/** What is looked for in the audit, as a person says it and as the server is asked. Pure. */

import type { AuditLine, AuditQuery } from '@/wire/audit'

export interface Filters {
  who: string
  what: string
  ticket: string
  from: string
  to: string
}

export const EVERYTHING: Filters = { who: '', what: '', ticket: '', from: '', to: '' }

export const asked = ({ who, what, ticket, from, to }: Filters): AuditQuery => ({
  who,
  what,
  on: ticket && `ticket:${ticket}`,
  from,
  to,
})

/** The ticket that a line is about, if it is about one. */
export const ticketOf = ({ object }: AuditLine): string | null => /^ticket:(\d+)$/.exec(object)?.[1] ?? null

/** Whether more than a choice has changed: what is typed is asked for when the keys rest. */
export const isTyped = (now: AuditQuery, before: AuditQuery | undefined): boolean =>
  before !== undefined && (now.who !== before.who || now.on !== before.on)
