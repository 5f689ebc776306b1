/** Days as ISO 8601 texts, counted and named. Pure. */

const two = (n: number) => String(n).padStart(2, '0')
const WEEKDAYS = ['周日', '周一', '周二', '周三', '周四', '周五', '周六']

const at = (day: string) => new Date(`${day}T00:00:00Z`)
const iso = (date: Date) => `${date.getUTCFullYear()}-${two(date.getUTCMonth() + 1)}-${two(date.getUTCDate())}`

export function addDays(day: string, days: number): string {
  const date = at(day)
  date.setUTCDate(date.getUTCDate() + days)
  return iso(date)
}

/** The first day of a day's month, or of another month so many months from it. */
export function monthOf(day: string, months = 0): string {
  const date = at(day)
  return iso(new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + months, 1)))
}

/** The Monday of a day's week. */
export function mondayOf(day: string): string {
  return addDays(day, -((at(day).getUTCDay() + 6) % 7))
}

/** 周三 */
export function weekday(day: string): string {
  return WEEKDAYS[at(day).getUTCDay()]!
}

/** 11-25 周三 */
export function dayWords(day: string): string {
  return `${day.slice(5)} ${weekday(day)}`
}

/** Whether a text is a day, and one that the calendar has. */
export function isDay(text: string): boolean {
  return /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(at(text).getTime()) && iso(at(text)) === text
}
