/** What each act asks of who does it, which of several comes first, and what is sent. Pure. */

import type { ActName, Happening, TicketDetail } from '@/wire/tickets'
import type { TicketState } from '@/wire/types'
import { ACT_LABEL } from '@/words/tickets'

/** The form that an act opens; `press`: none, a second press does it. */
export type Asks = 'press' | 'note' | 'reason' | 'text' | 'dispatch' | 'days' | 'merge' | 'follow-up' | 'values'

export interface Act {
  name: ActName
  asks: Asks
  /** What the form's words are for. */
  words: string
  /** It ends something, or takes it from somebody. */
  closes?: boolean
  /** It is a department's; a supervisor may do it in its place. */
  departments?: boolean
}

/** The order of the buttons; last what a supervisor does in a department's place. */
export const ACTS: readonly Act[] = [
  { name: 'review', asks: 'note', words: '审签意见（可不填）' },
  { name: 'confirm', asks: 'values', words: '' },
  { name: 'submit', asks: 'press', words: '' },
  { name: 'extension/grant', asks: 'days', words: '批复意见（可不填）' },
  { name: 'extension/refuse', asks: 'reason', words: '不同意的原因' },
  { name: 'dispatch', asks: 'dispatch', words: '派单说明（可不填）' },
  { name: 'follow-up', asks: 'follow-up', words: '回访记录（可不填）' },
  { name: 'resume', asks: 'press', words: '' },
  { name: 'resolve', asks: 'note', words: '办结说明（可不填）', closes: true },
  { name: 'send-back', asks: 'reason', words: '退回修改的原因，坐席据此修改' },
  { name: 'answer', asks: 'text', words: '答复内容，工单就此结束，不再派单', closes: true },
  { name: 'merge', asks: 'merge', words: '', closes: true },
  { name: 'suspend', asks: 'reason', words: '挂起原因，挂起期间停表' },
  { name: 'reopen', asks: 'reason', words: '重新办理的原因' },
  { name: 'archive', asks: 'press', words: '', closes: true },
  { name: 'values', asks: 'values', words: '' },
  { name: 'discard', asks: 'reason', words: '作废的原因', closes: true },
  { name: 'accept', asks: 'press', words: '', departments: true },
  { name: 'reply', asks: 'text', words: '办理结果，市民看到、听到的就是它', departments: true },
  { name: 'extension', asks: 'days', words: '延期原因', departments: true },
  { name: 'return', asks: 'reason', words: '退单原因，写明应由谁办', closes: true, departments: true },
]

/** What a person most likely came for, where it is possible. */
const LEADS = new Set<ActName>(['review', 'confirm', 'submit', 'extension/grant', 'dispatch', 'follow-up', 'resume'])
const AT_DEPARTMENT = new Set<TicketState>(['dispatched', 'accepted'])

export interface Button extends Act {
  label: string
  /** The one that stands out. */
  leads: boolean
}

/** The acts of a ticket that are possible now, as buttons. `outside`: on a department's own page. */
export function buttonsOf(ticket: Pick<TicketDetail, 'acts' | 'state'>, outside: boolean): Button[] {
  const away = AT_DEPARTMENT.has(ticket.state)
  const labelOf = ({ name, departments }: Act) => {
    if (name === 'dispatch' && away) return '改派'
    return departments && !outside ? `代单位${ACT_LABEL[name]}` : ACT_LABEL[name]
  }
  const leads = ({ name, departments }: Act) =>
    outside ? departments === true : LEADS.has(name) && !(name === 'dispatch' && away)
  const possible = ACTS.filter(({ name }) => ticket.acts.includes(name))
  const first = possible[0]
  return possible.map((act) => ({ ...act, label: labelOf(act), leads: act === first && leads(act) }))
}

/** What the history calls the step that an act with words takes. */
const STEP: Partial<Record<ActName, string>> = {
  discard: 'discarded',
  review: 'reviewed',
  'send-back': 'sent_back',
  dispatch: 'dispatched',
  answer: 'answered',
  reply: 'replied',
  return: 'returned',
  extension: 'extension_asked',
  'extension/grant': 'extension_granted',
  'extension/refuse': 'extension_refused',
  suspend: 'suspended',
  'follow-up': 'followed_up',
  resolve: 'resolved',
  reopen: 'reopened',
}

/** How often this person, or the department for which they act, has taken that step. */
export function timesTaken(ticket: Pick<TicketDetail, 'history'>, act: ActName, writer: string): number {
  const theirs = ({ by }: Happening) => by.id === writer || by.role === 'department'
  return ticket.history.filter((one) => one.kind === STEP[act] && theirs(one)).length
}

/** As many characters as the server takes of an act's words. */
export const mostWords = (act: Act): number => (act.asks === 'text' ? 5000 : 500)

/** Under which name the server wants an act's words. */
const FIELD: Partial<Record<ActName, string>> = { reply: 'text', answer: 'answer' }

export interface Said {
  words: string
  days: number
  department: string
  limit: string
  into: string
  reached: boolean
  solved: boolean | null
  score: number | null
  attachments: number[]
}

export const NOTHING_SAID: Said = {
  words: '',
  days: 3,
  department: '',
  limit: '',
  into: '',
  reached: true,
  solved: null,
  score: null,
  attachments: [],
}

/** What is missing before it can be sent; empty: nothing. */
export function lackingOf(act: Act, said: Said): string {
  if (act.asks === 'dispatch') return said.department ? '' : '请先选承办单位'
  if (act.asks === 'merge') return said.into ? '' : '请先选并入哪张工单'
  if (act.asks === 'days' && !(said.days >= 1)) return '请填延长几个工作日'
  const optional = act.words.endsWith('（可不填）') || !act.words
  return optional || said.words.trim() ? '' : `请填${act.words.split('，')[0]}`
}

/** The body of the request; undefined: none. */
export function bodyOf(act: Act, said: Said): object | undefined {
  const words = said.words.trim()
  switch (act.asks) {
    case 'note':
      return words ? { note: words } : {}
    case 'reason':
      return { reason: words }
    case 'text':
      return { [FIELD[act.name]!]: words, ...(said.attachments.length > 0 ? { attachments: said.attachments } : {}) }
    case 'dispatch':
      return { department: said.department, ...(said.limit ? { limit: said.limit } : {}), ...(words ? { note: words } : {}) }
    case 'days':
      return act.name === 'extension' ? { days: said.days, reason: words } : { days: said.days, ...(words ? { note: words } : {}) }
    case 'merge':
      return { into: said.into }
    case 'follow-up':
      return followUp(said, words)
    default:
      return undefined
  }
}

function followUp(said: Said, note: string): object {
  const heard = said.reached ? { solved: said.solved, ...(said.score ? { score: said.score } : {}) } : { solved: null }
  return { reached: said.reached, ...heard, ...(note ? { note } : {}) }
}
