/** How this supervisor stands to a call. Pure. */

import type { CaseState } from '@/store/caseState'
import type { CaseView, Party, Place } from '@/wire/types'

/** The supervisor's own living leg in this call. */
export function ownLeg(view: CaseView, agent: string): Party | null {
  return view.parties.find((one) => one.agent === agent && one.role === 'supervisor' && one.state !== 'gone') ?? null
}

const MODE: Record<Place, string> = { listen: '监听', whisper: '密语', room: '强插', aside: '保持' }

/** `9001 监听`, for the list. */
export function modes(view: CaseView): string {
  const there = view.parties.filter((one) => one.role === 'supervisor' && one.state !== 'gone')
  return there.map((one) => `${one.agent ?? one.label} ${MODE[one.place]}`).join('、')
}

const STANDS: Record<Place, (agent: string) => string> = {
  listen: (agent) => `正在监听 ${agent} 的通话，没有人听得到您`,
  whisper: (agent) => `正在密语：只有坐席 ${agent} 听得到您`,
  room: () => '已强插：所有人都听得到您',
  aside: () => '您被保持了，听音乐',
}

export function standsAs(view: CaseView, agent: string): string {
  const leg = ownLeg(view, agent)
  if (view.agent === agent) return '您已接管这路通话，请回工作台操作'
  if (!leg) return '您没有在听这路通话'
  if (leg.state !== 'up' && leg.state !== 'held') return `请接听您的话机，接听后开始${MODE[leg.place]}`
  return STANDS[leg.place](view.agent ?? '')
}

/** When and to whom this supervisor's leg last had to make room in the call; null when it never did. */
export function yieldedTo(one: CaseState, agent: string): { at: number; to: string } | null {
  for (const { at, what } of [...one.moments].reverse()) {
    if (what.type === 'YieldSupervision' && what.agent === agent) return { at, to: what.to }
  }
  return null
}
