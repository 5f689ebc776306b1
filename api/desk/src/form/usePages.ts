/** A long list page by page: the first one when the question changes, further ones on demand. */

import { onBeforeUnmount, ref, shallowRef, watch, type Ref, type ShallowRef } from 'vue'

import { Refusal } from '@/wire/rest'

export interface Pages<Q, T> {
  /** Null: not told yet. */
  rows: ShallowRef<T[] | null>
  /** The question that the rows answer; another one may be on its way. */
  answered: ShallowRef<Q | null>
  problem: Ref<string>
  busy: Ref<boolean>
  /** There may be another page. */
  more: Ref<boolean>
  /** Begin again. */
  load(): Promise<void>
  next(): Promise<void>
}

export interface PagesOf<Q, T> {
  asks: () => Q
  /** The page after `last`, or the first one. A page of less than `size` is the last one. */
  page: (asked: Q, last: T | undefined) => Promise<T[]>
  size: number
  /** How long the question must rest before it is asked. */
  restMs?: (now: Q, before: Q | undefined) => number
}

export function usePages<Q, T>({ asks, page, size, restMs = () => 0 }: PagesOf<Q, T>): Pages<Q, T> {
  const rows = shallowRef<T[] | null>(null)
  const answered = shallowRef<Q | null>(null)
  const problem = ref('')
  const busy = ref(false)
  const more = ref(false)
  let asked = 0
  let timer: ReturnType<typeof setTimeout> | undefined

  async function take(before: T[]): Promise<void> {
    const mine = ++asked
    const question = asks()
    busy.value = true
    try {
      const found = await page(question, before.at(-1))
      if (mine !== asked) return
      rows.value = [...before, ...found]
      answered.value = question
      more.value = found.length === size
      problem.value = ''
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      if (mine === asked) problem.value = error.message
    } finally {
      if (mine === asked) busy.value = false
    }
  }

  const load = () => take([])
  const isAnswered = () => !busy.value && answered.value === asks()
  const next = () => (!isAnswered() ? Promise.resolve() : take(rows.value ?? []))

  watch(
    asks,
    (now, before) => {
      clearTimeout(timer)
      timer = setTimeout(() => void load(), restMs(now, before))
    },
    { immediate: true },
  )
  onBeforeUnmount(() => clearTimeout(timer))
  return { rows, answered, problem, busy, more, load, next }
}
