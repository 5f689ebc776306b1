/** Small makers of messages, so that a test says only what it is about. */

import { reduce, emptyScreen, type ScreenState } from '@/store/screen'
import type { CaseHappening, CaseView, FieldName, Me, Party, ServerMessage } from '@/wire/types'

export const CASE = '20261121-233015-w3f2a-7'

export const me: Me = {
  agent: '1026',
  name: '李静',
  role: 'agent',
  presence: 'ready',
  phone_registered: true,
}

export function view(changes: Partial<CaseView> = {}): CaseView {
  return {
    case: CASE,
    phase: 'talking',
    arrangement: 'talk',
    call_out: '',
    queue: 'general',
    priority: 0,
    because: '',
    estimate_ms: null,
    waiting_since: null,
    invitations: [],
    first_responder: null,
    satisfaction: null,
    calling_number: '13900001234',
    ticket: null,
    ticket_state: 'none',
    agent: '1026',
    ahead: null,
    started_at: 1000,
    talking_since: 2000,
    wrap_up_ends_at: null,
    parties: [],
    hears: [],
    ended_as: null,
    call_back: false,
    alarms: [],
    ...changes,
  }
}

export const party = (leg: string, changes: Partial<Party> = {}): Party => ({
  leg,
  role: leg.replace(/-\d+$/, '') as Party['role'],
  label: '',
  state: 'up',
  place: 'room',
  agent: leg === 'agent-1' ? '1026' : null,
  since: 0,
  ...changes,
})

/** Pairs of those who all hear each other. */
export function together(...legs: string[]): [string, string][] {
  return legs.flatMap((one) => legs.filter((other) => other !== one).map((other): [string, string] => [one, other]))
}

export const hello = (epoch = 'a'): ServerMessage => ({ type: 'Hello', epoch, now: 5000, me })

export const entry = (index: number, what: CaseHappening): ServerMessage => ({
  type: 'CaseEntry',
  case: CASE,
  index,
  at: index,
  [what.type === 'ReviseDraft' ? 'command' : 'event']: what,
})

export const snapshot = (index: number, changes: Partial<CaseView> = {}): ServerMessage => ({
  type: 'CaseSnapshot',
  case: CASE,
  index,
  view: view(changes),
})

export const heard = (firstSample: number, text: string, leg = 'citizen'): CaseHappening => ({
  type: 'UtteranceHeard',
  leg,
  first_sample: firstSample,
  start_ms: firstSample / 16,
  end_ms: firstSample / 16 + 1000,
  text,
  words: [],
  confidence: 0.9,
})

export const partial = (firstSample: number, text: string, leg = 'citizen'): ServerMessage => ({
  type: 'Partial',
  case: CASE,
  leg,
  first_sample: firstSample,
  start_ms: firstSample / 16,
  text,
})

export const drafted = (field: FieldName, value: string, edited = {}): CaseHappening => ({
  type: 'ReviseDraft',
  draft: { fields: { [field]: { value, confidence: 0.8, sources: [] } }, missing: [] },
  edited,
})

export function screenOf(...messages: ServerMessage[]): ScreenState {
  return messages.reduce((state, message) => reduce(state, message, 4000), emptyScreen)
}

export const caseOf = (state: ScreenState) => state.cases[CASE]!
