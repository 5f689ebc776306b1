/** Menus (语音流程) as text: read, checked, walked and kept. */

import { rest } from './rest'

const of = (name: string) => `/api/flows/${encodeURIComponent(name)}`

/** Version 0 is the shipped one. */
export interface FlowRow {
  name: string
  title: string
  version: number
  saved_at: number | null
  saved_by: string | null
}

export interface FlowContent {
  name: string
  version: number
  text: string
}

export interface FlowVerdict {
  ok: boolean
  errors: { line: number; message: string }[]
}

/** One thing that a caller who walks through a menu meets. */
export interface WalkedStep {
  typed: string
  step: string
  title: string
  does: 'say' | 'wait' | 'queue' | 'connect' | 'message' | 'look_up' | 'end'
  detail: string
  says: string[]
  keys: string[]
}

export interface FlowWalk {
  begins: string
  steps: WalkedStep[]
  over: boolean
  kept: Record<string, string>
}

export const flows = () => rest.get<FlowRow[]>('/api/flows')
export const flow = (name: string) => rest.get<FlowContent>(of(name))
export const keepFlow = (name: string, text: string) => rest.put<FlowContent>(of(name), { text })
export const checkFlow = (name: string, text: string) => rest.post<FlowVerdict>(`${of(name)}/check`, { text })
export const walkFlow = (name: string, asked: { text: string; keys: string[]; at?: number; surge?: boolean }) =>
  rest.post<FlowWalk>(`${of(name)}/walk`, asked)
