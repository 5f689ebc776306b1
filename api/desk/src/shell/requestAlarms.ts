/** Alarms of requests that came without a call: whom they concern, and which of them this person has not put aside. */

import { reactive } from 'vue'

import type { AgentState, Me, RequestAlarm } from '@/wire/types'

const OVERSEES = new Set<Me['role']>(['supervisor', 'admin'])

export const keyOf = ({ ticket, service }: RequestAlarm) => `${ticket}:${service}`

/** Supervisors always; an agent while ready for work: nobody is torn out of a call, where another citizen waits for help. */
export function concerns(me: Me | null, state: AgentState | null): boolean {
  if (!me) return false
  return OVERSEES.has(me.role) || (me.presence === 'ready' && (state ?? 'idle') === 'idle')
}

export const notAside = (alarms: RequestAlarm[], aside: ReadonlySet<string>) =>
  alarms.filter((alarm) => !aside.has(keyOf(alarm)))

/** By person and for this load of the page only: others still see them, at this page too, and so does who loads it anew. */
const aside = reactive(new Map<string, ReadonlySet<string>>())
const asideOf = (agent: string) => aside.get(agent) ?? new Set<string>()

export function useRequestAlarms() {
  return {
    waiting: (agent: string, alarms: RequestAlarm[]) => notAside(alarms, asideOf(agent)),
    putAside: (agent: string, alarm: RequestAlarm) => void aside.set(agent, new Set([...asideOf(agent), keyOf(alarm)])),
  }
}
