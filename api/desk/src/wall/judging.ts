/** What a figure means, in a word and a shade: colour alone says nothing on the wall. Pure. */

import type { Figures } from '@/wire/wallboard'

export type Shade = 'good' | 'warn' | 'bad' | 'plain'

export interface Judged {
  value: string
  word: string
  shade: Shade
}

/** Service level that a hotline is held to, in percent. */
const LEVEL_GOOD = 90
const LEVEL_POOR = 80

export function judgedWaiting(figures: Figures, free: number): Judged {
  const value = String(figures.waiting)
  if (figures.waiting === 0) return { value, word: '无人排队', shade: 'good' }
  return free > 0 ? { value, word: '正在分配', shade: 'warn' } : { value, word: '没有空闲坐席', shade: 'bad' }
}

export function judgedLongest(waitedMs: number | null, targetMs: number, value: string): Judged {
  if (waitedMs === null) return { value: '—', word: '无人等待', shade: 'good' }
  if (waitedMs <= targetMs) return { value, word: `${targetMs / 1000} 秒内`, shade: 'warn' }
  return { value, word: `超过 ${targetMs / 1000} 秒`, shade: 'bad' }
}

export function judgedLevel(level: number | null): Judged {
  if (level === null) return { value: '—', word: '今天还没有来电', shade: 'plain' }
  const value = `${level.toFixed(level === 100 ? 0 : 1)} %`
  if (level >= LEVEL_GOOD) return { value, word: '达标', shade: 'good' }
  return level >= LEVEL_POOR ? { value, word: `低于 ${LEVEL_GOOD} %`, shade: 'warn' } : { value, word: `低于 ${LEVEL_POOR} %`, shade: 'bad' }
}

export function judgedAbandoned(figures: Figures): Judged {
  const value = String(figures.abandoned)
  const counted = figures.abandoned - figures.abandoned_short
  if (counted === 0) return { value, word: figures.abandoned > 0 ? '都是很快挂断' : '没有', shade: 'good' }
  return { value, word: `其中 ${counted} 位等后放弃`, shade: 'warn' }
}
