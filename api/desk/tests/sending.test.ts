import { createPinia, setActivePinia } from 'pinia'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'

import { emptyCase } from '@/store/caseState'
import { keyOf, type OutboxItem } from '@/store/outbox'
import { emptyScreen } from '@/store/screen'
import { useOutbox } from '@/store/useOutbox'
import { useScreen } from '@/store/useScreen'
import { useSession } from '@/store/useSession'

import { CASE, me } from './making'

const item = (value: string): OutboxItem => ({ kind: 'field', case: CASE, field: 'place', value })
const KEY = keyOf(item(''), me.agent)
const colleague = { ...me, agent: '9001', role: 'supervisor' } as const

/** What was sent, each with the way to answer it. */
let sent: { value: string; answer: (response?: Response) => void }[] = []
const told: string[] = []
vi.mock('@/shell/acting', () => ({ say: (_type: string, message: string) => void told.push(message) }))

beforeEach(() => {
  vi.useFakeTimers()
  const kept = new Map<string, string>()
  vi.stubGlobal('sessionStorage', {
    getItem: (name: string) => kept.get(name) ?? null,
    setItem: (name: string, value: string) => void kept.set(name, value),
  })
  sent = []
  told.length = 0
  vi.stubGlobal('fetch', (_path: string, { body }: { body: string }) => {
    const { value } = JSON.parse(body) as { value: string }
    return new Promise((resolve) => sent.push({ value, answer: (response = new Response(null, { status: 204 })) => resolve(response) }))
  })
  setActivePinia(createPinia())
})
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

const values = () => sent.map(({ value }) => value)

async function answer(nth: number, response?: Response): Promise<void> {
  sent[nth]!.answer(response)
  await vi.advanceTimersByTimeAsync(0)
}

describe('what is typed into one field', () => {
  it('is under way once at a time, however often it was to be sent meanwhile', async () => {
    const outbox = useOutbox()
    outbox.type(item('临'))
    void outbox.send(item(''))
    await vi.advanceTimersByTimeAsync(0)
    outbox.type(item('临江'))
    await vi.advanceTimersByTimeAsync(700)
    void outbox.send(item(''))
    await answer(0)
    expect(values()).toEqual(['临', '临江'])
    outbox.type(item('临江路'))
    void outbox.send(item(''))
    await vi.advanceTimersByTimeAsync(700)
    expect(values()).toEqual(['临', '临江'])
    await answer(1)
    expect(values()).toEqual(['临', '临江', '临江路'])
    await answer(2)
    expect(outbox.box).toEqual({})
  })
})

describe('what one person has typed', () => {
  it('is neither sent nor shown as the next one at this page, and waits until its writer is back', async () => {
    const session = useSession()
    const outbox = useOutbox()
    session.me = me
    outbox.type(item('临江路'))
    session.me = colleague
    outbox.sendAll()
    await vi.advanceTimersByTimeAsync(5000)
    expect(values()).toEqual([])
    expect(outbox.box).toEqual({})
    expect(await outbox.flush(CASE)).toBe(true)
    session.me = me
    expect(outbox.box[KEY]?.item).toEqual(item('临江路'))
    outbox.sendAll()
    await vi.advanceTimersByTimeAsync(0)
    expect(values()).toEqual(['临江路'])
  })

  it('is not replaced by what the next one types into the same field', async () => {
    const session = useSession()
    const outbox = useOutbox()
    session.me = me
    outbox.type(item('临江路'))
    session.me = colleague
    outbox.type(item('滨江路'))
    await vi.advanceTimersByTimeAsync(700)
    expect(values()).toEqual(['滨江路'])
    await answer(0)
    session.me = me
    expect(outbox.box[KEY]?.item).toEqual(item('临江路'))
  })

  it('is forgotten when somebody else logs in half a day later', async () => {
    const session = useSession()
    const outbox = useOutbox()
    session.me = me
    outbox.type(item('临江路'))
    session.me = null
    await vi.advanceTimersByTimeAsync(13 * 3_600_000)
    session.me = colleague
    await vi.advanceTimersByTimeAsync(0)
    session.me = me
    expect(outbox.box).toEqual({})
    expect(values()).toEqual([])
  })
})

describe('what the server refuses for good', () => {
  const refusal = (status: number) => new Response(JSON.stringify({ detail: '已经确认。' }), { status })

  it.each([404, 409])('is given up and said when its case is nowhere to be seen: %i', async (status) => {
    const outbox = useOutbox()
    outbox.type(item('临江路'))
    void outbox.send(item(''))
    await vi.advanceTimersByTimeAsync(0)
    await answer(0, refusal(status))
    expect(outbox.box).toEqual({})
    expect(told).toEqual(['发生地点没有保存：已经确认。'])
    outbox.sendAll()
    await vi.advanceTimersByTimeAsync(5000)
    expect(values()).toHaveLength(1)
  })

  it.each(['live', 'read'])('stays, and says why, where its case is %s', async (where) => {
    const outbox = useOutbox()
    if (where === 'read') outbox.reading = CASE
    else useScreen().screen = { ...emptyScreen, cases: { [CASE]: emptyCase(CASE) } }
    outbox.type(item('临江路'))
    void outbox.send(item(''))
    await vi.advanceTimersByTimeAsync(0)
    await answer(0, refusal(409))
    expect(Object.values(outbox.box)).toMatchObject([{ state: 'failed', reason: '已经确认。' }])
    expect(told).toEqual([])
  })
})
