/** The one way to the REST interface: JSON both ways, errors as `Refusal` with the server's own words in Chinese. */

export class Refusal extends Error {
  constructor(
    readonly status: number,
    message: string,
    /** What is wrong with which field of what was sent, by the field's own name. */
    readonly fields: Record<string, string> = {},
  ) {
    super(message)
  }

  /** True when no answer came, so that nobody knows whether the request arrived: it can be sent again once the connection is back. */
  get unreachable(): boolean {
    return this.status === 0 || this.status === 502 || this.status === 504
  }
}

/** How long an answer is waited for, and one to a file that goes up or to work on thousands of tickets: a server that hangs closes
 * nothing by itself. */
export const ANSWER_MS = 30_000
export const LONG_MS = 180_000
const UNREAD = '服务器没有回答，请稍后重试'
const UNSURE = '服务器没有回答，不知道是否已办，请先看结果再重试'

const GENERIC: Record<number, string> = {
  0: '连不上服务器，请检查网络后重试',
  401: '登录已失效，请重新登录',
  403: '没有权限，请联系班长',
  404: '找不到这项内容，可能已被处理，请刷新',
  413: '文件太大，最多 10 MB',
  415: '不支持这种文件，请用 PDF、JPEG、PNG、DOCX、XLSX 或 TXT',
  422: '填写的内容不符合要求，请检查后重试',
  503: '记录库暂时连不上，请稍后重试',
}

interface FieldError {
  loc?: (string | number)[]
  msg?: string
  type?: string
}

const WRONG: Record<string, string> = {
  missing: '必填',
  string_too_short: '太短',
  string_too_long: '太长',
  string_pattern_mismatch: '格式不对',
  greater_than_equal: '太小',
  less_than_equal: '太大',
  int_parsing: '请填整数',
  int_from_float: '请填整数',
  date_from_datetime_parsing: '请填日期',
  too_long: '条数太多',
}

const OUR_OWN_WORDS = /[\u4e00-\u9fff]/

/** What is wrong in our own words; the checker's English is no help to who fills in a form. */
function wrong(error: FieldError): string {
  const told = (error.msg ?? '').replace(/^Value error, /, '')
  return WRONG[error.type ?? ''] ?? (OUR_OWN_WORDS.test(told) ? told : '不符合要求')
}

/** By the path inside the body: `name`, `numbers.0.number`. */
function fieldErrors(body: unknown): Record<string, string> {
  const detail = (body as { detail?: unknown } | null)?.detail
  if (!Array.isArray(detail)) return {}
  const named = (detail as FieldError[]).map((error) => [(error.loc ?? []).slice(1).join('.'), wrong(error)])
  return Object.fromEntries(named) as Record<string, string>
}

function wording(status: number, body: unknown): string {
  const detail = (body as { detail?: unknown } | null)?.detail
  if (typeof detail === 'string' && detail) return detail
  const fields = Object.values(fieldErrors(body))
  if (fields.length > 0) return `填写有误：${fields.join('；')}`
  return GENERIC[status] ?? `服务器出错（${status}），请稍后重试或联系管理员`
}

/** Null for an error that the server did not put into words. Raises for an answer that broke off. */
async function bodyOf(response: Response): Promise<unknown> {
  if (response.status === 204) return null
  return response.ok ? response.json() : response.json().catch(() => null)
}

/** The answer and its body; raises Refusal when they have not come whole within that time. */
async function answerWithin(ms: number, path: string, asked: RequestInit): Promise<[Response, unknown]> {
  const patience = new AbortController()
  const timer = setTimeout(() => patience.abort(), ms)
  try {
    const response = await fetch(path, { ...asked, signal: patience.signal })
    return [response, await bodyOf(response)]
  } catch {
    const silent = asked.method === 'GET' ? UNREAD : UNSURE
    throw new Refusal(0, patience.signal.aborted ? silent : GENERIC[0]!)
  } finally {
    clearTimeout(timer)
  }
}

async function request<T>(method: string, path: string, body?: unknown, withinMs?: number): Promise<T> {
  const headers: Record<string, string> = { Accept: 'application/json' }
  if (method !== 'GET') headers['X-Lingting'] = '1'
  const isFile = body instanceof FormData
  if (body !== undefined && !isFile) headers['Content-Type'] = 'application/json'
  const payload = body === undefined || isFile ? body : JSON.stringify(body)
  const ms = withinMs ?? (isFile ? LONG_MS : ANSWER_MS)
  const [response, answer] = await answerWithin(ms, path, { method, headers, body: payload })
  if (!response.ok) throw new Refusal(response.status, wording(response.status, answer), fieldErrors(answer))
  return answer as T
}

export const rest = {
  get: <T>(path: string, withinMs?: number) => request<T>('GET', path, undefined, withinMs),
  post: <T = null>(path: string, body?: unknown, withinMs?: number) => request<T>('POST', path, body, withinMs),
  put: <T = null>(path: string, body?: unknown) => request<T>('PUT', path, body),
  patch: <T = null>(path: string, body?: unknown) => request<T>('PATCH', path, body),
  remove: <T = null>(path: string) => request<T>('DELETE', path),
}

/** A query string without the parts that are empty; a list names its part once for each. */
export function query(parts: Record<string, string | number | boolean | string[] | undefined | null>): string {
  const search = new URLSearchParams()
  for (const [key, value] of Object.entries(parts)) {
    if (Array.isArray(value)) value.forEach((one) => search.append(key, one))
    else if (value !== undefined && value !== null && value !== '') search.set(key, String(value))
  }
  const text = search.toString()
  return text ? `?${text}` : ''
}
