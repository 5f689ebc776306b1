/** A second press within five seconds confirms the first: for acts that no dialog shall delay and no slip shall start. */

import { onBeforeUnmount, ref } from 'vue'

const ARMED_MS = 5000

export function useArmed() {
  const armed = ref<string | null>(null)
  let timer: ReturnType<typeof setTimeout> | undefined

  function disarm(): void {
    clearTimeout(timer)
    armed.value = null
  }

  function press(name: string, act: () => void): void {
    const again = armed.value === name
    disarm()
    if (again) return act()
    armed.value = name
    timer = setTimeout(disarm, ARMED_MS)
  }

  onBeforeUnmount(disarm)
  return { armed, press, disarm }
}
