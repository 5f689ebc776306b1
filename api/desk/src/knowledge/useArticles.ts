/** The articles that are asked for, whose there are, and the one that is open. */

import { onMounted, ref, shallowRef, watch, type Ref, type ShallowRef } from 'vue'

import { usePages, type Pages } from '@/form/usePages'
import { articleDepartments, articles, readArticle, type Article, type ArticleQuery } from '@/wire/knowledge'
import { Refusal } from '@/wire/rest'

const PAGE = 50
const REST_AFTER_KEY_MS = 300

export interface Articles extends Pages<ArticleQuery, Article> {
  asked: Ref<ArticleQuery>
  departments: ShallowRef<{ name: string; articles: number }[]>
  open: ShallowRef<Article | null>
  /** Why the chosen article cannot be shown. */
  missing: Ref<string>
  /** An article has become this one: show it, and ask for all again. */
  put(article: Article | null): Promise<void>
}

export function useArticles(chosen: () => number | null): Articles {
  const asked = ref<ArticleQuery>({})
  const departments = shallowRef<{ name: string; articles: number }[]>([])
  const open = shallowRef<Article | null>(null)
  const missing = ref('')

  const pages = usePages<ArticleQuery, Article>({
    asks: () => asked.value,
    page: (now, last) => articles(now, PAGE, last?.id),
    size: PAGE,
    restMs: (now, before) => (before && now.q !== before.q ? REST_AFTER_KEY_MS : 0),
  })

  async function read(): Promise<void> {
    const id = chosen()
    missing.value = ''
    open.value = pages.rows.value?.find((one) => one.id === id) ?? (open.value?.id === id ? open.value : null)
    if (id === null || open.value) return
    try {
      const found = await readArticle(id)
      if (chosen() === id) open.value = found
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      if (chosen() === id) missing.value = error.message
    }
  }

  /** Only a filter: without it the page does all else. */
  async function loadDepartments(): Promise<void> {
    try {
      departments.value = await articleDepartments()
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      pages.problem.value = error.message
    }
  }

  async function put(article: Article | null): Promise<void> {
    open.value = article
    await Promise.all([pages.load(), loadDepartments()])
  }

  watch(chosen, () => void read(), { immediate: true })
  onMounted(loadDepartments)
  return { ...pages, asked, departments, open, missing, put }
}
