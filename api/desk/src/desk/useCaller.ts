/** What the records know of a caller: asked once when the number appears. */

import { ref, watch, type Ref } from 'vue'

import * as api from '@/wire/api'
import type { Caller } from '@/wire/types'

export interface KnownCaller {
  state: 'none' | 'loading' | 'known' | 'failed'
  caller: Caller | null
}

export function useCaller(number: () => string): Ref<KnownCaller> {
  const known = ref<KnownCaller>({ state: 'none', caller: null })

  async function ask(asked: string): Promise<void> {
    known.value = { state: asked ? 'loading' : 'none', caller: null }
    if (!asked) return
    const caller = await api.caller(asked).catch(() => null)
    if (number() !== asked) return
    known.value = { state: caller ? 'known' : 'failed', caller }
  }

  watch(number, ask, { immediate: true })
  return known
}
