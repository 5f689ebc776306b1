/** How the page is connected to the server, in a line. */

import { computed, type ComputedRef } from 'vue'

import { useOutbox } from '@/store/useOutbox'
import { useScreen } from '@/store/useScreen'
import { clock } from '@/words/formats'

export interface Notice {
  id: string
  kind: 'bad' | 'warn' | 'good'
  text: string
  /** It stands until the agent has read it. */
  noticed?: () => void
}

export function useLink(): ComputedRef<Notice> {
  const screen = useScreen()
  const outbox = useOutbox()

  return computed(() => {
    const now = screen.connection
    if (now.state === 'up') return { id: 'link', kind: 'good', text: '✓ 已连接' }
    if (now.state === 'connecting') return { id: 'link', kind: 'warn', text: '… 正在连接服务器' }
    if (now.state === 'refused') {
      const text = now.code === 4403 ? '✕ 此地址不允许打开工作台，请用管理员给的网址' : '✕ 请重新登录'
      return { id: 'link', kind: 'bad', text }
    }
    const waiting = Object.keys(outbox.box).length
    const kept = waiting > 0 ? `，${waiting} 处输入已保留` : ''
    const since = clock(now.since + screen.screen.clockSkewMs)
    return { id: 'link', kind: 'bad', text: `✕ ${since} 起连接中断，正在自动重连；通话不受影响${kept}，恢复后自动补齐` }
  })
}
