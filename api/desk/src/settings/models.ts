/** Speech models as a queue's settings show them. Pure. */

import type { Queue, SpeechModel } from '@/wire/settings'

export interface ModelChoice {
  /** Empty: the hotline's own. */
  name: string
  label: string
  broken: boolean
}

/** What a queue may have: the hotline's own first, then every installed one, and `kept` although it is gone.
 * Null: not told yet; then it cannot be said which are there. */
export function modelChoices(models: SpeechModel[] | null, kept: string): ModelChoice[] {
  if (models === null) return [...new Set(['', kept])].map((name) => ({ name, label: name || '热线自己的', broken: false }))
  const own = models.find((one) => one.own)
  const known = models.map((one) => ({ name: one.name, label: labelOf(one), broken: !one.whole }))
  const gone = kept && !models.some((one) => one.name === kept) ? [{ name: kept, label: `${kept}（没有安装）`, broken: true }] : []
  return [{ name: '', label: own ? `热线自己的（${own.name}）` : '热线自己的', broken: false }, ...known, ...gone]
}

function labelOf(one: SpeechModel): string {
  if (!one.whole) return `${one.name}（文件不完整）`
  return one.demo ? `${one.name}（演示模型，听不懂真人）` : one.name
}

/** A queue's model in its row, and whether it is in use; null while the models are being asked for. */
export function modelOf(queue: Queue, models: SpeechModel[] | null): string {
  if (!queue.speech_model) return '热线自己的'
  const found = models?.find((one) => one.name === queue.speech_model)
  if (models === null || found?.loaded) return queue.speech_model
  return `${queue.speech_model}（${found ? '还没有装载' : '没有安装'}，由热线自己的代替）`
}
