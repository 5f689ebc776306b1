/**
 * The WebSocket to `/api/screen`, kept up: after every loss it connects again by itself (0.5 s, doubling up to 8 s)
 * and resumes where the screen stands.
 *
 * A server that hangs or has lost its power closes nothing, and on a quiet day nothing comes for hours. After a silence
 * the server is asked otherwise; without an answer the connection counts as lost. What is then also sent on it, which the server
 * passes over, lets a machine that no longer knows the connection end it.
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
  /** Whether the server answers at all, asked by another way than this. */
  answers(): Promise<boolean>
}

const FINAL = new Set([4401, 4403])
const FIRST_WAIT_MS = 500
const LONGEST_WAIT_MS = 8000
const SILENT_MS = 15_000
const LOOK_EVERY_MS = 5000

export class ScreenSocket {
  private socket: WebSocket | null = null
  private timer: ReturnType<typeof setTimeout> | undefined
  private waitMs = FIRST_WAIT_MS
  private heardAt = 0
  private looking: ReturnType<typeof setInterval> | undefined
  private asking = false

  constructor(private readonly ears: SocketEars) {}

  connect(): void {
    const scheme = location.protocol === 'https:' ? 'wss' : 'ws'
    const socket = new WebSocket(`${scheme}://${location.host}/api/screen`)
    this.socket = socket
    socket.onopen = () => {
      socket.send(JSON.stringify({ type: 'Resume', ...this.ears.resume() }))
      this.ears.opened()
    }
    socket.onmessage = (frame) => this.take(frame)
    socket.onclose = (closing) => this.closed(closing.code)
    this.heardAt = Date.now()
    clearInterval(this.looking)
    this.looking = setInterval(() => void this.look(socket), LOOK_EVERY_MS)
  }

  end(): void {
    clearTimeout(this.timer)
    this.letGo()
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
    this.heardAt = Date.now()
    this.ears.message(JSON.parse(String(frame.data)) as ServerMessage)
  }

  private async look(socket: WebSocket): Promise<void> {
    if (this.asking || Date.now() - this.heardAt < SILENT_MS) return
    const isOpen = socket.readyState === WebSocket.OPEN
    if (isOpen) socket.send(JSON.stringify({ type: 'Still' }))
    this.asking = true
    const answers = isOpen && (await this.ears.answers())
    this.asking = false
    if (socket !== this.socket) return
    if (answers) this.heardAt = Date.now()
    else if (Date.now() - this.heardAt >= SILENT_MS) this.closed()
  }

  /** It may take minutes to close, which is not waited for: it has no more to say. */
  private letGo(): void {
    clearInterval(this.looking)
    const { socket } = this
    if (!socket) return
    socket.onopen = socket.onmessage = socket.onclose = null
    socket.close()
    this.socket = null
  }

  private closed(code = 0): void {
    this.letGo()
    if (FINAL.has(code)) return this.ears.refused(code)
    this.ears.lost()
    const jitter = Math.random() * 250
    this.timer = setTimeout(() => {
      this.timer = undefined
      this.connect()
    }, this.waitMs + jitter)
    this.waitMs = Math.min(this.waitMs * 2, LONGEST_WAIT_MS)
  }
}
