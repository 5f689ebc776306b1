/** One act at a time; why the server refused the last one stands beside the button that asked. */

import { ref, type Ref } from 'vue'

import { useSession } from '@/store/useSession'
import { Refusal } from '@/wire/rest'

export interface Act {
  busy: Ref<boolean>
  problem: Ref<string>
  /** True when it was done. Errors that are no refusal are raised. */
  run(act: () => Promise<unknown>): Promise<boolean>
}

export function useAct(): Act {
  const busy = ref(false)
  const problem = ref('')

  async function run(act: () => Promise<unknown>): Promise<boolean> {
    if (busy.value) return false
    busy.value = true
    problem.value = ''
    try {
      await act()
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

  return { busy, problem, run }
}
