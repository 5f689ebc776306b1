/** What a form of rules lacks, as far as the page sees it itself. Pure. */

import type { TicketRules } from '@/wire/tickets'

export function lackingIn(rules: TicketRules): Record<string, string> {
  const nameless = rules.limits.some((one) => !one.label.trim())
  const timeless = rules.limits.some((one) => !(one.amount >= 1))
  const percents = rules.levels.map((one) => one.after_percent)
  const falling = percents.some((percent, i) => i > 0 && percent <= percents[i - 1]!)
  return {
    limits: nameless ? '每个时限都要有名称' : timeless ? '时限至少 1 小时或 1 个工作日' : '',
    levels: falling ? '督办级别越高，占时限的百分比要越大' : '',
    due_soon_percent: rules.due_soon_percent >= 1 && rules.due_soon_percent <= 100 ? '' : '请填 1 到 100',
  }
}

/** A name for a new limit that no other has. */
export function freeName(taken: string[]): string {
  let n = taken.length + 1
  while (taken.includes(`limit-${n}`)) n += 1
  return `limit-${n}`
}
