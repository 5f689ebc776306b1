/**
 * What the server says, as docs/screens.md has it. Times `…_at`, `since`: milliseconds since 1970; `…_ms`: call time.
 */

import type { JointCall, JointCaption } from './department'
import type { Suggestions } from './suggestions'
import type { Ticket, TicketMoved } from './tickets'

export type Role = 'agent' | 'supervisor' | 'admin' | 'department'
export type Presence = 'ready' | 'away'
export type AgentState = 'offline' | 'away' | 'idle' | 'ringing' | 'talking' | 'wrap_up'
export type Phase =
  | 'arriving'
  | 'menu'
  | 'queued'
  | 'ringing'
  | 'dialling'
  | 'talking'
  | 'survey'
  | 'wrap_up'
  | 'closing'
  | 'closed'
  | 'archived'
export type Arrangement =
  | 'none'
  | 'talk'
  | 'hold'
  | 'consult'
  | 'aside'
  | 'three_way'
  | 'left'
  | 'without_citizen'
export type Way = 'consult' | 'three_way' | 'transfer' | 'menu'
export type Place = 'room' | 'aside' | 'listen' | 'whisper'
export type TicketState =
  | 'none'
  | 'draft'
  | 'confirmed'
  | 'in_review'
  | 'reviewed'
  | 'dispatched'
  | 'accepted'
  | 'returned'
  | 'replied'
  | 'followed_up'
  | 'resolved'
  | 'reopened'
  | 'answered'
  | 'suspended'
  | 'merged'
  | 'archived'
  | 'discarded'
export type PartyRole = 'citizen' | 'agent' | 'department' | 'supervisor' | 'emergency' | 'outside'
export type PartyState = 'incoming' | 'dialling' | 'ringing' | 'up' | 'held' | 'gone'
export type AttemptState =
  | 'dialling'
  | 'ringing'
  | 'answered'
  | 'busy'
  | 'no_answer'
  | 'refused'
  | 'unreachable'
  | 'withdrawn'
export type Setting = 'talk' | 'hold' | 'consult' | 'supervision'
export type EndedAs =
  | 'served'
  | 'self_service'
  | 'message'
  | 'call_back'
  | 'followed_up'
  | 'not_reached'
  | 'abandoned'
  | 'nobody_there'
  | 'crashed'

export const FIELD_NAMES = [
  'request_type',
  'urgency',
  'category',
  'place',
  'incident_time',
  'caller_name',
  'callback_number',
  'department',
  'title',
  'body',
  'anonymous',
  'confidential',
  'direct_answer',
] as const
export type FieldName = (typeof FIELD_NAMES)[number]

export interface Me {
  agent: string
  name: string
  role: Role
  presence: Presence
  phone_registered: boolean
  /** Of an account of a department: its id. */
  department?: string | null
}

export interface DepartmentName {
  id: string
  name: string
}

export interface SystemInfo {
  city: string
  model: string
  demo_model: boolean
  direct: boolean
  version: string
}

export interface Agent {
  agent: string
  name: string
  role: Role
  enabled: boolean
  presence: Presence
  phone_registered: boolean
  skills?: string[]
  department?: string | null
}

export interface DeskAgent extends Agent {
  state: AgentState
  since: number
}

export interface Party {
  leg: string
  role: PartyRole
  label: string
  state: PartyState
  place: Place
  agent: string | null
  since: number
}

/** One number of somebody who is called in, and how far the call to it has come. */
export interface Attempt {
  leg: string
  label: string
  state: AttemptState
  since: number
  status: number
}

export interface Invitation {
  id: number
  role: PartyRole
  name: string
  way: Way
  department: string
  asked_at: number
  pending: boolean
  /** Labels of the numbers that will be tried next. */
  left: string[]
  attempts: Attempt[]
}

export interface FirstResponder {
  department: string
  name: string
  answered_at: number
  after_ms: number
  changed_by: string | null
  reason: string
}

export interface CaseView {
  case: string
  phase: Phase
  arrangement: Arrangement
  calling_number: string
  call_out: '' | 'call_back' | 'ring_back' | 'follow_up'
  queue: string
  priority: number
  because: string
  ticket: string | null
  ticket_state: TicketState
  agent: string | null
  ahead: number | null
  estimate_ms: number | null
  answerable?: boolean
  started_at: number
  waiting_since: number | null
  talking_since: number | null
  wrap_up_ends_at: number | null
  parties: Party[]
  invitations: Invitation[]
  hears: [string, string][]
  /** Utterances that not everybody could hear; those not named were said to all. */
  apart?: Record<string, Setting>
  first_responder: FirstResponder | null
  satisfaction: number | null
  ended_as: EndedAs | null
  call_back: boolean
  /** The speech model that the queue has; empty: the hotline's own. */
  speech_model?: string
  /** The one that it should have, but no speech worker does: the hotline's own stands in. */
  speech_model_missing?: string
  alarms: Alarm[]
}

/** Words that want an emergency service at once. */
export interface Alarm {
  service: '110' | '119' | '120' | '122'
  /** What it is: 火情, 人员伤病, … */
  label: string
  words: string
  leg: string
  first_sample: number
  at: number
}

/** An emergency in a request that came without a call and that nobody has taken. */
export interface RequestAlarm {
  ticket: string
  source: string
  title: string
  service: Alarm['service']
  label: string
  words: string
  at: number
}

/** A word as heard; `written` is what stands for it in the text, where that is something else. */
export interface Word {
  text: string
  start_ms: number
  end_ms: number
  confidence: number
  written?: string
}

export type NumberKind = 'mobile' | 'fixed_line' | 'identity'

/** A number that was recognised: which words say it (up to, not including, the last), and its digits. */
export interface NumberSpan {
  kind: NumberKind
  value: string
  from_word: number
  to_word: number
}

/** Words that are written as a name of the city's list, and what they were heard as. */
export interface NameCorrection {
  from_word: number
  to_word: number
  heard: string
  written: string
}

export interface Utterance {
  id: string
  leg: string
  role: string
  /** Who could hear it. */
  setting: Setting
  start_ms: number
  end_ms: number
  text: string
  words: Word[]
  confidence: number
  spans?: NumberSpan[]
  corrections?: NameCorrection[]
  /** Name of the speech model that heard it. */
  model?: string
  corrected: boolean
}

export interface DraftField {
  value: string
  confidence: number
  sources: string[]
  /** The words themselves, by character. */
  spans?: { utterance: string; start: number; end: number }[]
  runners_up?: { value: string; confidence: number }[]
  /** Terms that spoke for the value. */
  why?: string[]
  normalised?: string
  parts?: Record<string, string>
  history?: { value: string; sources?: string[] }[]
}

export interface TicketDraft {
  fields: Partial<Record<FieldName, DraftField>>
  missing: FieldName[]
}

export type Edited = Partial<Record<FieldName, string>>

export interface CaseDetail {
  view: CaseView
  utterances: Utterance[]
  draft: TicketDraft
  edited: Edited
}

export interface CaseRow {
  case: string
  calling_number: string
  started_at: number
  ended_at: number | null
  agent: string | null
  ended_as: EndedAs | null
  ticket: string | null
  title: string | null
  call_back: boolean
}

export interface Caller {
  number: string
  /** Served before others from the next call on. */
  elder: boolean
  note: string
  calls: number
  open_tickets: Ticket[]
  recent: CaseRow[]
}

/** A line of the case log; only those named here change what a screen shows, the others are known by their type alone. */
export type CaseHappening =
  | {
      type: 'UtteranceHeard'
      leg: string
      first_sample: number
      start_ms: number
      end_ms: number
      text: string
      words?: Word[]
      confidence?: number
      spans?: NumberSpan[]
      corrections?: NameCorrection[]
      model?: string
    }
  | { type: 'SpeechModelChosen'; model: string; missing?: string }
  | { type: 'ReviseDraft'; draft: Partial<TicketDraft>; edited?: Edited }
  | { type: 'FieldEdited'; field: FieldName; value: string; agent: string }
  | { type: 'CaptionCorrected'; utterance: string; text: string; agent: string }
  | { type: 'TicketOpened'; number: string }
  | { type: 'TicketConfirmed'; agent: string }
  | { type: 'TicketDiscarded'; agent: string; reason: string }
  | { type: 'LegAnswered'; leg: string }
  | { type: 'LegEnded'; leg: string; cause: string; status: number }
  | { type: 'LegHeld' | 'LegResumed'; leg: string }
  | { type: 'HoldRequested' | 'ResumeRequested'; agent: string; leg?: string }
  | { type: 'SwapRequested' | 'JoinRequested' | 'LeaveRequested' | 'SupervisorTookOver'; agent: string }
  | { type: 'PartyInvited'; agent: string; name: string; way: Way; role: PartyRole }
  | { type: 'TransferRequested'; agent: string; queue: string; wants?: string | null }
  | { type: 'YieldSupervision'; agent: string; to: string }
  | { type: 'Other' }

export interface DeskMessage {
  type: 'Desk'
  version: number
  me: Me
  queue: { waiting: number; longest_since: number | null }
  agents: DeskAgent[]
  caption_lag_ms: number
  records_up: boolean
  calls_free: number
  calls_busy: number
}

export interface PartialMessage {
  type: 'Partial'
  case: string
  leg: string
  first_sample: number
  start_ms: number
  text: string
}

export type ServerMessage =
  | { type: 'Hello'; epoch: string; now: number; me: Me }
  | {
      type: 'CaseEntry'
      case: string
      index: number
      at: number
      event?: CaseHappening | null
      command?: CaseHappening | null
    }
  | { type: 'CaseSnapshot'; case: string; index: number; view: CaseView }
  | { type: 'CaseGone'; case: string }
  | DeskMessage
  | PartialMessage
  | TicketMoved
  | { type: 'RequestAlarms'; alarms: RequestAlarm[] }
  | JointCall
  | JointCaption
  | ({ type: 'Suggestions'; case: string } & Suggestions)
  | { type: 'CaughtUp' }

/** A stretch of text as it was written down first, and as the second model heard it; either may be empty. */
export interface ComparedPiece {
  likeness: 'same' | 'different'
  first: string
  second: string
}

/** What belongs together of both transcripts: usually an utterance of each. */
export interface ComparedPair {
  leg: string
  role: string
  start_ms: number
  end_ms: number
  pieces: ComparedPiece[]
}

/** A second opinion beside the case's own words. */
export interface Comparison {
  model: string
  made_at: number
  /** Edits for each character of the case's own words. */
  differing: number
  pairs: ComparedPair[]
}
