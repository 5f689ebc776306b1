/** Sending a form: what is wrong stands at its field, all else above the buttons. */

import { ref, type Ref } from 'vue'

import { Refusal } from '@/wire/rest'

export type Wrongs = Record<string, string>

export interface Form {
  wrongs: Ref<Wrongs>
  problem: Ref<string>
  busy: Ref<boolean>
  /** `lacking` is what we see ourselves; then the server is asked. True when it was kept. */
  submit(lacking: Wrongs, send: () => Promise<unknown>): Promise<boolean>
  clear(): void
}

export function useForm(): Form {
  const wrongs = ref<Wrongs>({})
  const problem = ref('')
  const busy = ref(false)

  function clear(): void {
    wrongs.value = {}
    problem.value = ''
  }

  async function submit(lacking: Wrongs, send: () => Promise<unknown>): Promise<boolean> {
    clear()
    wrongs.value = Object.fromEntries(Object.entries(lacking).filter(([, words]) => words))
    if (Object.keys(wrongs.value).length > 0 || busy.value) return false
    busy.value = true
    try {
      await send()
      return true
    } catch (error) {
      refused(error)
      return false
    } finally {
      busy.value = false
    }
  }

  function refused(error: unknown): void {
    if (!(error instanceof Refusal)) throw error
    wrongs.value = error.fields
    problem.value = error.message
  }

  return { wrongs, problem, busy, submit, clear }
}
