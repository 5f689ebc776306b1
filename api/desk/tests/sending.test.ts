import { createPinia, setActivePinia } from 'pinia'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'

import { keyOf, type OutboxItem } from '@/store/outbox'
import { useOutbox } from '@/store/useOutbox'
import { useSession } from '@/store/useSession'

import { CASE, me } from './making'

const item = (value: string): OutboxItem => ({ kind: 'field', case: CASE, field: 'place', value })
const KEY = keyOf(item(''))

/** What was sent, each with the way to answer it. */
let sent: { value: string; answer: () => void }[] = []

beforeEach(() => {
  vi.useFakeTimers()
  const kept = new Map<string, string>()
  vi.stubGlobal('sessionStorage', {
    getItem: (name: string) => kept.get(name) ?? null,
    setItem: (name: string, value: string) => void kept.set(name, value),
  })
  sent = []
  vi.stubGlobal('fetch', (_path: string, { body }: { body: string }) => {
    const { value } = JSON.parse(body) as { value: string }
    return new Promise((resolve) => sent.push({ value, answer: () => resolve(new Response(null, { status: 204 })) }))
  })
  setActivePinia(createPinia())
})
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

const values = () => sent.map(({ value }) => value)

async function answer(nth: number): Promise<void> {
  sent[nth]!.answer()
  await vi.advanceTimersByTimeAsync(0)
}

describe('what is typed into one field', () => {
  it('is under way once at a time, however often it was to be sent meanwhile', async () => {
    const outbox = useOutbox()
    outbox.type(item('临'))
    void outbox.send(KEY)
    await vi.advanceTimersByTimeAsync(0)
    outbox.type(item('临江'))
    await vi.advanceTimersByTimeAsync(700)
    void outbox.send(KEY)
    await answer(0)
    expect(values()).toEqual(['临', '临江'])
    outbox.type(item('临江路'))
    void outbox.send(KEY)
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
    session.me = { ...me, agent: '9001', role: 'supervisor' }
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
})
