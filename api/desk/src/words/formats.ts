/** Times, lengths and numbers as people read them. */

const two = (n: number) => String(n).padStart(2, '0')

/** 14:32:07 */
export function clock(ms: number): string {
  const at = new Date(ms)
  return `${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}`
}

/** 14:32 */
export function shortClock(ms: number): string {
  return clock(ms).slice(0, 5)
}

/** 2026-11-21, this machine's day. */
export function day(ms: number): string {
  const at = new Date(ms)
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`
}

/** 11-21 14:32 */
export function dayAndClock(ms: number): string {
  return `${day(ms).slice(5)} ${shortClock(ms)}`
}

/** 01:24, or 1:02:03 from an hour on; never negative. */
export function length(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000))
  const rest = `${two(Math.floor((seconds % 3600) / 60))}:${two(seconds % 60)}`
  return seconds < 3600 ? rest : `${Math.floor(seconds / 3600)}:${rest}`
}

/** 138 0000 1234; other numbers stay as they are. */
export function phone(number: string): string {
  if (!number) return '未显示号码'
  return /^1[\d*]{10}$/.test(number)
    ? `${number.slice(0, 3)} ${number.slice(3, 7)} ${number.slice(7)}`
    : number
}

/** How long somebody has waited, in the largest unit that says it: 25 秒, 12 分钟, 3 小时, 2 天. */
export function waited(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000))
  if (seconds < 60) return `${seconds} 秒`
  if (seconds < 3600) return `${Math.floor(seconds / 60)} 分钟`
  return seconds < 86_400 ? `${Math.floor(seconds / 3600)} 小时` : `${Math.floor(seconds / 86_400)} 天`
}

/** 0.93 -> 93 % */
export function percent(share: number): string {
  return `${Math.round(share * 100)} %`
}

/** 0.93 -> 93 %; — where there is nothing to divide by. */
export function rate(of: number | null): string {
  return of === null ? '—' : percent(of)
}

/** 400 -> 0.4 秒 */
export function lag(ms: number): string {
  return `${(ms / 1000).toFixed(1)} 秒`
}
