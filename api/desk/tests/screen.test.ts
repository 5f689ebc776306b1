import { describe, expect, it } from 'vitest'

import { currentCase, fromDetail, lingeringCase, reduce, seen } from '@/store/screen'

import { CASE, caseOf, drafted, entry, heard, hello, me, partial, screenOf, snapshot, view } from './making'

const texts = (state: ReturnType<typeof screenOf>) => caseOf(state).utterances.map((one) => one.text)

describe('entries', () => {
  it('are applied once, however often they come', () => {
    const once = screenOf(hello(), entry(3, heard(0, '你好')))
    const again = reduce(once, entry(3, heard(0, '你好')))
    expect(again).toBe(once)
  })

  it('may leave gaps in their indexes', () => {
    const state = screenOf(hello(), entry(3, heard(0, '你好')), entry(90, heard(32_000, '路灯不亮')))
    expect(texts(state)).toEqual(['你好', '路灯不亮'])
    expect(seen(state)).toEqual({ [CASE]: 90 })
  })

  it('of an utterance known under another index add no second row', () => {
    const state = screenOf(hello(), entry(3, heard(0, '你好')), entry(4, heard(0, '你好')))
    expect(texts(state)).toEqual(['你好'])
  })

  it('that the screen has no use for still count as seen', () => {
    expect(seen(screenOf(hello(), entry(7, { type: 'Other' })))).toEqual({ [CASE]: 7 })
  })
})

describe('a reconnect', () => {
  it('in the same epoch keeps what is known and takes what was missed, nothing twice', () => {
    const before = screenOf(hello(), entry(1, heard(0, '一')), entry(2, heard(32_000, '二')))
    const lost = reduce(before, { type: 'Disconnected' })
    const back = [hello(), entry(2, heard(32_000, '二')), entry(3, heard(64_000, '三'))]
    const after = back.reduce((state, message) => reduce(state, message), lost)
    expect(texts(after)).toEqual(['一', '二', '三'])
  })

  it('in another epoch forgets all cases', () => {
    const state = reduce(screenOf(hello('a'), entry(1, heard(0, '一'))), hello('b'))
    expect(state.cases).toEqual({})
    expect(seen(state)).toEqual({})
  })

  it('is not caught up until the server says so', () => {
    const state = screenOf(hello(), { type: 'CaughtUp' })
    expect(state.caughtUp).toBe(true)
    expect(reduce(state, { type: 'Disconnected' }).caughtUp).toBe(false)
    expect(reduce(state, hello()).caughtUp).toBe(false)
  })

  it('takes the words being spoken away: nobody knows whether they still are', () => {
    const state = screenOf(hello(), snapshot(0), partial(0, '你'))
    expect(caseOf(reduce(state, { type: 'Disconnected' })).partials).toEqual({})
  })
})

describe('partials', () => {
  const talking = [hello(), snapshot(0)] as const

  it('replace each other and end with their utterance', () => {
    const saying = screenOf(...talking, partial(0, '你'), partial(0, '你好'))
    expect(caseOf(saying).partials.citizen?.text).toBe('你好')
    const said = reduce(saying, entry(1, heard(0, '你好')))
    expect(caseOf(said).partials).toEqual({})
    expect(texts(said)).toEqual(['你好'])
  })

  it('of another leg stay', () => {
    const state = screenOf(...talking, partial(0, '嗯', 'agent-1'), partial(0, '你好'), entry(1, heard(0, '你好')))
    expect(Object.keys(caseOf(state).partials)).toEqual(['agent-1'])
  })

  it('that come late, after their utterance, are dropped', () => {
    const state = screenOf(...talking, entry(1, heard(16_000, '你好')), partial(16_000, '你'), partial(0, '旧'))
    expect(caseOf(state).partials).toEqual({})
  })

  it('of newer words stand when an older utterance comes', () => {
    const state = screenOf(...talking, partial(64_000, '新'), entry(1, heard(0, '旧')))
    expect(caseOf(state).partials.citizen?.text).toBe('新')
  })

  it('without text are taken away', () => {
    expect(caseOf(screenOf(...talking, partial(0, '你'), partial(0, ''))).partials).toEqual({})
  })

  it('of a case that is not on this screen are ignored', () => {
    expect(screenOf(hello(), partial(0, '你')).cases).toEqual({})
  })
})

describe('snapshots', () => {
  it('replace only older ones', () => {
    const state = screenOf(hello(), snapshot(9, { phase: 'wrap_up' }), snapshot(4, { phase: 'talking' }))
    expect(caseOf(state).view?.phase).toBe('wrap_up')
  })

  it('do not count as seen: the entries up to them may still be on their way', () => {
    expect(seen(screenOf(hello(), snapshot(9)))).toEqual({})
  })
})

describe('the draft', () => {
  it('keeps what an agent typed, whatever is suggested later', () => {
    const edit = { type: 'FieldEdited', field: 'place', value: '临江路 12 号', agent: '1026' } as const
    const state = screenOf(
      hello(),
      entry(1, drafted('place', '临江路')),
      entry(2, edit),
      entry(3, drafted('place', '临江路翠湖苑', { place: '临江路 12 号' })),
    )
    expect(caseOf(state).edited.place).toBe('临江路 12 号')
    expect(caseOf(state).draft.fields.place?.value).toBe('临江路翠湖苑')
    expect(caseOf(state).refused.place).toBe('临江路')
  })

  it('notes at which entry a suggestion changed, and only then', () => {
    const state = screenOf(
      hello(),
      entry(1, drafted('place', '临江路')),
      entry(2, drafted('place', '临江路')),
      entry(5, drafted('place', '临江路翠湖苑')),
    )
    expect(caseOf(state).changedAt.place).toBe(5)
    expect(caseOf(screenOf(hello(), entry(1, drafted('place', '甲')), entry(2, drafted('place', '甲')))).changedAt.place).toBe(1)
  })

  it('shows what the server took before its own entry comes, and the entry changes nothing more', () => {
    const state = screenOf(hello(), snapshot(0), entry(1, drafted('title', '路灯')))
    const item = { kind: 'field', case: CASE, field: 'title', value: '路灯不亮', against: '路灯' } as const
    const sent = reduce(state, { type: 'Sent', item })
    expect(caseOf(sent).edited.title).toBe('路灯不亮')
    const later = reduce(sent, entry(2, drafted('title', '灯坏', { title: '路灯不亮' })))
    const echo = reduce(later, entry(3, { type: 'FieldEdited', field: 'title', value: '路灯不亮', agent: '1026' }))
    expect(caseOf(echo).refused.title).toBe('路灯')
  })

  it('shows a corrected caption as corrected', () => {
    const correction = { type: 'CaptionCorrected', utterance: 'citizen:0', text: '翠湖苑', agent: '1026' } as const
    const state = screenOf(hello(), entry(1, heard(0, '翠湖院')), entry(2, correction))
    expect(caseOf(state).utterances[0]).toMatchObject({ text: '翠湖苑', corrected: true })
  })
})

describe('the case in hand', () => {
  it('is ours, on this screen and not over', () => {
    expect(currentCase(screenOf(hello(), snapshot(0)))?.case).toBe(CASE)
    expect(currentCase(screenOf(hello(), snapshot(0, { agent: '1027' })))).toBeNull()
    expect(currentCase(screenOf(hello(), snapshot(0, { phase: 'closed' })))).toBeNull()
  })

  it('that leaves with its draft unconfirmed lingers until put aside', () => {
    const state = screenOf(hello(), snapshot(1, { ticket_state: 'draft' }), { type: 'CaseGone', case: CASE })
    expect(currentCase(state)).toBeNull()
    expect(lingeringCase(state)?.case).toBe(CASE)
    expect(seen(state)).toEqual({})
    expect(reduce(state, { type: 'Dismissed', case: CASE }).cases).toEqual({})
  })

  it('that leaves with its ticket confirmed, or belongs to another, is gone', () => {
    const gone = { type: 'CaseGone', case: CASE } as const
    expect(screenOf(hello(), snapshot(1, { ticket_state: 'confirmed' }), gone).cases).toEqual({})
    expect(screenOf(hello(), snapshot(1, { ticket_state: 'draft', agent: '1027' }), gone).cases).toEqual({})
  })

  it('that comes back after it had gone is told from its beginning', () => {
    const before = screenOf(hello(), snapshot(5, { ticket_state: 'draft' }), entry(5, heard(0, '旧')), {
      type: 'CaseGone',
      case: CASE,
    })
    const after = reduce(reduce(before, entry(2, heard(32_000, '新'))), snapshot(3, { ticket_state: 'draft' }))
    expect(texts(after)).toEqual(['新'])
    expect(currentCase(after)?.case).toBe(CASE)
  })

  it('read by REST offers no suggestion that the agent had already seen', () => {
    const one = fromDetail({
      view: view(),
      utterances: [],
      draft: { fields: { place: { value: '甲', confidence: 0.5, sources: [] } }, missing: [] },
      edited: { place: '乙' },
    })
    expect(one.refused.place).toBe('甲')
  })
})

it('keeps the difference to the clock of the server', () => {
  expect(screenOf(hello()).clockSkewMs).toBe(1000)
})

it('takes who we are from every desk message', () => {
  const desk = {
    type: 'Desk', version: 1, me: { ...me, presence: 'away' }, queue: { waiting: 0, longest_since: null },
    agents: [], caption_lag_ms: 0, records_up: true, calls_free: 1, calls_busy: 0,
  } as const
  expect(screenOf(hello(), { ...desk, agents: [] }).me?.presence).toBe('away')
})
