/** The live screen: the reducer's state, fed by the socket. */

import { defineStore } from 'pinia'
import { computed, ref, shallowRef } from 'vue'

import * as api from '@/wire/api'
import { Refusal } from '@/wire/rest'
import { ScreenSocket } from '@/wire/socket'

import { currentCase, emptyScreen, lingeringCase, reduce, seen, type LocalMessage } from './screen'
import { useOutbox } from './useOutbox'
import { useSession } from './useSession'

const ANSWERS_WITHIN_MS = 8000

export type Connection =
  | { state: 'connecting' }
  | { state: 'up' }
  | { state: 'lost'; since: number }
  | { state: 'refused'; code: number }

export const useScreen = defineStore('screen', () => {
  const screen = shallowRef(emptyScreen)
  const connection = ref<Connection>({ state: 'connecting' })
  const current = computed(() => currentCase(screen.value))
  const lingering = computed(() => lingeringCase(screen.value))
  const myState = computed(() => {
    const agent = screen.value.me?.agent
    return screen.value.desk?.agents.find((one) => one.agent === agent) ?? null
  })

  function tell(message: LocalMessage): void {
    screen.value = reduce(screen.value, message)
  }

  const socket = new ScreenSocket({
    resume: () => ({ epoch: screen.value.epoch, seen: seen(screen.value) }),
    opened: () => undefined,
    message(message) {
      screen.value = reduce(screen.value, message, Date.now())
      if (message.type === 'Hello' || message.type === 'Desk') useSession().me = message.me
      if (message.type === 'CaughtUp') caughtUp()
    },
    lost() {
      if (connection.value.state !== 'lost') connection.value = { state: 'lost', since: Date.now() }
      tell({ type: 'Disconnected' })
    },
    refused(code) {
      connection.value = { state: 'refused', code }
      if (code === 4401) useSession().forget()
    },
    answers,
  })

  async function answers(): Promise<boolean> {
    try {
      await api.system(ANSWERS_WITHIN_MS)
      return true
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      return !error.unreachable
    }
  }

  function caughtUp(): void {
    connection.value = { state: 'up' }
    useOutbox().sendAll()
  }

  function start(): void {
    connection.value = { state: 'connecting' }
    socket.connect()
    window.addEventListener('online', hurry)
  }

  function stop(): void {
    window.removeEventListener('online', hurry)
    socket.end()
    screen.value = emptyScreen
  }

  function hurry(): void {
    socket.hurry()
  }

  return { screen, connection, current, lingering, myState, tell, start, stop }
})
