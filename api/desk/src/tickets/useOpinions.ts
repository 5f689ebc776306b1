/** What other models heard in a case; none while that is being asked for, and where nobody has asked one. */

import { ref, watch, type Ref } from 'vue'

import * as api from '@/wire/api'
import { Refusal } from '@/wire/rest'
import type { Comparison } from '@/wire/types'

export function useOpinions(caseId: () => string | null): Ref<Comparison[]> {
  const opinions = ref<Comparison[]>([])

  async function load(asked: string | null): Promise<void> {
    opinions.value = []
    if (!asked) return
    const found = await api.opinions(asked).catch((error: unknown) => {
      if (!(error instanceof Refusal)) throw error
      return []
    })
    if (caseId() === asked) opinions.value = found
  }

  watch(caseId, load, { immediate: true })
  return opinions
}
