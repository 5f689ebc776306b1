/** Every request of docs/screens.md by name. */

import { query, rest } from './rest'
import type {
  Agent,
  Caller,
  CaseDetail,
  CaseRow,
  FieldName,
  Me,
  Presence,
  Role,
  SystemInfo,
  Ticket,
  TicketDetail,
} from './types'

const part = encodeURIComponent
const ofCase = (id: string) => `/api/cases/${part(id)}`

export interface AgentChanges {
  name?: string
  role?: Role
  password?: string
  phone_password?: string
  enabled?: boolean
}

export const login = (agent: string, password: string) =>
  rest.post<Me>('/api/login', { agent, password })
export const logout = () => rest.post('/api/logout')
export const me = () => rest.get<Me>('/api/me')
export const system = () => rest.get<SystemInfo>('/api/system')
export const setPresence = (presence: Presence) => rest.put<Me>('/api/me/presence', { presence })

export const answer = (id: string) => rest.post(`${ofCase(id)}/answer`)
export const hold = (id: string) => rest.post(`${ofCase(id)}/hold`)
export const resume = (id: string) => rest.post(`${ofCase(id)}/resume`)
export const hangUp = (id: string) => rest.post(`${ofCase(id)}/hangup`)
export const extendWrapUp = (id: string) => rest.post(`${ofCase(id)}/wrap-up/extend`)
export const endWrapUp = (id: string) => rest.post(`${ofCase(id)}/wrap-up/end`)

export const taxonomy = () => rest.get<{ name: string; children: string[] }[]>('/api/taxonomy')

export const caseDetail = (id: string) => rest.get<CaseDetail>(ofCase(id))
export const editField = (id: string, field: FieldName, value: string) =>
  rest.patch(`${ofCase(id)}/draft`, { field, value })
export const confirmTicket = (id: string) => rest.post<{ number: string }>(`${ofCase(id)}/confirm`)
export const discardTicket = (id: string, reason: string) =>
  rest.post(`${ofCase(id)}/discard`, { reason })
export const correctCaption = (id: string, utterance: string, text: string) =>
  rest.put(`${ofCase(id)}/captions/${part(utterance)}`, { text })

/** Where that part of a leg's recording is heard; call time in milliseconds. */
export const audioUrl = (id: string, leg: string, from: number, to: number) =>
  `${ofCase(id)}/legs/${part(leg)}/audio${query({ from_ms: Math.round(from), to_ms: Math.round(to) })}`

export interface TicketQuery {
  day?: string
  agent?: string
  q?: string
  state?: string
  limit?: number
  before?: string
}

export const tickets = (asked: TicketQuery) => rest.get<Ticket[]>(`/api/tickets${query({ ...asked })}`)
export const ticket = (number: string) => rest.get<TicketDetail>(`/api/tickets/${part(number)}`)
export const caller = (number: string) => rest.get<Caller>(`/api/callers/${part(number)}`)
export const callBacks = () => rest.get<CaseRow[]>(`/api/cases${query({ callback: true, limit: 200 })}`)
export const callBackDone = (id: string) => rest.post(`/api/callbacks/${part(id)}/done`)

export const agents = () => rest.get<Agent[]>('/api/agents')
export const createAgent = (agent: AgentChanges & { agent: string }) =>
  rest.post<Agent>('/api/agents', agent)
export const changeAgent = (id: string, changes: AgentChanges) =>
  rest.patch<Agent>(`/api/agents/${part(id)}`, changes)
