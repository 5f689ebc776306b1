/** Who stands where by which figure, and what all come to together. Pure. */

import type { EvaluationRow, Figure, Rate } from '@/wire/figures'

export type SortedBy = 'name' | 'tickets' | 'direct' | Rate

/** What needs help comes first: little done in time, many returns, many opened again, few satisfied. */
const LOW_FIRST: ReadonlySet<SortedBy> = new Set(['name', 'on_time_rate', 'satisfaction_rate'])

export const lowFirst = (by: SortedBy) => LOW_FIRST.has(by)

function compare(one: EvaluationRow, other: EvaluationRow, by: SortedBy): number {
  if (by === 'name') return one.name.localeCompare(other.name, 'zh-CN')
  return (one[by] as number) - (other[by] as number)
}

/** Those of whom nothing can be said come last either way; equals by how many tickets they had. */
export function ranked(rows: EvaluationRow[], by: SortedBy, rising: boolean): EvaluationRow[] {
  const told = rows.filter((one) => one[by] !== null)
  const untold = rows.filter((one) => one[by] === null)
  const sign = rising ? 1 : -1
  const most = (one: EvaluationRow, other: EvaluationRow) => other.tickets - one.tickets || one.key.localeCompare(other.key)
  return [...told.sort((one, other) => sign * compare(one, other, by) || most(one, other)), ...untold.sort(most)]
}

export type Sum = Omit<EvaluationRow, 'key' | 'name'>

const FIGURES: Figure[] = ['tickets', 'had', 'done', 'on_time', 'late', 'returned', 'reopened', 'rated', 'satisfied', 'direct']
const rate = (part: number, of: number) => (of === 0 ? null : part / of)

/** All together: a rate is of all tickets, not the mean of the rates; a ticket counts for each department that had it. */
export function sumOf(rows: EvaluationRow[]): Sum {
  const entries = FIGURES.map((name) => [name, rows.reduce((sum, one) => sum + one[name], 0)])
  const sum = Object.fromEntries(entries) as Record<Figure, number>
  return {
    ...sum,
    on_time_rate: rate(sum.on_time, sum.on_time + sum.late),
    return_rate: rate(sum.returned, sum.had),
    reopen_rate: rate(sum.reopened, sum.had),
    satisfaction_rate: rate(sum.satisfied, sum.rated),
  }
}

export const FIGURE_LABEL: Record<Figure, string> = {
  tickets: '全部工单',
  had: '经办',
  done: '已办结',
  on_time: '按时',
  late: '超期',
  returned: '退单',
  reopened: '重新办理',
  rated: '有评价',
  satisfied: '满意',
  direct: '直接答复',
}

/** What a figure counts, said where its name alone could be misread. */
export const FIGURE_MEANS: Record<Figure, string> = {
  tickets: '这段时间确认的工单，不含作废、并单',
  had: '现在在办的，和曾经派给、后来退单或改派的',
  done: '市民已有答复，此后没有重新办理',
  on_time: '在时限内答复',
  late: '过了时限才答复，或到现在还没有答复',
  returned: '退过单的，占经办的；按单位看时，算在退单的单位名下',
  reopened: '办结后又重新办理的，占经办的',
  rated: '按单位看是回访的评价，按坐席看是通话后的评价',
  satisfied: '评价 1 至 3：非常满意、满意、基本满意',
  direct: '没有派单，当场答复的',
}
