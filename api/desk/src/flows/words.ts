/** What a caller meets in a menu, in words. Pure. */

import type { WalkedStep } from '@/wire/flows'
import type { EndedAs } from '@/wire/types'
import { ENDED_AS_LABEL } from '@/words/labels'

const WORDS: Record<WalkedStep['does'], (step: WalkedStep) => string> = {
  say: (step) => `“${step.says.join('')}”`,
  wait: (step) => (step.keys.length > 0 ? `等按键：${step.keys.join('、')}` : '等待'),
  queue: (step) => `进入队列 ${step.detail}，听音乐排队`,
  connect: (step) => `呼叫值班人 ${step.detail}`,
  message: () => '录留言',
  look_up: (step) => `查询工单 ${step.detail}`,
  end: (step) => `挂断（${ENDED_AS_LABEL[step.detail as EndedAs] ?? '结束'}）`,
}

export function stepWords(step: WalkedStep): string {
  return WORDS[step.does](step)
}
