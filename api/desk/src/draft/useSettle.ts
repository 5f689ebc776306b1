/** Ends a draft: what was typed is sent first, then the server is asked; why it refused stands beside the buttons. */

import { ref, type Ref } from 'vue'

import { say } from '@/shell/acting'
import { useOutbox } from '@/store/useOutbox'
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

  async function settle(act: () => Promise<unknown>, done: string): Promise<boolean> {
    if (busy.value) return false
    busy.value = true
    problem.value = ''
    try {
      if (!(await outbox.flush(caseId()))) throw new Refusal(0, '还有修改没有保存成功，请等连接恢复后再试')
      await act()
      say('success', done)
      return true
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      problem.value = error.message
      return false
    } finally {
      busy.value = false
    }
  }

  return { busy, problem, settle }
}
