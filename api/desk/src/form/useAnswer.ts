/** The server's answer to a question that changes; until the next one has come the former stands. */

import { ref, shallowRef, watch, type Ref, type ShallowRef } from 'vue'

import { Refusal } from '@/wire/rest'

export interface Answer<T> {
  told: ShallowRef<T | null>
  problem: Ref<string>
  busy: Ref<boolean>
  load(): Promise<void>
}

export function useAnswer<Q extends object, T>(asks: () => Q, ask: (asked: Q) => Promise<T>): Answer<T> {
  const told = shallowRef<T | null>(null)
  const problem = ref('')
  const busy = ref(false)
  let last = 0

  async function load(): Promise<void> {
    const mine = ++last
    busy.value = true
    try {
      const found = await ask(asks())
      if (mine !== last) return
      told.value = found
      problem.value = ''
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      if (mine === last) problem.value = error.message
    } finally {
      if (mine === last) busy.value = false
    }
  }

  watch(
    () => JSON.stringify(asks()),
    () => void load(),
    { immediate: true },
  )
  return { told, problem, busy, load }
}
