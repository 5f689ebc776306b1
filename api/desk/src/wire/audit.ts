/** What is kept account of: who did what to what. For admins. */

import { query, rest } from './rest'

export interface AuditLine {
  id: number
  at: number
  /** Null: nobody who has an account. */
  who: string | null
  /** Whose number that is now; 系统 and the like where it is nobody's. */
  name: string
  what: string
  deed: string
  /** As it is written: `ticket:261121000001`. */
  object: string
  about: string
  text: string
}

/** Days are `YYYY-MM-DD`, both included; what is empty does not matter. */
export interface AuditQuery {
  who: string
  what: string
  on: string
  from: string
  to: string
}

export const auditLines = (asked: AuditQuery, limit: number, before?: number) =>
  rest.get<AuditLine[]>(`/api/audit${query({ ...asked, limit, before })}`)
export const auditDeeds = () => rest.get<{ what: string; deed: string }[]>('/api/audit/deeds')
export const auditExportUrl = (asked: AuditQuery) => `/api/audit.csv${query({ ...asked })}`
