/** Every request of docs/screens.md by name. */

import { query, rest } from './rest'
import type {
  Agent,
  Caller,
  CaseDetail,
  Comparison,
  FieldName,
  Me,
  Place,
  Presence,
  Role,
  SystemInfo,
  Way,
} from './types'

const part = encodeURIComponent
const ofCase = (id: string) => `/api/cases/${part(id)}`

export interface AgentChanges {
  name?: string
  role?: Role
  password?: string
  phone_password?: string
  skills?: string[]
  department?: string | null
  enabled?: boolean
}

export const login = (agent: string, password: string) =>
  rest.post<Me>('/api/login', { agent, password })
export const logout = () => rest.post('/api/logout')
export const me = () => rest.get<Me>('/api/me')
export const system = (withinMs?: number) => rest.get<SystemInfo>('/api/system', withinMs)
export const setPresence = (presence: Presence) => rest.put<Me>('/api/me/presence', { presence })

export const answer = (id: string) => rest.post(`${ofCase(id)}/answer`)
export const hold = (id: string, leg?: string) => rest.post(`${ofCase(id)}/hold`, leg ? { leg } : undefined)
export const resume = (id: string, leg?: string) => rest.post(`${ofCase(id)}/resume`, leg ? { leg } : undefined)
export const swap = (id: string) => rest.post(`${ofCase(id)}/swap`)
export const join = (id: string) => rest.post(`${ofCase(id)}/join`)
export const leave = (id: string) => rest.post(`${ofCase(id)}/leave`)
export const hangUp = (id: string) => rest.post(`${ofCase(id)}/hangup`)
export const drop = (id: string, leg: string) => rest.post(`${ofCase(id)}/drop`, { leg })
export const take = (id: string) => rest.post(`${ofCase(id)}/take`)
export const extendWrapUp = (id: string) => rest.post(`${ofCase(id)}/wrap-up/extend`)
export const endWrapUp = (id: string) => rest.post(`${ofCase(id)}/wrap-up/end`)

/** Whom to call in: one of the four. */
export type Invited =
  | { department: string }
  | { emergency: '110' | '119' | '120' | '122' }
  | { agent: string }
  | { number: string }

export const invite = (id: string, way: Way, whom: Invited) =>
  rest.post(`${ofCase(id)}/invitations`, { way, ...whom })
export const withdraw = (id: string, invitation: number) =>
  rest.remove(`${ofCase(id)}/invitations/${invitation}`)
export const transfer = (id: string, to: { queue: string } | { agent: string }) =>
  rest.post(`${ofCase(id)}/transfer`, to)

export const supervise = (id: string, place: Place) => rest.post(`${ofCase(id)}/supervise`, { place })
export const stopSupervising = (id: string) => rest.remove(`${ofCase(id)}/supervise`)
export const takeOver = (id: string) => rest.post(`${ofCase(id)}/take-over`)
export const changeFirstResponder = (id: string, department: string, reason: string) =>
  rest.put(`${ofCase(id)}/first-responder`, { department, reason })

export const taxonomy = () => rest.get<{ name: string; children: string[]; leaves: Record<string, string[]> }[]>('/api/taxonomy')

export const caseDetail = (id: string) => rest.get<CaseDetail>(ofCase(id))
export const opinions = (id: string) => rest.get<Comparison[]>(`${ofCase(id)}/opinions`)
export const editField = (id: string, field: FieldName, value: string) =>
  rest.patch(`${ofCase(id)}/draft`, { field, value })
/** Besides confirming: into which ticket it goes, or how it was answered on the spot. */
export type Confirmation = { merge_into: string } | { answer: string; article?: string }

export const confirmTicket = (id: string, how?: Confirmation) =>
  rest.post<{ number: string }>(`${ofCase(id)}/confirm`, how)
export const discardTicket = (id: string, reason: string) =>
  rest.post(`${ofCase(id)}/discard`, { reason })
export const correctCaption = (id: string, utterance: string, text: string) =>
  rest.put(`${ofCase(id)}/captions/${part(utterance)}`, { text })

/** Where that part of a leg's recording is heard; call time in milliseconds. */
export const audioUrl = (id: string, leg: string, from: number, to: number) =>
  `${ofCase(id)}/legs/${part(leg)}/audio${query({ from_ms: Math.round(from), to_ms: Math.round(to) })}`

export const caller = (number: string) => rest.get<Caller>(`/api/callers/${part(number)}`)
export const noteCaller = (number: string, elder: boolean, note: string) =>
  rest.put<Caller>(`/api/callers/${part(number)}`, { elder, note })
export interface CallBack {
  case: string
  number: string
  reason: string
  since: number
  agent: string | null
  attempts: number
  done_at: number | null
}

export const callBacks = () => rest.get<CallBack[]>('/api/callbacks')
/** Dials the citizen; the new case is the agent's. */
export const dialBack = (id: string) => rest.post<{ case: string }>(`/api/callbacks/${part(id)}/dial`)
export const callBackDone = (id: string) => rest.post(`/api/callbacks/${part(id)}/done`)

export const agents = () => rest.get<Agent[]>('/api/agents')
export const createAgent = (agent: AgentChanges & { agent: string }) =>
  rest.post<Agent>('/api/agents', agent)
export const changeAgent = (id: string, changes: AgentChanges) =>
  rest.patch<Agent>(`/api/agents/${part(id)}`, changes)
