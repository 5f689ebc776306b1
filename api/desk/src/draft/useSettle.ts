/** Ends a draft: what was typed is sent first, then the server is asked; why it refused stands beside the buttons. */

import { ref, type Ref } from 'vue'

import { say } from '@/shell/acting'
import { ofCase } from '@/store/outbox'
import { nameOf, useOutbox } from '@/store/useOutbox'
import { useSession } from '@/store/useSession'
import { Refusal } from '@/wire/rest'

export interface Settle {
  busy: Ref<boolean>
  problem: Ref<string>
  /** True when it was done. */
  settle(act: () => Promise<unknown>, done: string): Promise<boolean>
}

export function useSettle(caseId: () => string): Settle {
  const outbox = useOutbox()
  const busy = ref(false)
  const problem = ref('')

  /** Why not all that was typed could be sent. */
  function unsent(): string {
    const refused = ofCase(outbox.box, caseId()).find(([, pending]) => pending.state === 'failed')?.[1]
    if (!refused) return '还有修改没有保存成功，请等连接恢复后再试'
    return `${nameOf(refused.item)}没有保存：${refused.reason}`
  }

  async function settle(act: () => Promise<unknown>, done: string): Promise<boolean> {
    if (busy.value) return false
    busy.value = true
    problem.value = ''
    try {
      if (!(await outbox.flush(caseId()))) throw new Refusal(0, unsent())
      await act()
      say('success', done)
      return true
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      if (error.status === 401) useSession().forget()
      problem.value = error.message
      return false
    } finally {
      busy.value = false
    }
  }

  return { busy, problem, settle }
}
