/** The mock's records: a few tickets, call-backs and agents. */

const HOUR = 3_600_000
const now = Date.now()

export const agents = [
  { agent: '1026', name: '李静', role: 'agent', enabled: true, presence: 'away', phone_registered: true },
  { agent: '1027', name: '王磊', role: 'agent', enabled: true, presence: 'ready', phone_registered: false },
  { agent: '1008', name: '赵敏', role: 'supervisor', enabled: true, presence: 'away', phone_registered: true },
  { agent: '1099', name: '孙涛', role: 'agent', enabled: false, presence: 'away', phone_registered: false },
]

function ticket(n, state, title, type, hoursAgo) {
  const created = now - hoursAgo * HOUR
  return {
    number: `2611210000${n}`,
    case: `20261121-0${n}0000-w1-a-1`,
    state,
    agent: '1026',
    values: {
      request_type: type,
      urgency: '一般',
      category: '城乡建设 / 城市建设和市政管理',
      place: '东城区建设路 18 号',
      incident_time: '今天早上',
      caller_name: '周女士',
      callback_number: '139****0021',
      title,
      body: `市民反映：${title}。诉求：请尽快处理。`,
    },
    created_at: created,
    confirmed_at: state === 'confirmed' ? created + 90_000 : null,
    calling_number: '139****0021',
  }
}

export const tickets = [
  ticket(45, 'draft', '建设路 18 号二次供水水压低', '求助', 0.6),
  ticket(44, 'confirmed', '新安街井盖松动异响', '投诉', 1.1),
  ticket(43, 'confirmed', '咨询居住证续签所需材料', '咨询', 1.7),
  ticket(42, 'discarded', '', '咨询', 2.2),
  ticket(41, 'confirmed', '平安里小区夜间施工扰民', '投诉', 3.4),
  ticket(40, 'confirmed', '表扬 6 路公交驾驶员拾金不昧', '表扬', 5.2),
]

export const callBacks = [
  { id: 1, as: 'nobody_there', ago: 0.4 },
  { id: 2, as: 'crashed', ago: 2.3 },
  { id: 3, as: 'abandoned', ago: 6.9 },
].map(({ id, as, ago }) => ({
  case: `20261121-11000${id}-w2-b-${id}`,
  calling_number: `139****00${id}7`,
  started_at: now - ago * HOUR,
  ended_at: now - ago * HOUR + 65_000,
  agent: as === 'crashed' ? '1026' : null,
  ended_as: as,
  ticket: as === 'crashed' ? tickets[0].number : null,
  title: as === 'crashed' ? tickets[0].values.title : null,
  call_back: true,
}))

/** A past case in the form of `CaseDetail`. */
export function pastCase(id) {
  const mine = tickets.find((one) => one.case === id)
  const number = mine ? '13900000021' : '13900000017'
  const line = (leg, role, at, text) => ({
    id: `${leg}:${at * 16}`, leg, role, start_ms: at, end_ms: at + 2400, text, words: [], confidence: 0.9, corrected: false,
  })
  const utterances = mine
    ? [
        line('agent-1', 'agent', 900, '您好请讲'),
        line('citizen', 'citizen', 3600, `我要反映${mine.values.title || '没有什么事'}`),
        line('agent-1', 'agent', 7200, '好的请问您贵姓'),
        line('citizen', 'citizen', 10_100, '我姓周'),
      ]
    : []
  const field = (value) => ({ value, confidence: 0.8, sources: utterances[1] ? [utterances[1].id] : [] })
  const values = mine?.values ?? {}
  return {
    view: {
      case: id, phase: 'closed', calling_number: number, ticket: mine?.number ?? null, ticket_state: mine?.state ?? 'none',
      agent: '1026', ahead: null, started_at: mine?.created_at ?? now, talking_since: mine?.created_at ?? null,
      wrap_up_ends_at: null, parties: [], hears: [], ended_as: 'served', call_back: !mine,
    },
    utterances,
    draft: { fields: Object.fromEntries(Object.entries(values).map(([k, v]) => [k, field(v)])), missing: [] },
    edited: {},
  }
}
