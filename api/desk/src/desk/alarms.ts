/** Emergencies in the citizen's words: which of them still wait for the agent to call the service or to put them aside. */

import { reactive } from 'vue'

import type { Alarm, CaseView } from '@/wire/types'

const keyOf = (id: string, alarm: Alarm) => `${id}:${alarm.service}`

/** Called, and not in vain. */
function answered({ invitations }: CaseView, { service }: Alarm): boolean {
  const calls = invitations.filter((one) => one.role === 'emergency' && one.name === service)
  return calls.some((one) => one.pending || one.attempts.some((attempt) => attempt.state === 'answered'))
}

/** Pure. `aside`: what was put aside, by case and service. */
export function waitingAlarms(view: CaseView, aside: ReadonlySet<string>): Alarm[] {
  return view.alarms.filter((alarm) => !aside.has(keyOf(view.case, alarm)) && !answered(view, alarm))
}

/** Outlives every page: who leaves the desk and comes back is not alarmed again. */
const aside = reactive(new Set<string>())

export function useAlarms() {
  return {
    waiting: (view: CaseView) => waitingAlarms(view, aside),
    putAside: (id: string, alarm: Alarm) => void aside.add(keyOf(id, alarm)),
  }
}
