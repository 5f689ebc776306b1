/** The Chinese word for every value that the wire knows: states are always shown with one. */

import type {
  AgentState,
  EndedAs,
  FieldName,
  PartyState,
  Phase,
  Role,
  TicketState,
} from '@/wire/types'

export const FIELD_LABEL: Record<FieldName, string> = {
  request_type: '类型',
  urgency: '紧急',
  category: '分类',
  place: '地点',
  incident_time: '时间',
  caller_name: '姓名',
  callback_number: '电话',
  title: '标题',
  body: '内容',
}

export const FIELD_FULL: Record<FieldName, string> = {
  request_type: '诉求类型',
  urgency: '紧急程度',
  category: '事项分类',
  place: '发生地点',
  incident_time: '发生时间',
  caller_name: '来电人姓名',
  callback_number: '联系电话',
  title: '工单标题',
  body: '诉求内容',
}

export const REQUEST_TYPES = ['咨询', '求助', '投诉', '举报', '建议', '表扬']
export const URGENCIES = ['一般', '紧急', '特急']

export const PHASE_LABEL: Record<Phase, string> = {
  arriving: '呼入',
  menu: '语音导航',
  queued: '排队',
  ringing: '振铃',
  talking: '通话中',
  held: '保持中',
  wrap_up: '话后整理',
  closed: '已结束',
  archived: '已归档',
}

export const AGENT_STATE_LABEL: Record<AgentState, string> = {
  offline: '离线',
  away: '示忙',
  idle: '示闲',
  ringing: '振铃',
  talking: '通话中',
  wrap_up: '话后整理',
}

export const PARTY_STATE_LABEL: Record<PartyState, string> = {
  incoming: '呼入',
  dialling: '呼叫中',
  ringing: '振铃',
  up: '通话',
  held: '保持',
  gone: '已离开',
}

export const ROLE_LABEL: Record<Role, string> = {
  agent: '坐席',
  supervisor: '班长',
  admin: '管理员',
}

export const TICKET_STATE_LABEL: Record<TicketState, string> = {
  none: '无工单',
  draft: '待确认',
  confirmed: '已确认',
  discarded: '无需建单',
}

export const ENDED_AS_LABEL: Record<EndedAs, string> = {
  served: '人工服务',
  self_service: '自助查询',
  abandoned: '排队中放弃',
  nobody_there: '无人接听',
  crashed: '通话异常中断',
  refused: '未接入',
}

const SPEAKERS: Record<string, string> = {
  citizen: '市民',
  agent: '坐席',
  department: '单位',
  supervisor: '班长',
}

export function speakerLabel(role: string): string {
  return SPEAKERS[role] ?? role
}
