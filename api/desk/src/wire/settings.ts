/** What supervisors and admins keep, and whom a call can be handed to: departments, queues, colleagues, hours. */

import { LONG_MS, query, rest } from './rest'
import type { AgentState } from './types'

const part = encodeURIComponent

/** A number of a department; `duty_only`: answered within its hours only. */
export interface DepartmentNumber {
  number: string
  label: string
  ring_s: number
  duty_only: boolean
}

/** Somebody who stands by for a department; times in milliseconds since 1970. */
export interface OnDuty {
  name: string
  number: string
  from: number
  to: number
}

/** Opening hours as flows have them: `{weekly: {"mon-fri": ["08:30-12:00"]}}`; empty: always. */
export interface Hours {
  weekly?: Record<string, string | string[]>
  holidays?: string[]
  workdays?: string[]
}

export interface Department {
  id: string
  name: string
  scope: string
  deputy: string | null
  enabled: boolean
  hours: Hours | null
  numbers: DepartmentNumber[]
  on_duty: OnDuty[]
}

/** A department as of now: which of its numbers would be tried, and why none when there is none. */
export interface ReachableDepartment extends Department {
  reachable: { numbers: { number: string; label: string; ring_s: number }[]; why: string }
}

export interface Queue {
  name: string
  label: string
  skills: string[]
  overflow_to: string | null
  overflow_after_ms: number
  answer_target_ms: number
  /** By name; null: the hotline's own. */
  speech_model: string | null
}

/** An installed speech model; `loaded`: a speech worker has it now. */
export interface SpeechModel {
  name: string
  demo: boolean
  own: boolean
  whole: boolean
  loaded: boolean
}

export interface Colleague {
  agent: string
  name: string
  state: AgentState
  skills: string[]
}

export interface Calendar {
  holidays: { day: string; name: string }[]
  workdays: string[]
}

export interface Surge {
  on: boolean
  since: number | null
  /** When it goes off by itself. */
  until: number | null
  by: string | null
}

export const departments = () => rest.get<ReachableDepartment[]>('/api/departments')
/** All that a person writes of a department; the server gives it its id. */
export type DepartmentChanges = Omit<Department, 'id'>

export const createDepartment = (one: DepartmentChanges) => rest.post<Department>('/api/departments', one)
export const changeDepartment = (id: string, one: DepartmentChanges) =>
  rest.patch<Department>(`/api/departments/${part(id)}`, one)
export const removeDepartment = (id: string) => rest.remove(`/api/departments/${part(id)}`)

export const queues = () => rest.get<Queue[]>('/api/queues')
export const createQueue = (one: Queue) => rest.post<Queue>('/api/queues', one)
export const changeQueue = (name: string, one: Partial<Queue>) => rest.patch<Queue>(`/api/queues/${part(name)}`, one)
export const removeQueue = (name: string) => rest.remove(`/api/queues/${part(name)}`)

export const speechModels = () => rest.get<SpeechModel[]>('/api/speech-models')

export const colleagues = () => rest.get<Colleague[]>('/api/colleagues')

export const calendar = () => rest.get<Calendar>('/api/calendar')
export const keepCalendar = (one: Calendar) => rest.put<Calendar>('/api/calendar', one)

export const surge = () => rest.get<Surge>('/api/surge')
export const setSurge = (on: boolean, until?: number) => rest.put<Surge>('/api/surge', { on, until })

/** A follow-up call of the campaign: what came of asking whether a resolved ticket is solved. */
export interface FollowUp {
  ticket: string
  state: 'planned' | 'dialling' | 'reached' | 'not_reached' | 'cancelled'
  solved: boolean | null
  score: number | null
  attempts: number
  at: number
}

/** The whole campaign: how many calls stand how; who said whether it is solved, who gave a score. */
export type FollowUpSums = Record<FollowUp['state'] | 'answered' | 'solved' | 'rated' | 'satisfied', number>

/** A list ends here. */
export const FOLLOW_UPS_MOST = 200
/** Those that changed last first; an empty state: all. */
export const followUps = (state: FollowUp['state'] | '') =>
  rest.get<FollowUp[]>(`/api/follow-ups${query({ state, limit: FOLLOW_UPS_MOST })}`)
export const followUpSums = () => rest.get<FollowUpSums>('/api/follow-ups/sums')
export const planFollowUps = (whom: { tickets?: string[]; resolved_since?: number }) =>
  rest.post<{ planned: number }>('/api/follow-ups', whom, LONG_MS)
export const cancelFollowUp = (ticket: string) => rest.remove(`/api/follow-ups/${part(ticket)}`)
