/** Which utterances are marked because a field that came from them is pointed at. */

import { inject, provide, ref, type InjectionKey, type Ref } from 'vue'

export type Marks = Ref<string[]>

const KEY: InjectionKey<Marks> = Symbol('marks')

export function provideMarks(): Marks {
  const marks: Marks = ref([])
  provide(KEY, marks)
  return marks
}

export function useMarks(): Marks {
  return inject(KEY, () => ref<string[]>([]), true)
}
