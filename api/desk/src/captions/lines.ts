/** What the captions show, in order of call time: what was said, and thin lines of what happened between. Pure. */

import type { CaseState } from '@/store/caseState'
import type { Moment } from '@/store/moments'
import type { Party, Utterance } from '@/wire/types'
import { phone } from '@/words/formats'
import { speakerLabel, WAY_LABEL } from '@/words/labels'

export type Line =
  | { kind: 'said'; id: string; at: number; said: Utterance }
  | { kind: 'moment'; id: string; at: number; words: string }

/** `市民`, `坐席 1026`, `单位 市水务局`, as a speaker is named. */
export function speakerName(party: Party | undefined): string {
  if (!party || party.role === 'citizen') return ''
  return party.role === 'outside' ? phone(party.label) : party.label
}

function nameOf(one: CaseState, leg: string): string {
  const party = one.known[leg]
  return `${speakerLabel(party?.role ?? leg.replace(/-\d+$/, ''))} ${speakerName(party)}`.trim()
}

const ENDED: Record<string, string> = {
  media_lost: '没有声音了，已断开',
  failed: '没有接通',
  rejected: '没有接通',
  cancelled: '没有接通',
}

function ended(one: CaseState, leg: string, cause: string): string {
  const answered = one.moments.some(({ what }) => what.type === 'LegAnswered' && what.leg === leg)
  if (!answered && leg !== 'citizen') return ''
  return `${nameOf(one, leg)} ${ENDED[cause] ?? '离开通话'}`
}

function who(one: CaseState, leg: string | undefined): string {
  return leg ? nameOf(one, leg) : '市民'
}

function modelChosen(model: string, missing = ''): string {
  if (model) return `改用语音模型 ${model}`
  return missing ? `语音模型 ${missing} 用不了，改用热线自己的` : '改用热线自己的语音模型'
}

function wordsOf(one: CaseState, { what }: Moment): string {
  switch (what.type) {
    case 'LegAnswered':
      return `${nameOf(one, what.leg)} 加入通话`
    case 'LegEnded':
      return ended(one, what.leg, what.cause)
    case 'LegHeld':
      return `${nameOf(one, what.leg)} 把我们保持了`
    case 'LegResumed':
      return `${nameOf(one, what.leg)} 恢复通话`
    case 'HoldRequested':
      return `保持 ${who(one, what.leg)}`
    case 'ResumeRequested':
      return `取回 ${who(one, what.leg)}`
    case 'PartyInvited':
      return `${WAY_LABEL[what.way]}：呼叫 ${what.name}`
    case 'SpeechModelChosen':
      return modelChosen(what.model, what.missing)
    default:
      return PLAIN[what.type] ?? ''
  }
}

const PLAIN: Record<string, string> = {
  SwapRequested: '切换通话方',
  JoinRequested: '汇合，一起通话',
  LeaveRequested: '坐席退出通话',
  TransferRequested: '坐席转接市民',
  SupervisorTookOver: '班长接管通话',
}

export function linesOf(one: CaseState): Line[] {
  const zero = one.view?.started_at ?? 0
  const apart = one.view?.apart ?? {}
  const heard = one.utterances.map((row) => ({ ...row, setting: apart[row.id] ?? row.setting }))
  const said = heard.map((row): Line => ({ kind: 'said', id: row.id, at: row.end_ms, said: row }))
  const moments = one.moments.map((moment): Line => {
    const words = wordsOf(one, moment)
    return { kind: 'moment', id: `moment:${moment.index}`, at: moment.at - zero, words }
  })
  const lines = [...said, ...moments.filter((line) => line.kind === 'said' || line.words)]
  return lines.sort((a, b) => a.at - b.at)
}
