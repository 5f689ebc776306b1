/** The knowledge base: read by all, kept by supervisors. */

import { LONG_MS, query, rest } from './rest'

/** Days are ISO 8601, both part of the time. */
export interface ArticleEntry {
  code: string | null
  title: string
  body: string
  keywords: string[]
  department: string
  valid_from: string | null
  valid_until: string | null
  enabled: boolean
}

export interface Article extends ArticleEntry {
  id: number
  /** Enabled and valid today. */
  current: boolean
  /** How many requests it has answered directly. */
  used: number
  updated_by: string | null
  updated_at: number
}

export interface ArticleQuery {
  /** The best matches first; then there are no further pages. */
  q?: string
  department?: string
  enabled?: boolean
}

/** What came of a file; with errors nothing was taken. */
export interface Imported {
  made: number
  changed: number
  same: number
  errors: { line: number; message: string }[]
}

const of = (id: number) => `/api/articles/${id}`

/** At most `limit`; without words those after article `before`. */
export const articles = (asked: ArticleQuery, limit: number, before?: number) =>
  rest.get<Article[]>(`/api/articles${query({ ...asked, limit, before })}`)
export const articleDepartments = () => rest.get<{ name: string; articles: number }[]>('/api/articles/departments')
export const readArticle = (id: number) => rest.get<Article>(of(id))
export const createArticle = (entry: ArticleEntry) => rest.post<Article>('/api/articles', entry)
export const changeArticle = (id: number, entry: ArticleEntry) => rest.put<Article>(of(id), entry)
export const removeArticle = (id: number) => rest.remove(of(id))
export const importArticles = (name: string, text: string) =>
  rest.post<Imported>('/api/articles/import', { name, text }, LONG_MS)
