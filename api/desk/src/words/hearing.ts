/** Who hears whom, in words: from the topology's (listener, talker) pairs to one sentence. Pure. */

import type { CaseView, Party } from '@/wire/types'

import { speakerLabel } from './labels'

export function partyName(view: CaseView, party: Party): string {
  const alike = view.parties.filter((one) => one.role === party.role && one.state !== 'gone')
  const name = speakerLabel(party.role)
  return party.role === 'department' || alike.length > 1 ? party.label || name : name
}

function groupsOf(present: Party[], mutual: (a: Party, b: Party) => boolean): Party[][] {
  const groups: Party[][] = []
  for (const party of present) {
    const home = groups.find((group) => group.every((one) => mutual(one, party)))
    if (home) home.push(party)
    else groups.push([party])
  }
  return groups.filter((group) => group.length > 1)
}

function alone(party: Party, view: CaseView, name: string): string {
  const heard = view.hears.filter(([listener]) => listener === party.leg).map(([, talker]) => talker)
  if (heard.includes('music')) return `${name}听等待音乐`
  if (heard.length === 0) return party.role === 'agent' ? `${name}听不到任何一方` : `${name}听到提示音或静音`
  const talkers = view.parties.filter((one) => heard.includes(one.leg))
  return `${name}只能听：${talkers.map((one) => partyName(view, one)).join('、')}`
}

/** 市民与坐席互相听得到 / 市民听等待音乐，坐席听不到任何一方; empty when nobody is in the call. */
export function whoHearsWhom(view: CaseView): string {
  const present = view.parties.filter((one) => one.state === 'up' || one.state === 'held')
  const pairs = new Set(view.hears.map(([listener, talker]) => `${listener}>${talker}`))
  const mutual = (a: Party, b: Party) =>
    pairs.has(`${a.leg}>${b.leg}`) && pairs.has(`${b.leg}>${a.leg}`)
  const groups = groupsOf(present, mutual)
  const name = (party: Party) => partyName(view, party)
  const together = groups.map((group) => `${group.map(name).join(group.length > 2 ? '、' : '与')}互相听得到`)
  const others = present.filter((one) => !groups.some((group) => group.includes(one)))
  return [...together, ...others.map((one) => alone(one, view, name(one)))].join('，')
}
