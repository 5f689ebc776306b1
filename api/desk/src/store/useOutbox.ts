/**
 * Sends what the agent types: 0.6 s after the last key, on leaving the field, or when the connection is back.
 * What is not yet taken is also kept in this tab's storage, so that a reload loses nothing. What somebody else typed
 * at this page before waits there until its writer logs in again.
 */

import { defineStore } from 'pinia'
import { computed, ref, shallowRef, watch } from 'vue'

import * as api from '@/wire/api'
import { Refusal } from '@/wire/rest'

import * as outbox from './outbox'
import { useScreen } from './useScreen'
import { useSession } from './useSession'

const REST_AFTER_KEY_MS = 600
const AGAIN_AFTER_MS = 4000
const STORED_AS = 'lingting-outbox'

/** `unread`: what was typed before a reload is lost; `unkept`: what is typed now would be. */
export type StorageProblem = 'unread' | 'unkept'

function post(item: outbox.OutboxItem): Promise<unknown> {
  return item.kind === 'field'
    ? api.editField(item.case, item.field, item.value)
    : api.correctCaption(item.case, item.utterance, item.text)
}

export const useOutbox = defineStore('outbox', () => {
  const problem = ref<StorageProblem | null>(null)
  const all = ref<outbox.Outbox>(stored())
  const me = computed(() => useSession().me?.agent ?? '')
  const box = computed(() => outbox.of(all.value, me.value))
  /** What the server took last, for those who show a case that is not on the live screen. */
  const lastTaken = shallowRef<outbox.OutboxItem | null>(null)
  const timers = new Map<string, ReturnType<typeof setTimeout>>()
  const flights = new Map<string, Promise<void>>()

  watch(all, keep)

  function stored(): outbox.Outbox {
    try {
      return outbox.restored(sessionStorage.getItem(STORED_AS))
    } catch {
      problem.value = 'unread'
      return {}
    }
  }

  /** A storage that is full or forbidden costs no typing: it is sent all the same. */
  function keep(now: outbox.Outbox): void {
    try {
      sessionStorage.setItem(STORED_AS, JSON.stringify(now))
      if (problem.value === 'unkept') problem.value = null
    } catch {
      problem.value = 'unkept'
    }
  }

  /** The agent has read what was told. */
  function noticed(): void {
    problem.value = null
  }

  /** The agent typed; it will be sent when the keys rest. */
  function type(item: outbox.OutboxItem): void {
    all.value = outbox.put(all.value, item, me.value)
    sendLater(outbox.keyOf(item), REST_AFTER_KEY_MS)
  }

  function sendLater(key: string, afterMs: number): void {
    clearTimeout(timers.get(key))
    timers.set(
      key,
      setTimeout(() => void send(key), afterMs),
    )
  }

  /** Send one item now; one request of an item at a time. */
  async function send(key: string): Promise<void> {
    clearTimeout(timers.get(key))
    while (flights.has(key)) await flights.get(key)
    const pending = box.value[key]
    if (!pending) return
    all.value = outbox.sending(all.value, key)
    const flight = deliver(key, pending).finally(() => flights.delete(key))
    flights.set(key, flight)
    await flight
  }

  async function deliver(key: string, { item, version }: outbox.Pending): Promise<void> {
    try {
      await post(item)
      useScreen().tell({ type: 'Sent', item })
      lastTaken.value = item
      all.value = outbox.taken(all.value, key, version)
    } catch (error) {
      notTaken(key, version, error)
    }
  }

  function notTaken(key: string, version: number, error: unknown): void {
    const again = !(error instanceof Refusal) || error.unreachable || error.status === 401
    all.value = again
      ? outbox.unanswered(all.value, key, version)
      : outbox.refused(all.value, key, version, error.message)
    if (again && useScreen().connection.state === 'up') sendLater(key, AGAIN_AFTER_MS)
  }

  /** The screen has caught up: drop what the server has, send the rest. */
  function sendAll(): void {
    all.value = outbox.settle(all.value, useScreen().screen.cases)
    for (const key of Object.keys(box.value)) void send(key)
  }

  /** Send all that was typed into a case, before it is confirmed. False when something could not be sent. */
  async function flush(id: string): Promise<boolean> {
    await Promise.all(outbox.ofCase(box.value, id).map(([key]) => send(key)))
    return outbox.ofCase(box.value, id).length === 0
  }

  /** Give up an item that the server refused. */
  function drop(key: string): void {
    const { [key]: _dropped, ...others } = all.value
    all.value = others
  }

  return { box, problem, lastTaken, noticed, type, send, sendAll, flush, drop }
})
