/** Where this agent stands in a case, as the card says it. Pure. */

import { goesOnWithout, isInvited } from '@/store/screen'
import type { CaseState } from '@/store/caseState'
import type { CaseView } from '@/wire/types'
import { whoStays } from '@/words/hearing'
import { PHASE_LABEL } from '@/words/labels'

/**
 * `talk`: in the call or about to be. `writing`: wrap-up. `behind`: the call goes on, the time to write is over. `guest`: in a
 * colleague's call. `over`: nothing left but the draft.
 */
export type Standing = 'talk' | 'writing' | 'behind' | 'guest' | 'over'

const OVER = new Set(['closing', 'closed', 'archived'])

export function standingOf(one: CaseState, agent: string): Standing {
  const view = one.view!
  if (one.gone || OVER.has(view.phase)) return 'over'
  if (goesOnWithout(view, agent)) return 'behind'
  if (isInvited(view, agent)) return 'guest'
  return view.wrap_up_ends_at === null ? 'talk' : 'writing'
}

export function headline(view: CaseView, standing: Standing): string {
  if (standing === 'over') return '已结束'
  if (standing === 'guest') return '协助通话'
  return standing === 'talk' ? PHASE_LABEL[view.phase] : '话后整理'
}

/** What goes on without the agent who writes: the call itself, or the citizen's rating. */
export function meanwhile(view: CaseView, agent: string): string {
  if (view.phase === 'survey') return '市民正在评价服务，评价完自动结束'
  if (view.phase !== 'talking') return ''
  const stay = whoStays(view, agent)
  return stay ? `您已退出，${stay}仍在通话，录音和字幕继续` : '通话仍在继续，录音和字幕继续'
}

const CALL_OUT = { '': '呼入', call_back: '预约回电', ring_back: '回拨', follow_up: '回访' }

export function howItCame(view: CaseView): string {
  return CALL_OUT[view.call_out ?? ''] ?? '呼入'
}
