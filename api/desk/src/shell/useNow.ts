/** The time now on the server's clock, once a second, for every length that counts up on the screen. */

import { computed, onBeforeUnmount, onMounted, ref, type ComputedRef } from 'vue'

import { useScreen } from '@/store/useScreen'

const local = ref(Date.now())
let watchers = 0
let timer: ReturnType<typeof setInterval> | undefined

function tick(): void {
  local.value = Date.now()
}

export function useNow(): ComputedRef<number> {
  const screen = useScreen()
  onMounted(() => {
    if (watchers++ === 0) timer = setInterval(tick, 1000)
  })
  onBeforeUnmount(() => {
    if (--watchers === 0) clearInterval(timer)
  })
  return computed(() => local.value + screen.screen.clockSkewMs)
}
