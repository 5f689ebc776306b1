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

/** For this person and this load of the page only: others still see them, and so does who loads the page anew. */
const aside = reactive(new Set<string>())

export function useRequestAlarms() {
  return {
    waiting: (alarms: RequestAlarm[]) => notAside(alarms, aside),
    putAside: (alarm: RequestAlarm) => void aside.add(keyOf(alarm)),
  }
}
