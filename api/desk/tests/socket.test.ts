import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'

import { ScreenSocket, type SocketEars } from '@/wire/socket'

class Wire {
  static OPEN = 1
  static all: Wire[] = []
  readyState = 0
  sent: string[] = []
  onopen: (() => void) | null = null
  onmessage: ((frame: { data: string }) => void) | null = null
  onclose: ((closing: { code: number }) => void) | null = null
  constructor() {
    Wire.all.push(this)
  }
  send(text: string): void {
    this.sent.push(text)
  }
  close(): void {
    this.readyState = 3
  }
  open(): void {
    this.readyState = 1
    this.onopen?.()
  }
}

let answers: () => Promise<boolean>
let heard: string[]
const ears: SocketEars = {
  resume: () => ({ epoch: null, seen: {} }),
  message: ({ type }) => void heard.push(type),
  opened: () => void heard.push('opened'),
  lost: () => void heard.push('lost'),
  refused: (code) => void heard.push(`refused ${code}`),
  answers: () => answers(),
}
const newest = () => Wire.all.at(-1)!
let socket: ScreenSocket

beforeEach(() => {
  vi.useFakeTimers()
  vi.stubGlobal('WebSocket', Wire)
  vi.stubGlobal('location', { protocol: 'http:', host: 'here' })
  Wire.all = []
  heard = []
  answers = async () => true
  socket = new ScreenSocket(ears)
  socket.connect()
  newest().open()
})
afterEach(() => {
  socket.end()
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

describe('a connection on which nothing comes', () => {
  it('stays while the server answers otherwise, and something is sent on it so that a dead one is found out', async () => {
    await vi.advanceTimersByTimeAsync(120_000)
    expect(Wire.all).toHaveLength(1)
    expect(newest().sent.length).toBeGreaterThan(2)
    expect(heard).toEqual(['opened'])
  })

  it('is given up when the server does not answer, and tried again until it does', async () => {
    answers = async () => false
    await vi.advanceTimersByTimeAsync(25_000)
    expect(heard).toEqual(['opened', 'lost'])
    expect(Wire.all).toHaveLength(2)
    await vi.advanceTimersByTimeAsync(30_000)
    expect(Wire.all.length).toBeGreaterThan(2)
    answers = async () => true
    newest().open()
    await vi.advanceTimersByTimeAsync(60_000)
    expect(heard.at(-1)).toBe('opened')
  })

  it('that closes by itself meanwhile is lost once', async () => {
    let tell: (answer: boolean) => void = () => undefined
    answers = () => new Promise((resolve) => (tell = resolve))
    await vi.advanceTimersByTimeAsync(20_000)
    newest().onclose?.({ code: 1006 })
    tell(false)
    await vi.advanceTimersByTimeAsync(300)
    expect(heard).toEqual(['opened', 'lost'])
    await vi.advanceTimersByTimeAsync(2_000)
    expect(Wire.all).toHaveLength(2)
  })

  it('that was given up says nothing more', async () => {
    answers = async () => false
    const [first] = Wire.all
    await vi.advanceTimersByTimeAsync(25_000)
    first!.onmessage?.({ data: '{"type":"CaughtUp"}' })
    first!.onclose?.({ code: 4401 })
    expect(heard).toEqual(['opened', 'lost'])
  })
})

describe('a connection on which messages come', () => {
  it('is not asked after', async () => {
    answers = vi.fn(async () => false)
    for (let s = 0; s < 60; s += 5) {
      newest().onmessage?.({ data: '{"type":"CaughtUp"}' })
      await vi.advanceTimersByTimeAsync(5_000)
    }
    expect(answers).not.toHaveBeenCalled()
    expect(Wire.all).toHaveLength(1)
  })
})
