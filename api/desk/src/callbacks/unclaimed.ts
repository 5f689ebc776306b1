/** Messages and lost callers that nobody works on yet: the server shows them on every screen. Pure. */

import type { CaseState } from '@/store/caseState'

export function unclaimed(cases: Record<string, CaseState>): CaseState[] {
  const waiting = Object.values(cases).filter(({ view, gone }) => {
    const open = view?.ticket_state === 'draft' && view.phase !== 'archived'
    return !gone && open && view.agent === null && view.ended_as !== null
  })
  return waiting.sort((a, b) => a.view!.started_at - b.view!.started_at)
}
