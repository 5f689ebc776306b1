/**
 * The WebSocket to `/api/screen`, kept up: after every loss it connects again by itself (0.5 s, doubling up to 8 s)
 * and resumes where the screen stands.
 */

import type { ServerMessage } from './types'

export interface SocketEars {
  /** What the first message shall say. */
  resume(): { epoch: string | null; seen: Record<string, number> }
  message(message: ServerMessage): void
  opened(): void
  /** The connection is lost; it will be tried again unless `end` is said. */
  lost(): void
  /** It will not be tried again: log in again (4401), or the page's address is not allowed (4403). */
  refused(code: number): void
}

const FINAL = new Set([4401, 4403])
const FIRST_WAIT_MS = 500
const LONGEST_WAIT_MS = 8000

export class ScreenSocket {
  private socket: WebSocket | null = null
  private timer: ReturnType<typeof setTimeout> | undefined
  private waitMs = FIRST_WAIT_MS
  private ended = false

  constructor(private readonly ears: SocketEars) {}

  connect(): void {
    this.ended = false
    const scheme = location.protocol === 'https:' ? 'wss' : 'ws'
    const socket = new WebSocket(`${scheme}://${location.host}/api/screen`)
    this.socket = socket
    socket.onopen = () => {
      socket.send(JSON.stringify({ type: 'Resume', ...this.ears.resume() }))
      this.ears.opened()
    }
    socket.onmessage = (frame) => this.take(frame)
    socket.onclose = (closing) => this.closed(closing)
  }

  end(): void {
    this.ended = true
    clearTimeout(this.timer)
    this.socket?.close()
    this.socket = null
  }

  /** Try at once instead of waiting: the browser says that the network is back. */
  hurry(): void {
    if (this.timer === undefined) return
    clearTimeout(this.timer)
    this.timer = undefined
    this.connect()
  }

  private take(frame: MessageEvent): void {
    this.waitMs = FIRST_WAIT_MS
    this.ears.message(JSON.parse(String(frame.data)) as ServerMessage)
  }

  private closed(closing: CloseEvent): void {
    if (this.ended) return
    if (FINAL.has(closing.code)) return this.ears.refused(closing.code)
    this.ears.lost()
    const jitter = Math.random() * 250
    this.timer = setTimeout(() => {
      this.timer = undefined
      this.connect()
    }, this.waitMs + jitter)
    this.waitMs = Math.min(this.waitMs * 2, LONGEST_WAIT_MS)
  }
}
