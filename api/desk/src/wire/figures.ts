/** How the hotline has done, and what the city learns from its citizens' requests; for supervisors. */

import { query, rest } from './rest'
import type { Ticket } from './tickets'

export type GroupedBy = 'department' | 'agent'
export type Figure = 'tickets' | 'had' | 'done' | 'on_time' | 'late' | 'returned' | 'reopened' | 'rated' | 'satisfied' | 'direct'
export type Rate = 'on_time_rate' | 'return_rate' | 'reopen_rate' | 'satisfaction_rate'

/** Of one department (by name) or agent (by number). Rates are 0..1, null where there is nothing to divide by. */
export type EvaluationRow = { key: string; name: string } & Record<Figure, number> & Record<Rate, number | null>

/** Both days, ISO 8601, are part of the time. */
export interface Days {
  from: string
  to: string
}

export interface Evaluation extends Days {
  by: GroupedBy
  rows: EvaluationRow[]
}

export const evaluation = (days: Days, by: GroupedBy) => rest.get<Evaluation>(`/api/evaluation${query({ ...days, by })}`)
export const evaluationUrl = (days: Days, by: GroupedBy) => `/api/evaluation.csv${query({ ...days, by })}`
export const ticketsBehind = (days: Days, by: GroupedBy, key: string, figure: Figure, limit: number, before?: string) =>
  rest.get<Ticket[]>(`/api/evaluation/tickets${query({ ...days, by, key, figure, limit, before })}`)

export type PeriodKind = 'day' | 'week'

/** `before`: in the period before. */
export interface Count {
  name: string
  requests: number
  before: number
}

/** Similar requests by place and matter. */
export interface Topic {
  title: string
  category: string
  place: string
  requests: number
  before: number
  rising: boolean
  urgent: number
  /** The newest ones. */
  tickets: string[]
}

export interface DayFigures {
  day: string
  requests: number
  on_time_rate: number | null
  satisfaction_rate: number | null
}

export interface Insights extends Days {
  period: PeriodKind
  requests: number
  requests_before: number
  direct: number
  urgent: number
  on_time_rate: number | null
  satisfaction_rate: number | null
  rated: number
  /** Rising ones first. */
  topics: Topic[]
  types: Count[]
  categories: Count[]
  departments: Count[]
  districts: Count[]
  sources: Count[]
  /** By hour of the day. */
  hours: number[]
  days: DayFigures[]
}

export const insights = (period: PeriodKind, day: string) => rest.get<Insights>(`/api/insights${query({ period, day })}`)
export const reportUrl = (day: string, form: 'html' | 'csv') => `/api/reports/${day}.${form}`
