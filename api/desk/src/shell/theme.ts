/** Dark or light as the system has it, at once and whenever it changes. */

import { readonly, ref } from 'vue'

const isDark = ref(false)

/** For what is painted and not styled: charts. */
export const dark = readonly(isDark)

export function followSystemTheme(): void {
  const wish = window.matchMedia('(prefers-color-scheme: dark)')
  const apply = () => {
    document.documentElement.classList.toggle('dark', wish.matches)
    isDark.value = wish.matches
  }
  wish.addEventListener('change', apply)
  apply()
}
