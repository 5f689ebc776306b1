/** Who hears whom, in words: from places and the topology's (listener, talker) pairs. Pure. */

import type { Arrangement, CaseView, Party } from '@/wire/types'

import { length, phone } from './formats'
import { PARTY_STATE_LABEL, speakerLabel } from './labels'

/** Those who have answered and not left. */
export function present(view: CaseView): Party[] {
  return view.parties.filter((one) => one.state === 'up' || one.state === 'held')
}

/** A name short enough for a sentence: `市民`, `坐席`, `市水务局`, `119`. */
export function partyName(view: CaseView, party: Party): string {
  const role = speakerLabel(party.role)
  if (party.role === 'citizen') return role
  if (party.role === 'department' || party.role === 'emergency') return party.label || role
  if (party.role === 'outside') return phone(party.label) || role
  const alike = view.parties.filter((one) => one.role === party.role && one.state !== 'gone')
  return alike.length > 1 ? `${role}${party.label}` : role
}

const namesOf = (view: CaseView, parties: Party[]) => parties.map((one) => partyName(view, one)).join('、')

/** 听音乐（保持中） / 与坐席、市水务局互相听到 / 只听：市民、坐席 / 振铃 00:12 */
export function hearingOf(view: CaseView, party: Party, now: number): string {
  if (party.state === 'held') return '对方把我们保持了，听不到这边'
  if (party.state === 'gone') return '已离开'
  if (party.state !== 'up') return `${PARTY_STATE_LABEL[party.state]} ${length(now - party.since)}`
  const talkers = view.hears.filter(([listener]) => listener === party.leg).map(([, talker]) => talker)
  if (talkers.includes('music')) return party.place === 'aside' ? '听音乐（保持中）' : '听等待音乐'
  return heardPeople(view, party, talkers)
}

function heardPeople(view: CaseView, party: Party, talkers: string[]): string {
  const heard = view.parties.filter((one) => talkers.includes(one.leg))
  const isHeardBy = (other: Party) => view.hears.some(([l, t]) => l === other.leg && t === party.leg)
  const both = heard.filter(isHeardBy)
  const only = heard.filter((one) => !isHeardBy(one))
  if (party.place === 'whisper') return `听全场，只有${namesOf(view, both) || '坐席'}听得到`
  if (party.place === 'listen') return '只听，无人听到'
  if (both.length > 2) return '与所有人通话'
  const parts = [both.length > 0 ? `与${namesOf(view, both)}通话` : '', only.length > 0 ? `听到${namesOf(view, only)}` : '']
  return parts.filter(Boolean).join('，') || (party.place === 'aside' ? '保持中' : '听不到任何一方')
}

function others(view: CaseView, ...roles: Party['role'][]): string {
  const here = present(view).filter((one) => !roles.includes(one.role) && !isSilent(one))
  return namesOf(view, here)
}

/** A supervisor whom not everybody hears. */
export function isSilent(party: Party): boolean {
  return party.place === 'listen' || party.place === 'whisper'
}

function roomOf(view: CaseView): Party[] {
  return present(view).filter((one) => one.place === 'room')
}

function inRoom(view: CaseView): string {
  return namesOf(view, roomOf(view))
}

function aside(view: CaseView): string {
  return namesOf(view, present(view).filter((one) => one.place === 'aside'))
}

const SENTENCES: Record<Arrangement, (view: CaseView) => string> = {
  none: () => '',
  talk: () => '市民与坐席通话中',
  hold: () => '保持中：市民听音乐，听不到坐席',
  consult: (view) => `咨询中：${inRoom(view)}通话，市民听音乐`,
  aside: (view) => `市民与坐席通话中，${aside(view)}听音乐`,
  three_way: (view) => (roomOf(view).length > 3 ? '四方通话：互相都听得到' : `三方通话：${inRoom(view)}`),
  left: (view) => `坐席已退出，${others(view)}继续通话`,
  without_citizen: (view) => `市民已挂断，${others(view)}还在线`,
}

/** The conversation in one sentence; empty before there is one. */
export function conversation(view: CaseView): string {
  if (view.phase === 'survey') return '市民正在评价服务（按键 1 至 5）'
  if (view.phase === 'dialling') return '正在呼叫市民'
  return SENTENCES[view.arrangement](view)
}

/** Who stays on the line when the agent leaves: `市民与市水务局`; empty when the call would not go on. */
export function whoStays(view: CaseView, agent: string | null): string {
  const stay = present(view).filter((one) => one.agent !== agent && !isSilent(one))
  return stay.length > 1 ? stay.map((one) => partyName(view, one)).join('与') : ''
}
