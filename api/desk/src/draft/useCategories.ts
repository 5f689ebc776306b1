import { readonly, ref } from 'vue'

import * as api from '@/wire/api'
import { Refusal } from '@/wire/rest'

/** Id of the list that a category's input points to. */
export const CATEGORIES = 'lt-categories'

const pairs = ref<string[]>([])
const problem = ref('')

/** Why there is no list; empty when there is one, or nobody has asked yet. */
export const categoriesProblem = readonly(problem)

/** All three levels as the draft writes them: `城乡建设 / 工程质量 / 施工安全`. Asked for once per page, by the next draft again when there was no answer. */
export function useCategories() {
  async function load(): Promise<void> {
    if (pairs.value.length > 0) return
    try {
      const branches = await api.taxonomy()
      pairs.value = branches.flatMap(({ name, leaves }) =>
        Object.entries(leaves).flatMap(([child, last]) => last.map((leaf) => `${name} / ${child} / ${leaf}`)),
      )
      problem.value = ''
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      problem.value = error.message
    }
  }
  return { pairs, load }
}
