/**
 * What the screen shows, as a pure function of the messages it was sent: (state, message) -> state.
 *
 * The same messages give the same screen, whatever connections they came over. A message that was seen before changes nothing.
 */

import type { Suggestions } from '@/wire/suggestions'
import type { TicketMoved } from '@/wire/tickets'
import type { CaseDetail, CaseView, DeskMessage, Me, Party, RequestAlarm, ServerMessage } from '@/wire/types'

import {
  correctedCaption,
  editedField,
  emptyCase,
  withEntry,
  withPartial,
  withSnapshot,
  type CaseState,
} from './caseState'
import { withCall, withCaption, type JointCalls } from './joint'
import { remembered } from './moments'
import type { OutboxItem } from './outbox'

export interface ScreenState {
  epoch: string | null
  me: Me | null
  /** The server's clock minus ours, in milliseconds. */
  clockSkewMs: number
  caughtUp: boolean
  desk: DeskMessage | null
  cases: Record<string, CaseState>
  /** What may answer the citizen and what was asked before, by case. */
  suggestions: Record<string, Suggestions>
  /** The last step of any ticket that was told. */
  moved: TicketMoved | null
  /** Of requests without a call that wait to be taken, oldest first. */
  requestAlarms: RequestAlarm[]
  /** Of a department's page only. */
  joint: JointCalls
}

export const emptyScreen: ScreenState = {
  epoch: null,
  me: null,
  clockSkewMs: 0,
  caughtUp: false,
  desk: null,
  cases: {},
  suggestions: {},
  moved: null,
  requestAlarms: [],
  joint: {},
}

/** What the screen tells itself, beside what the server tells it. */
export type LocalMessage =
  | { type: 'Disconnected' }
  | { type: 'Sent'; item: OutboxItem }
  | { type: 'Dismissed'; case: string }
  | { type: 'JointClosed'; case: string }
  | Extract<ServerMessage, { type: 'Suggestions' }>

function ofCase(
  state: ScreenState,
  id: string,
  change: (one: CaseState) => CaseState,
): ScreenState {
  const before = state.cases[id] ?? emptyCase(id)
  const after = change(before)
  return after === state.cases[id] ? state : { ...state, cases: { ...state.cases, [id]: after } }
}

function without(state: ScreenState, id: string): ScreenState {
  const { [id]: _gone, ...cases } = state.cases
  return { ...state, cases }
}

/** A case that leaves stays in sight while its draft is unconfirmed and ours: nobody's typing is taken away. */
function gone(state: ScreenState, id: string): ScreenState {
  const one = state.cases[id]
  const ours = one?.view?.agent === state.me?.agent && one?.view?.ticket_state === 'draft'
  if (!one || !ours) return without(state, id)
  return ofCase(state, id, (before) => ({ ...before, gone: true, partials: {} }))
}

function hello(state: ScreenState, epoch: string, me: Me, skew: number): ScreenState {
  const cases = epoch === state.epoch ? state.cases : {}
  const desk = epoch === state.epoch ? state.desk : null
  return { ...state, epoch, me, clockSkewMs: skew, caughtUp: false, cases, desk, joint: {} }
}

/** A case after something that the agent typed into it was taken by the server. */
export function withSent(one: CaseState, item: OutboxItem): CaseState {
  return item.kind === 'field'
    ? editedField(one, item.field, item.value, item.against)
    : correctedCaption(one, item.utterance, item.text)
}

function sent(state: ScreenState, item: OutboxItem): ScreenState {
  if (!state.cases[item.case]) return state
  return ofCase(state, item.case, (one) => withSent(one, item))
}

/** Fold one message in. `localNow` is our clock when it came (ms since 1970): only `Hello` needs it. */
export function reduce(
  state: ScreenState,
  message: ServerMessage | LocalMessage,
  localNow = 0,
): ScreenState {
  switch (message.type) {
    case 'Hello':
      return hello(state, message.epoch, message.me, message.now - localNow)
    case 'CaseEntry': {
      const what = message.event ?? message.command ?? { type: 'Other' as const }
      return ofCase(state, message.case, (one) =>
        withEntry(one, message.index, what, message.at),
      )
    }
    case 'CaseSnapshot':
      return ofCase(state, message.case, (one) => withSnapshot(one, message.index, message.view))
    case 'CaseGone':
      return gone(state, message.case)
    case 'Desk':
      return { ...state, desk: message, me: message.me }
    case 'Partial':
      return state.cases[message.case]
        ? ofCase(state, message.case, (one) => withPartial(one, message))
        : state
    case 'Suggestions': {
      const { case: id, articles, similar } = message
      return { ...state, suggestions: { ...state.suggestions, [id]: { articles, similar } } }
    }
    case 'TicketMoved':
      return { ...state, moved: message }
    case 'RequestAlarms':
      return { ...state, requestAlarms: message.alarms }
    case 'JointCall':
      return { ...state, joint: withCall(state.joint, message) }
    case 'JointCaption':
      return { ...state, joint: withCaption(state.joint, message) }
    case 'JointClosed': {
      const { [message.case]: _closed, ...joint } = state.joint
      return { ...state, joint }
    }
    case 'CaughtUp':
      return { ...state, caughtUp: true }
    case 'Disconnected':
      return { ...state, caughtUp: false, cases: withoutPartials(state.cases) }
    case 'Sent':
      return sent(state, message.item)
    case 'Dismissed':
      return without(state, message.case)
    default:
      return state
  }
}

function withoutPartials(cases: Record<string, CaseState>): Record<string, CaseState> {
  const quiet = Object.values(cases).map((one) => [one.case, { ...one, partials: {} }])
  return Object.fromEntries(quiet) as Record<string, CaseState>
}

/** The `seen` of a `Resume`: the last index applied of each case. */
export function seen(state: ScreenState): Record<string, number> {
  const known = Object.values(state.cases).filter((one) => one.lastIndex >= 0 && !one.gone)
  return Object.fromEntries(known.map((one) => [one.case, one.lastIndex]))
}

const OVER = new Set(['closing', 'closed', 'archived'])
const TALKING = new Set(['talking', 'survey'])

/** The agent's own leg, if it has or had one. */
function legOf(view: CaseView, agent: string): Party | null {
  const legs = view.parties.filter((one) => one.agent === agent && one.role === 'agent')
  return legs.find((one) => one.state !== 'gone') ?? legs[0] ?? null
}

/** Whether the call goes on without its agent, whose time for writing is over as well. */
export function goesOnWithout(view: CaseView, agent: string): boolean {
  if (view.agent !== agent || view.wrap_up_ends_at !== null || !TALKING.has(view.phase)) return false
  return view.arrangement === 'left' || legOf(view, agent)?.state === 'gone'
}

/** Whether this agent is called into, or is in, another agent's call. */
export function isInvited(view: CaseView, agent: string): boolean {
  const leg = view.agent === agent ? null : legOf(view, agent)
  return leg !== null && leg.state !== 'gone'
}

/** Whether the agent is being called: offered a citizen, or asked into a colleague's call. */
export function ringsFor(view: CaseView, agent: string): boolean {
  if (view.agent === agent) return view.phase === 'ringing'
  return isInvited(view, agent) && legOf(view, agent)?.state !== 'up'
}

function occupies(one: CaseState, agent: string): boolean {
  const view = one.view
  if (!view || one.gone || OVER.has(view.phase)) return false
  return view.agent === agent ? !goesOnWithout(view, agent) : isInvited(view, agent)
}

function newest(cases: CaseState[]): CaseState | null {
  return cases.sort((a, b) => b.view!.started_at - a.view!.started_at)[0] ?? null
}

/** The case that this agent is offered, has, or was called into now. */
export function currentCase(state: ScreenState): CaseState | null {
  const agent = state.me?.agent ?? ''
  return newest(Object.values(state.cases).filter((one) => occupies(one, agent)))
}

/** A case that the agent is done with, but for the draft that still waits on this screen. */
export function lingeringCase(state: ScreenState): CaseState | null {
  const agent = state.me?.agent ?? ''
  const waiting = Object.values(state.cases).filter(
    (one) => one.view?.agent === agent && !occupies(one, agent) && one.view.ticket_state === 'draft',
  )
  return newest(waiting)
}

/** A case read by REST, in the form that live ones have. */
export function fromDetail(detail: CaseDetail): CaseState {
  const base = emptyCase(detail.view.case)
  const refused = Object.fromEntries(
    Object.keys(detail.edited).map((name) => [
      name,
      detail.draft.fields[name as keyof typeof detail.draft.fields]?.value ?? '',
    ]),
  )
  return {
    ...base,
    view: detail.view,
    known: remembered({}, detail.view.parties),
    utterances: [...detail.utterances],
    draft: { fields: detail.draft.fields ?? {}, missing: detail.draft.missing ?? [] },
    edited: detail.edited,
    refused,
  }
}
