/** A ticket's life in words: what can be done with it, how its time stands, where it came from. Pure. */

import type { ActName, Attachment, Clock, Happening, Standing, TicketRules } from '@/wire/tickets'

import { dayAndClock, waited } from './formats'

export const ACT_LABEL: Record<ActName, string> = {
  confirm: '确认受理',
  discard: '作废',
  values: '修改内容',
  submit: '重新提交审签',
  review: '审签通过',
  'send-back': '退回修改',
  dispatch: '派单',
  answer: '直接答复',
  merge: '并单',
  accept: '签收',
  reply: '答复',
  return: '退单',
  extension: '申请延期',
  'extension/grant': '同意延期',
  'extension/refuse': '不同意延期',
  suspend: '挂起',
  resume: '恢复办理',
  'follow-up': '登记回访',
  resolve: '办结',
  reopen: '重新办理',
  archive: '归档',
}

const SOURCES: Record<string, string> = {
  phone: '电话',
  web: '网站',
  app: '手机应用',
  wechat: '微信',
  mail: '邮件',
  miniprogram: '小程序',
}

export const sourceLabel = (source: string) => SOURCES[source] ?? source

export const STANDING_LABEL: Record<Standing, string> = {
  running: '时限内',
  due_soon: '临期',
  overdue: '超期',
  standing: '挂起停表',
  stopped: '已停表',
}

/** The sign beside a standing, so that colour is not alone. */
export const STANDING_SIGN: Record<Standing, string> = {
  running: '',
  due_soon: '!',
  overdue: '✕',
  standing: '‖',
  stopped: '■',
}

/** How a clock stands at this moment of the server's, whenever it was told: a list and a ticket that were asked for apart agree. */
export function standingAt(clock: Clock, now: number): Standing {
  if (!clock.running || clock.due_at === null) return clock.standing
  if (now >= clock.due_at) return 'overdue'
  return clock.soon_at !== null && now >= clock.soon_at ? 'due_soon' : 'running'
}

/** How a clock stands: 剩 3 天, 临期 剩 3 小时, 超期 2 天. */
export function clockWords(clock: Clock, now: number): string {
  const standing = standingAt(clock, now)
  const word = STANDING_LABEL[standing]
  if (!clock.running || clock.due_at === null) return word
  const ms = clock.due_at - now
  if (standing === 'overdue') return `${word} ${waited(-ms)}`
  return standing === 'running' ? `剩 ${waited(ms)}` : `${word} 剩 ${waited(ms)}`
}

export function clockTitle(clock: Clock): string {
  const due = clock.due_at === null ? '' : `，${dayAndClock(clock.due_at)} 到期`
  return clock.used_percent === null ? `${clock.label}${due}` : `${clock.label}${due}，已用 ${clock.used_percent} %`
}

/** 12 张; 前 200 张 of a list that was cut there. */
export const countWords = (n: number, most: number) => (n < most ? `${n} 张` : `前 ${most} 张`)

const ROLES: Record<string, string> = {
  agent: '坐席',
  supervisor: '班长',
  admin: '管理员',
  department: '承办单位',
  service: '系统',
}

/** Who took a step: 坐席 1026 王芳, 市水务局, 系统. */
export function whoDid(by: Happening['by']): string {
  if (by.role === 'service') return ROLES.service!
  if (by.role === 'department') return by.name || by.id
  return [ROLES[by.role] ?? by.role, by.id, by.name].filter(Boolean).join(' ')
}

/** 1.4 MB, 23 KB */
export function fileSize({ size }: Pick<Attachment, 'size'>): string {
  if (size < 1024) return `${size} B`
  return size < 1024 * 1024 ? `${Math.round(size / 1024)} KB` : `${(size / 1024 / 1024).toFixed(1)} MB`
}

export const REVIEW_LABEL: Record<TicketRules['review'], string> = {
  off: '都不审签',
  urgent: '紧急和特急要审签',
  all: '全部要审签',
}

export const FLAG_LABEL = { none: '不亮牌', yellow: '黄牌', orange: '橙牌', red: '红牌' } as const
export const LEVEL_LABEL = ['', '提醒督办', '电话督办', '书面督办', '约谈督办', '纪检督办']
