/** What happened between the words: parties who came and went, changes of the conversation. Pure. */

import type { CaseHappening, Party } from '@/wire/types'

/** A thin line in the captions; `at` is when it happened (ms since 1970). */
export interface Moment {
  index: number
  at: number
  what: CaseHappening
}

const MARKED = new Set<CaseHappening['type']>([
  'LegAnswered',
  'LegEnded',
  'LegHeld',
  'LegResumed',
  'HoldRequested',
  'ResumeRequested',
  'SwapRequested',
  'JoinRequested',
  'LeaveRequested',
  'PartyInvited',
  'TransferRequested',
  'SpeechModelChosen',
  'SupervisorTookOver',
  'YieldSupervision',
])

export function withMoment(moments: Moment[], index: number, at: number, what: CaseHappening): Moment[] {
  return MARKED.has(what.type) ? [...moments, { index, at, what }] : moments
}

/** Every party that any snapshot has named, so that one who has left still has a name. */
export function remembered(known: Record<string, Party>, parties: Party[]): Record<string, Party> {
  return { ...known, ...Object.fromEntries(parties.map((one) => [one.leg, one])) }
}
