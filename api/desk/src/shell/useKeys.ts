/** Keys of the desk: `F6`, `Shift+F1`, `Ctrl+Enter`, `Alt+P`, `?`. A key stands for one act while its component is shown. */

import { onBeforeUnmount, onMounted } from 'vue'

export type KeyMap = Record<string, () => void>

function nameOf(event: KeyboardEvent): string {
  const shifted = event.shiftKey && /^F\d+$/.test(event.key)
  const held = [event.ctrlKey || event.metaKey ? 'Ctrl' : '', event.altKey ? 'Alt' : '', shifted ? 'Shift' : '']
  const key = event.altKey && event.code.startsWith('Key') ? event.code.slice(3) : event.key
  return [...held.filter(Boolean), key.length === 1 ? key.toUpperCase() : key].join('+')
}

function types(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.matches('input, textarea, [contenteditable]')
}

export function useKeys(keys: KeyMap): void {
  function pressed(event: KeyboardEvent): void {
    const name = nameOf(event)
    const act = keys[name]
    if (!act || event.isComposing || event.repeat) return
    if (name.length === 1 && types(event.target)) return
    event.preventDefault()
    act()
  }
  onMounted(() => window.addEventListener('keydown', pressed))
  onBeforeUnmount(() => window.removeEventListener('keydown', pressed))
}
