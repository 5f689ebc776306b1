import { describe, expect, it } from 'vitest'

import { useAlarms, waitingAlarms } from '@/desk/alarms'
import { concerns, notAside, useRequestAlarms } from '@/shell/requestAlarms'
import { emptyScreen, reduce } from '@/store/screen'
import type { Alarm, AttemptState, Invitation, RequestAlarm } from '@/wire/types'

import { CASE, me, view } from './making'

const alarm = (service: Alarm['service']): Alarm => ({
  service,
  label: '火情',
  words: '烧起来了',
  leg: 'citizen',
  first_sample: 0,
  at: 1,
})
const both = [alarm('119'), alarm('120')]

const called = (name: string, state: AttemptState, changes: Partial<Invitation> = {}): Invitation => ({
  id: 1,
  role: 'emergency',
  name,
  way: 'three_way',
  department: '',
  asked_at: 1,
  pending: false,
  left: [],
  attempts: [{ leg: 'emergency-1', label: name, state, since: 1, status: 0 }],
  ...changes,
})
const waiting = (invitations: Invitation[], aside: string[] = []) =>
  waitingAlarms(view({ alarms: both, invitations }), new Set(aside)).map(({ service }) => service)

describe('alarms', () => {
  it('wait one by one, until each service is being called or was reached', () => {
    expect(waiting([])).toEqual(['119', '120'])
    expect(waiting([called('119', 'ringing', { pending: true })])).toEqual(['120'])
    expect(waiting([called('119', 'answered')])).toEqual(['120'])
  })

  it('wait again when the call was in vain', () => {
    expect(waiting([called('119', 'no_answer')])).toEqual(['119', '120'])
    expect(waiting([called('119', 'no_answer'), called('119', 'ringing', { pending: true })])).toEqual(['120'])
  })

  it('are not answered by somebody else of that name', () => {
    expect(waiting([called('119', 'answered', { role: 'outside' })])).toEqual(['119', '120'])
  })

  it('that were put aside stay so, on this case only', () => {
    expect(waiting([], [`${CASE}:119`])).toEqual(['120'])
    expect(waiting([], ['another:119'])).toEqual(['119', '120'])
  })

  it('are not raised again by a page that is opened anew', () => {
    const one = view({ case: 'opened-twice', alarms: both })
    useAlarms().putAside(one.case, both[0]!)
    expect(useAlarms().waiting(one)).toEqual([both[1]])
  })
})

describe('alarms of requests', () => {
  const fire: RequestAlarm = { ticket: '1', source: 'web', title: '', service: '119', label: '火情', words: '着火了', at: 1 }
  const hurt: RequestAlarm = { ...fire, service: '120' }

  it('are as they were told last', () => {
    const told = reduce(emptyScreen, { type: 'RequestAlarms', alarms: [fire] })
    expect(told.requestAlarms).toEqual([fire])
    expect(reduce(told, { type: 'RequestAlarms', alarms: [] }).requestAlarms).toEqual([])
  })

  it('concern supervisors always, agents while they are ready and in no call, and nobody who is logged out', () => {
    expect(concerns({ ...me, role: 'supervisor', presence: 'away' }, 'talking')).toBe(true)
    expect(concerns(me, 'idle')).toBe(true)
    expect(concerns(me, null)).toBe(true)
    expect(concerns(me, 'talking')).toBe(false)
    expect(concerns({ ...me, presence: 'away' }, 'away')).toBe(false)
    expect(concerns(null, 'idle')).toBe(false)
  })

  it('are put aside one service of one request at a time', () => {
    expect(notAside([fire, hurt, { ...fire, ticket: '2' }], new Set(['1:119']))).toEqual([hurt, { ...fire, ticket: '2' }])
  })
  it('that one person has put aside are there for the next one at this page', () => {
    const { putAside, waiting } = useRequestAlarms()
    putAside('1026', fire)
    expect(waiting('1026', [fire, hurt])).toEqual([hurt])
    expect(waiting('1027', [fire, hurt])).toEqual([fire, hurt])
  })
})
