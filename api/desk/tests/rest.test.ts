import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'

import { ANSWER_MS, LONG_MS, Refusal, rest } from '@/wire/rest'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

/** A server that takes what it is sent and says nothing. */
function hang(): void {
  vi.stubGlobal('fetch', (_path: string, { signal }: { signal: AbortSignal }) => {
    return new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)))
  })
}

const refusal = (request: Promise<unknown>) => request.then(() => null, (error: unknown) => error as Refusal)

describe('a request', () => {
  it('that gets no answer ends as one that did not arrive', async () => {
    hang()
    const ended = refusal(rest.get('/api/me'))
    await vi.advanceTimersByTimeAsync(ANSWER_MS)
    expect(await ended).toMatchObject({ unreachable: true, message: expect.stringContaining('服务器没有回答') })
  })

  it('waits longer for a file that goes up, and shorter where it is told to', async () => {
    hang()
    const over = vi.fn()
    void refusal(rest.post('/api/files', new FormData())).then(() => over('file'))
    void refusal(rest.get('/api/wallboard', 2_000)).then(() => over('wall'))
    await vi.advanceTimersByTimeAsync(ANSWER_MS)
    expect(over.mock.calls).toEqual([['wall']])
    await vi.advanceTimersByTimeAsync(LONG_MS)
    expect(over.mock.calls).toEqual([['wall'], ['file']])
  })

  it('that is refused by the checker is told what is wrong in Chinese, ours or a general word', async () => {
    const detail = [
      { loc: ['body', 'days'], type: 'int_from_float', msg: 'Input should be a valid integer' },
      { loc: ['body', 'name'], type: 'value_error', msg: 'Value error, 名称已有人用' },
      { loc: ['body', 'flag'], type: 'enum', msg: "Input should be 'yellow', 'orange' or 'red'" },
    ]
    vi.stubGlobal('fetch', async () => new Response(JSON.stringify({ detail }), { status: 422 }))
    expect(await refusal(rest.post('/api/rules', {}))).toMatchObject({
      fields: { days: '请填整数', name: '名称已有人用', flag: '不符合要求' },
    })
  })

  it('whose answer breaks off is not taken for an empty answer', async () => {
    vi.stubGlobal('fetch', async () => new Response('[{"number": "2611', { status: 200 }))
    expect(await refusal(rest.get('/api/tickets'))).toMatchObject({ unreachable: true })
  })

  it('is told the words of the server, also where it answers with no JSON', async () => {
    vi.stubGlobal('fetch', async () => new Response('<html>', { status: 502 }))
    expect(await refusal(rest.get('/api/tickets'))).toMatchObject({ status: 502, unreachable: true })
  })
})
