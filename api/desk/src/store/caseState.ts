/**
 * One case as a screen knows it: pure, entry by entry.
 *
 * Entries carry the case log's indexes; what is at or below `lastIndex` has been applied and changes nothing, so a
 * resume may repeat itself without harm. Snapshots carry their own index and replace only older ones.
 */

import type {
  CaseHappening,
  CaseView,
  Edited,
  FieldName,
  PartialMessage,
  Party,
  TicketDraft,
  Utterance,
} from '@/wire/types'

import { remembered, withMoment, type Moment } from './moments'

export interface CaseState {
  case: string
  /** Highest index applied of this case's log; -1: none. */
  lastIndex: number
  view: CaseView | null
  viewIndex: number
  utterances: Utterance[]
  moments: Moment[]
  /** By leg, also those who have left. */
  known: Record<string, Party>
  /** First sample of the last finished utterance by leg: partials at or before it are over. */
  heardUpTo: Record<string, number>
  partials: Record<string, PartialMessage>
  draft: TicketDraft
  edited: Edited
  /** What the machine suggested when a person typed: it has been seen, and is not offered again. */
  refused: Edited
  /** Log index at which a field's suggestion last changed. */
  changedAt: Partial<Record<FieldName, number>>
  /** The server no longer sends this case; it stays only while its draft waits for its agent. */
  gone: boolean
}

export function emptyCase(id: string): CaseState {
  return {
    case: id,
    lastIndex: -1,
    view: null,
    viewIndex: -1,
    utterances: [],
    moments: [],
    known: {},
    heardUpTo: {},
    partials: {},
    draft: { fields: {}, missing: [] },
    edited: {},
    refused: {},
    changedAt: {},
    gone: false,
  }
}

export function roleOfLeg(state: CaseState, leg: string): string {
  return state.known[leg]?.role ?? leg.replace(/-\d+$/, '')
}

function byEnd(a: Utterance, b: Utterance): number {
  return a.end_ms - b.end_ms || a.start_ms - b.start_ms
}

type Heard = Extract<CaseHappening, { type: 'UtteranceHeard' }>

function heard(state: CaseState, event: Heard): CaseState {
  const id = `${event.leg}:${event.first_sample}`
  if (state.utterances.some((one) => one.id === id)) return state
  const utterance: Utterance = {
    id,
    leg: event.leg,
    role: roleOfLeg(state, event.leg),
    setting: 'talk',
    start_ms: event.start_ms,
    end_ms: event.end_ms,
    text: event.text,
    words: event.words ?? [],
    confidence: event.confidence ?? 0,
    spans: event.spans ?? [],
    corrections: event.corrections ?? [],
    corrected: false,
  }
  const upTo = Math.max(event.first_sample, state.heardUpTo[event.leg] ?? -1)
  return {
    ...state,
    utterances: [...state.utterances, utterance].sort(byEnd),
    heardUpTo: { ...state.heardUpTo, [event.leg]: upTo },
    partials: withoutOver(state.partials, event.leg, upTo),
  }
}

function withoutOver(
  partials: Record<string, PartialMessage>,
  leg: string,
  upTo: number,
): Record<string, PartialMessage> {
  const standing = partials[leg]
  if (!standing || standing.first_sample > upTo) return partials
  const { [leg]: _over, ...others } = partials
  return others
}

type Revised = Extract<CaseHappening, { type: 'ReviseDraft' }>

function revised(state: CaseState, command: Revised, index: number): CaseState {
  const fields = command.draft.fields ?? {}
  const changedAt = { ...state.changedAt }
  for (const name of Object.keys(fields) as FieldName[]) {
    if (fields[name]?.value !== state.draft.fields[name]?.value) changedAt[name] = index
  }
  return {
    ...state,
    draft: { fields, missing: command.draft.missing ?? [] },
    edited: command.edited ?? {},
    changedAt,
  }
}

/** A person's value stands; what the machine said, `against` or at that moment, is taken as seen. */
export function editedField(
  state: CaseState,
  field: FieldName,
  value: string,
  against?: string,
): CaseState {
  const told = state.edited[field] === value
  if (told && (against === undefined || against === state.refused[field])) return state
  const suggestion = against ?? state.draft.fields[field]?.value
  const refused = suggestion === undefined ? state.refused : { ...state.refused, [field]: suggestion }
  return { ...state, edited: { ...state.edited, [field]: value }, refused }
}

export function correctedCaption(state: CaseState, utterance: string, text: string): CaseState {
  const mend = (one: Utterance): Utterance =>
    one.id === utterance ? { ...one, text, corrected: true } : one
  return { ...state, utterances: state.utterances.map(mend) }
}

function withTicket(state: CaseState, changes: Partial<CaseView>): CaseState {
  return state.view ? { ...state, view: { ...state.view, ...changes } } : state
}

function happened(state: CaseState, what: CaseHappening, index: number): CaseState {
  switch (what.type) {
    case 'UtteranceHeard':
      return heard(state, what)
    case 'ReviseDraft':
      return revised(state, what, index)
    case 'FieldEdited':
      return editedField(state, what.field, what.value)
    case 'CaptionCorrected':
      return correctedCaption(state, what.utterance, what.text)
    case 'TicketOpened':
      return withTicket(state, { ticket: what.number, ticket_state: 'draft' })
    case 'TicketConfirmed':
      return withTicket(state, { ticket_state: 'confirmed' })
    case 'TicketDiscarded':
      return withTicket(state, { ticket_state: 'discarded' })
    default:
      return state
  }
}

/** A case that is sent again after it had gone is told from its beginning. */
function toldAnew(state: CaseState): CaseState {
  return state.gone ? { ...emptyCase(state.case), view: state.view } : state
}

export function withEntry(state: CaseState, index: number, what: CaseHappening, at = 0): CaseState {
  const base = toldAnew(state)
  if (index <= base.lastIndex) return state
  const moments = withMoment(base.moments, index, at, what)
  return { ...happened({ ...base, moments }, what, index), lastIndex: index }
}

const OVER = new Set(['closing', 'closed', 'archived'])

export function withSnapshot(state: CaseState, index: number, view: CaseView): CaseState {
  if (index < state.viewIndex && !state.gone) return state
  const known = remembered(state.known, view.parties)
  const next = { ...state, view, viewIndex: index, known, gone: false }
  return OVER.has(view.phase) ? { ...next, partials: {} } : next
}

export function withPartial(state: CaseState, partial: PartialMessage): CaseState {
  if (partial.first_sample <= (state.heardUpTo[partial.leg] ?? -1)) return state
  if (partial.text) return { ...state, partials: { ...state.partials, [partial.leg]: partial } }
  return { ...state, partials: withoutOver(state.partials, partial.leg, Infinity) }
}
