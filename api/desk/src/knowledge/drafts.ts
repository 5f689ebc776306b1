/** What is typed into an article's form and not saved: it waits here while its writer takes a call or reads elsewhere. */

import { listed } from '@/settings/lists'
import { waiting } from '@/shell/waiting'
import type { Article, ArticleEntry } from '@/wire/knowledge'

export interface ArticleDraft {
  code: string
  title: string
  body: string
  /** Parted by 、 */
  keywords: string
  department: string
  from: string
  until: string
  enabled: boolean
}

export const EMPTY: ArticleDraft = {
  code: '',
  title: '',
  body: '',
  keywords: '',
  department: '',
  from: '',
  until: '',
  enabled: true,
}

export function draftOf(article: Article): ArticleDraft {
  return {
    code: article.code ?? '',
    title: article.title,
    body: article.body,
    keywords: article.keywords.join('、'),
    department: article.department,
    from: article.valid_from ?? '',
    until: article.valid_until ?? '',
    enabled: article.enabled,
  }
}

export function entryOf(draft: ArticleDraft): ArticleEntry {
  return {
    code: draft.code.trim() || null,
    title: draft.title.trim(),
    body: draft.body.trim(),
    keywords: listed(draft.keywords),
    department: draft.department.trim(),
    valid_from: draft.from || null,
    valid_until: draft.until || null,
    enabled: draft.enabled,
  }
}

const KEYWORD_MOST = 40
const KEYWORDS_MOST = 50

/** What is missing or wrong, by the server's name of the field; empty texts: nothing. */
export function lackingIn(draft: ArticleDraft, before: Article | null): Record<string, string> {
  const keywords = listed(draft.keywords)
  const long = keywords.find((one) => one.length > KEYWORD_MOST)
  return {
    title: draft.title.trim() ? '' : '请填标题，写成市民会问的话',
    body: draft.body.trim() ? '' : '请填内容，坐席照着它答复',
    code: before?.code && !draft.code.trim() ? '编号可以改，不能清空：重新导入时靠它找到这篇文章' : '',
    keywords: long ? `“${long.slice(0, 10)}…”太长，一个关键词最多 ${KEYWORD_MOST} 个字` : keywords.length > KEYWORDS_MOST ? `最多 ${KEYWORDS_MOST} 个关键词` : '',
    valid_until: draft.from && draft.until && draft.until < draft.from ? '失效日期不能早于生效日期' : '',
  }
}

const drafts = waiting<ArticleDraft>()

/** `id` is null for a new article. */
const nameOf = (id: number | null) => `${id ?? 'new'}`

export const waits = (writer: string, id: number | null) => drafts.of(writer, nameOf(id))
export const keep = (writer: string, id: number | null, draft: ArticleDraft) => drafts.keep(writer, nameOf(id), { ...draft })
export const drop = (writer: string, id: number | null) => drafts.drop(writer, nameOf(id))
