/** A list of settings that the server keeps: asked on opening, and again after each change. */

import { onMounted, ref, type Ref } from 'vue'

import { Refusal } from '@/wire/rest'

export interface Rows<T> {
  rows: Ref<T[] | null>
  problem: Ref<string>
  load(): Promise<void>
}

export function useRows<T>(ask: () => Promise<T[]>): Rows<T> {
  const rows = ref<T[] | null>(null) as Ref<T[] | null>
  const problem = ref('')

  async function load(): Promise<void> {
    try {
      rows.value = await ask()
      problem.value = ''
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      problem.value = error.message
    }
  }

  onMounted(load)
  return { rows, problem, load }
}
