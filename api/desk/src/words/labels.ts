/** The Chinese word for every value that the wire knows: states are always shown with one. */

import type {
  AgentState,
  Arrangement,
  AttemptState,
  EndedAs,
  FieldName,
  NumberKind,
  PartyRole,
  PartyState,
  Phase,
  Role,
  Setting,
  TicketState,
  Way,
} from '@/wire/types'

export const NUMBER_LABEL: Record<NumberKind, string> = {
  mobile: '手机号',
  fixed_line: '固定电话',
  identity: '身份证号',
}

export const FIELD_LABEL: Record<FieldName, string> = {
  request_type: '类型',
  urgency: '紧急',
  category: '分类',
  place: '地点',
  incident_time: '时间',
  caller_name: '姓名',
  callback_number: '电话',
  department: '派往',
  title: '标题',
  body: '内容',
  anonymous: '匿名',
  confidential: '保密',
  direct_answer: '直答',
}

export const FIELD_FULL: Record<FieldName, string> = {
  request_type: '诉求类型',
  urgency: '紧急程度',
  category: '事项分类',
  place: '发生地点',
  incident_time: '发生时间',
  caller_name: '来电人姓名',
  callback_number: '联系电话',
  department: '建议承办',
  title: '工单标题',
  body: '诉求内容',
  anonymous: '是否匿名',
  confidential: '是否保密',
  direct_answer: '是否直答',
}

export const REQUEST_TYPES = ['咨询', '求助', '投诉', '举报', '建议', '表扬']
export const URGENCIES = ['一般', '紧急', '特急']
/** The two values of an element that is a flag. */
export const YES = '是'
export const NO = '否'

export const PHASE_LABEL: Record<Phase, string> = {
  arriving: '呼入',
  menu: '语音导航',
  queued: '排队',
  ringing: '振铃',
  dialling: '呼叫市民',
  talking: '通话中',
  survey: '满意度评价',
  wrap_up: '话后整理',
  closing: '已结束',
  closed: '已结束',
  archived: '已归档',
}

/** The conversation in a word, where there is no room for a sentence. */
export const ARRANGEMENT_LABEL: Record<Arrangement, string> = {
  none: '',
  talk: '通话中',
  hold: '市民保持中',
  consult: '咨询中',
  aside: '单位保持中',
  three_way: '三方通话',
  left: '坐席已退出',
  without_citizen: '市民已挂断',
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
  held: '对方保持',
  gone: '已离开',
}

export const ATTEMPT_LABEL: Record<AttemptState, string> = {
  dialling: '呼叫中',
  ringing: '振铃',
  answered: '已接通',
  busy: '占线',
  no_answer: '无人接听',
  refused: '拒接',
  unreachable: '打不通',
  withdrawn: '已取消',
}

export const WAY_LABEL: Record<Way, string> = {
  consult: '咨询',
  three_way: '三方通话',
  transfer: '转接',
  menu: '语音导航转接',
}

export const ROLE_LABEL: Record<Role, string> = {
  agent: '坐席',
  supervisor: '班长',
  admin: '管理员',
  department: '承办单位',
}

export const TICKET_STATE_LABEL: Record<TicketState, string> = {
  none: '无工单',
  draft: '草稿',
  confirmed: '待派单',
  in_review: '待审签',
  reviewed: '已审签待派',
  dispatched: '待签收',
  accepted: '办理中',
  returned: '已退单',
  replied: '已答复待回访',
  followed_up: '已回访待办结',
  resolved: '已办结',
  reopened: '重新办理',
  answered: '直接答复',
  suspended: '已挂起',
  merged: '已并单',
  archived: '已归档',
  discarded: '已作废',
}

export const ENDED_AS_LABEL: Record<EndedAs, string> = {
  served: '人工服务',
  self_service: '自助查询',
  message: '留言',
  call_back: '预约回电',
  followed_up: '已回访',
  not_reached: '未接通市民',
  abandoned: '排队中放弃',
  nobody_there: '无人接听',
  crashed: '通话异常中断',
}

const SPEAKERS: Record<PartyRole, string> = {
  citizen: '市民',
  agent: '坐席',
  department: '单位',
  supervisor: '班长',
  emergency: '紧急',
  outside: '外线',
}

export function speakerLabel(role: string): string {
  return SPEAKERS[role as PartyRole] ?? role
}

/** How a caption is marked that not everybody in the call heard; empty for plain talk. */
export function settingLabel({ setting, role }: { setting: Setting; role: string }): string {
  if (setting === 'hold') return '保持中所说'
  if (setting === 'consult') return role === 'citizen' ? '保持中所说' : '咨询中（市民听不到）'
  return setting === 'supervision' ? '仅班长可见' : ''
}
