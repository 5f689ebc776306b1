/** Whom a call can be taken to, found by what is typed: name, scope, number or pinyin initials. Pure. */

import type { Colleague, Queue, ReachableDepartment } from '@/wire/settings'
import type { Way } from '@/wire/types'
import { AGENT_STATE_LABEL } from '@/words/labels'

import { initials } from './initials'

export interface Choice {
  id: string
  kind: 'department' | 'agent' | 'queue' | 'number'
  /** What the server knows it by. */
  value: string
  name: string
  note: string
  /** Its numbers, or what it is doing. */
  detail: string
  reachable: boolean
  suggested: boolean
}

export interface Directory {
  departments: ReachableDepartment[]
  colleagues: Colleague[]
  queues: Queue[]
}

const NUMBER = /^\+?\d{3,20}$/

function ofDepartment(one: ReachableDepartment, suggested: boolean): Choice {
  const numbers = one.reachable.numbers
  return {
    id: `department:${one.id}`,
    kind: 'department',
    value: one.id,
    name: one.name,
    note: one.scope,
    detail: numbers.length > 0 ? numbers.map(numberWords).join(' → ') : one.reachable.why || '现在没有可用的号码',
    reachable: numbers.length > 0,
    suggested,
  }
}

function numberWords(one: { number: string; label: string }): string {
  return one.label && one.label !== one.number ? `${one.label} ${one.number}` : one.number
}

function ofColleague(one: Colleague): Choice {
  const note = one.skills.join('、')
  const state = AGENT_STATE_LABEL[one.state]
  const base = { id: `agent:${one.agent}`, kind: 'agent' as const, value: one.agent, suggested: false }
  return { ...base, name: `${one.agent} ${one.name}`, note, detail: state, reachable: one.state === 'idle' }
}

function ofQueue(one: Queue): Choice {
  const base = { id: `queue:${one.name}`, kind: 'queue' as const, value: one.name, suggested: false }
  return { ...base, name: one.label || one.name, note: one.skills.join('、'), detail: '排队等候坐席', reachable: true }
}

function ofNumber(typed: string): Choice {
  const base = { id: `number:${typed}`, kind: 'number' as const, value: typed, suggested: false }
  return { ...base, name: typed, note: '', detail: '呼叫这个外线号码', reachable: true }
}

/** How well a department's name and scope fit what the draft says; 0: not at all. */
export function fitness(one: { name: string; scope: string }, text: string): number {
  const core = one.name.replace(/^.*?[市区县](?=.)/, '').replace(/[局委办处中心]+$/, '')
  const words = [core, ...one.scope.split(/[\s、，,；;。/]+/)].filter((word) => word.length > 1)
  return words.reduce((sum, word) => sum + (text.includes(word) ? word.length : 0), 0)
}

function departmentsFor(directory: Directory, text: string): Choice[] {
  const enabled = directory.departments.filter((one) => one.enabled)
  const scored = enabled.map((one) => ({ one, score: fitness(one, text) }))
  const best = Math.max(1, ...scored.map(({ score }) => score))
  const made = scored.map(({ one, score }) => ofDepartment(one, score === best))
  return [...made.filter((one) => one.suggested), ...made.filter((one) => !one.suggested)]
}

function matches(choice: Choice, typed: string): boolean {
  const words = `${choice.name} ${choice.note} ${choice.detail}`.toLowerCase()
  return words.includes(typed) || (/^[a-z0-9]+$/.test(typed) && initials(choice.name).includes(typed))
}

/** What to choose from. `text` is what the draft says, by which a department is suggested. */
export function choices(directory: Directory, way: Way, typed: string, text: string, me: string): Choice[] {
  const asked = typed.trim().toLowerCase()
  const queues = way === 'transfer' ? directory.queues.map(ofQueue) : []
  const colleagues = directory.colleagues.filter((one) => one.agent !== me && one.state !== 'offline')
  const all = [...departmentsFor(directory, text), ...queues, ...colleagues.map(ofColleague)]
  const found = all.filter((one) => !asked || matches(one, asked))
  const isColleague = found.some((one) => one.kind === 'agent' && one.value === asked)
  return NUMBER.test(asked) && !isColleague ? [...found, ofNumber(asked)] : found
}
