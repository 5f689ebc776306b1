/** The wall's figures; every answer replaces the former one whole. */

import { rest } from './rest'
import type { AgentState } from './types'

/** Who waits now, and how callers were served today; null: there was nobody yet to tell it of. */
export interface Figures {
  waiting: number
  longest_since: number | null
  answered: number
  answered_in_target: number
  abandoned: number
  /** Among them, those who gave up too soon to count. */
  abandoned_short: number
  /** Percent answered within the target. */
  service_level: number | null
  mean_wait_ms: number | null
}

export interface QueueFigures {
  name: string
  label: string
  answer_target_ms: number
  agents_there: number
  agents_free: number
  figures: Figures
}

/** How the tickets under way stand. */
export interface TicketFigures {
  due_soon: number
  overdue: number
  yellow: number
  orange: number
  red: number
  /** How many stand at each level of escalation, the first first. */
  levels: number[]
  in_review: number
  extensions: number
}

export interface Wallboard {
  /** When it was that, on the server's clock. */
  at: number
  day: string
  figures: Figures
  queues: QueueFigures[]
  agents: Partial<Record<AgentState, number>>
  tickets: TicketFigures
}

/** Figures that have not come by then are old. */
const WITHIN_MS = 6000

export const wallboard = () => rest.get<Wallboard>('/api/wallboard', WITHIN_MS)
