/** Keeps a list at its newest row until the reader scrolls away from it. */

import { nextTick, onBeforeUnmount, onMounted, ref, watch, type Ref } from 'vue'

const NEAR_PX = 32

export function useFollow(box: Ref<HTMLElement | null>, changes: () => unknown) {
  const following = ref(true)

  function toNewest(): void {
    following.value = true
    const element = box.value
    if (element) element.scrollTop = element.scrollHeight
  }

  function scrolled(): void {
    const element = box.value
    if (!element) return
    following.value = element.scrollHeight - element.scrollTop - element.clientHeight < NEAR_PX
  }

  watch(changes, async () => {
    if (!following.value) return
    await nextTick()
    toNewest()
  })
  /** A search that opens below makes the list shorter: the newest row stays in sight. */
  const sizes = new ResizeObserver(() => following.value && toNewest())
  onMounted(() => {
    toNewest()
    if (box.value) sizes.observe(box.value)
  })
  onBeforeUnmount(() => sizes.disconnect())
  return { following, toNewest, scrolled }
}
