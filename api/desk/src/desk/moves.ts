/** Which acts are possible in a conversation as it stands. Pure; the server has the last word. */

import type { CaseView, Party } from '@/wire/types'
import { isSilent, present } from '@/words/hearing'

export interface Moves {
  talking: boolean
  citizenAside: boolean
  canHangUp: boolean
  canHold: boolean
  canInvite: boolean
  canSwap: boolean
  canJoin: boolean
  canLeave: boolean
  /** The party that came last and is no citizen: what `Alt+X` lets go. */
  last: Party | null
}

function comesAndGoes(party: Party, view: CaseView): boolean {
  const ours = party.agent !== null && party.agent === view.agent
  return party.role !== 'citizen' && party.role !== 'supervisor' && !ours && party.state !== 'gone'
}

export function movesOf(view: CaseView, agent: string): Moves {
  const talking = view.phase === 'talking' && view.agent === agent && view.wrap_up_ends_at === null
  const dialling = view.phase === 'dialling' && view.agent === agent
  const here = present(view).filter((one) => !isSilent(one))
  const others = here.filter((one) => one.agent !== agent)
  const aside = here.filter((one) => one.place === 'aside')
  const guests = view.parties.filter((one) => comesAndGoes(one, view))
  return {
    talking,
    citizenAside: aside.some((one) => one.role === 'citizen'),
    canHangUp: talking || dialling,
    canHold: talking && here.some((one) => one.role === 'citizen'),
    canInvite: talking,
    canSwap: talking && aside.length > 0 && others.length > aside.length,
    canJoin: talking && aside.length > 0 && others.length > 1,
    canLeave: talking && others.length > 1,
    last: guests.at(-1) ?? null,
  }
}
