/** The page's colours for what is painted; they follow the theme. */

import { computed, type ComputedRef } from 'vue'

import { dark } from '@/shell/theme'

export interface Inks {
  ink: string
  faint: string
  line: string
  edge: string
  panel: string
  accent: string
  ok: string
  warn: string
  font: string
}

const NAMES: Record<keyof Inks, string> = {
  ink: '--lt-ink',
  faint: '--lt-ink-2',
  line: '--lt-line',
  edge: '--lt-edge',
  panel: '--lt-panel',
  accent: '--lt-accent',
  ok: '--lt-ok',
  warn: '--lt-warn',
  font: '--lt-font',
}

export function useInks(): ComputedRef<Inks> {
  return computed(() => {
    void dark.value
    const style = getComputedStyle(document.documentElement)
    const pairs = Object.entries(NAMES).map(([name, variable]) => [name, style.getPropertyValue(variable).trim()])
    return Object.fromEntries(pairs) as Inks
  })
}
