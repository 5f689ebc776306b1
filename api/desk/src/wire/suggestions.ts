/** What may answer the citizen, and what was asked before, while the call is on. */

import { rest } from './rest'
import type { TicketState } from './types'

const part = encodeURIComponent

export interface SuggestedArticle {
  id: number
  title: string
  excerpt: string
  department: string
  score: number
  /** The citizen's words that led to it. */
  terms: string[]
}

export interface SimilarTicket {
  number: string
  title: string
  place: string
  state: TicketState
  created_at: number
  department: string
  score: number
  reasons: string[]
}

export interface Suggestions {
  articles: SuggestedArticle[]
  similar: SimilarTicket[]
}

export const suggestions = (id: string) => rest.get<Suggestions>(`/api/cases/${part(id)}/suggestions`)
