/** The folders that tickets are looked at in: each a question to the list, and the number that stands beside its name. Pure. */

import type { TicketCounts, TicketQuery } from '@/wire/tickets'
import type { TicketState } from '@/wire/types'

export interface Folder {
  id: string
  label: string
  asks: TicketQuery
  /** Null: none is shown, there may be very many. */
  count: (counts: TicketCounts) => number | null
  /** Something to be done at once when it is not empty. */
  presses?: boolean
}

export interface Group {
  title: string
  folders: Folder[]
}

function holding(id: string, label: string, ...states: TicketState[]): Folder {
  const count = ({ states: by }: TicketCounts) => states.reduce((sum, state) => sum + (by[state] ?? 0), 0)
  return { id, label, asks: { state: states }, count }
}

const none = () => null
const flagged = ({ flags }: TicketCounts) => flags.yellow + flags.orange + flags.red

const TIME: Folder[] = [
  { id: 'soon', label: '临期', asks: { due: 'soon', sort: 'due' }, count: (all) => all.due_soon, presses: true },
  { id: 'over', label: '超期', asks: { due: 'over', sort: 'due' }, count: (all) => all.overdue, presses: true },
  { id: 'flag', label: '亮牌', asks: { flag: 'any', sort: 'due' }, count: flagged, presses: true },
]

const INTAKE: Folder = { id: 'intake', label: '待受理', asks: { list: 'intake' }, count: (all) => all.intake, presses: true }
const REVIEW: Folder = { ...holding('review', '待审签', 'in_review'), asks: { list: 'review' }, presses: true }
const EXTENSIONS: Folder = {
  id: 'extensions',
  label: '延期申请',
  asks: { list: 'extensions' },
  count: (all) => all.extensions,
  presses: true,
}

export const HOTLINE: Group[] = [
  {
    title: '要做的',
    folders: [
      INTAKE,
      holding('draft', '草稿', 'draft'),
      REVIEW,
      { ...holding('dispatch', '待派单', 'confirmed', 'reviewed', 'reopened'), asks: { list: 'to_dispatch' }, presses: true },
      { ...holding('returned', '已退单', 'returned'), asks: { list: 'returned' }, presses: true },
      EXTENSIONS,
    ],
  },
  { title: '时限', folders: TIME },
  {
    title: '办理',
    folders: [
      holding('accepted', '办理中', 'dispatched', 'accepted'),
      holding('replied', '待回访办结', 'replied', 'followed_up'),
      holding('suspended', '已挂起', 'suspended'),
    ],
  },
  {
    title: '全部',
    folders: [
      { id: 'done', label: '已办结', asks: { state: ['resolved', 'answered', 'merged', 'archived'] }, count: none },
      { id: 'all', label: '全部工单', asks: {}, count: none },
    ],
  },
]

export const DEPARTMENT: Group[] = [
  {
    title: '要做的',
    folders: [
      { ...holding('dispatched', '待签收', 'dispatched'), presses: true },
      holding('accepted', '办理中', 'accepted'),
    ],
  },
  { title: '时限', folders: TIME },
  {
    title: '全部',
    folders: [
      holding('replied', '已答复', 'replied', 'followed_up'),
      holding('suspended', '已挂起', 'suspended'),
      { id: 'all', label: '全部工单', asks: {}, count: none },
    ],
  },
]

export function folderOf(groups: Group[], id: string): Folder {
  const all = groups.flatMap((group) => group.folders)
  return all.find((one) => one.id === id) ?? all[all.length - 1]!
}
