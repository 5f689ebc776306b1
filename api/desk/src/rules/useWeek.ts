/** A week's hours in a form of rules: read from what the server keeps, and written back. */

import { ref, type Ref } from 'vue'

import { ALL_DAY, asHours, asTexts, wrongSpan } from '@/settings/hours'
import type { Hours } from '@/wire/settings'

export interface Week {
  always: Ref<boolean>
  texts: Ref<string[]>
  show(hours: Hours): void
  /** `before` keeps what the form does not show. */
  written(before: Hours): Hours
  wrong(): boolean
}

export function useWeek(): Week {
  const always = ref(false)
  const texts = ref<string[]>([])

  function show(hours: Hours): void {
    texts.value = asTexts(hours)
    always.value = texts.value.every((text) => text === ALL_DAY)
  }

  return {
    always,
    texts,
    show,
    written: (before) => asHours(always.value ? texts.value.map(() => ALL_DAY) : texts.value, before),
    wrong: () => !always.value && texts.value.some(wrongSpan),
  }
}
