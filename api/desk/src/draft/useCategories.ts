import { ref } from 'vue'

import * as api from '@/wire/api'

/** Id of the list that a category's input points to. */
export const CATEGORIES = 'lt-categories'

const pairs = ref<string[]>([])

/** All three levels as the draft writes them: `城乡建设 / 工程质量 / 施工安全`. Asked for once per page. */
export function useCategories() {
  async function load(): Promise<void> {
    if (pairs.value.length > 0) return
    try {
      const branches = await api.taxonomy()
      pairs.value = branches.flatMap(({ name, leaves }) =>
        Object.entries(leaves).flatMap(([child, last]) => last.map((leaf) => `${name} / ${child} / ${leaf}`)),
      )
    } catch {
      // The next draft asks again; until then the agent types the category.
    }
  }
  return { pairs, load }
}
