/**
 * Sends what the agent types: 0.6 s after the last key, on leaving the field, or when the connection is back.
 * What is not yet taken is also kept in this tab's storage, so that a reload loses nothing. What somebody else typed
 * at this page before waits there until its writer logs in again, for half a day.
 */

import { defineStore } from 'pinia'
import { computed, ref, shallowRef, watch } from 'vue'

import { say } from '@/shell/acting'
import * as api from '@/wire/api'
import { Refusal } from '@/wire/rest'
import { FIELD_FULL } from '@/words/labels'

import * as outbox from './outbox'
import { useScreen } from './useScreen'
import { useSession } from './useSession'

const REST_AFTER_KEY_MS = 600
const AGAIN_AFTER_MS = 4000
const STORED_AS = 'lingting-outbox'

/** The server knows no such draft, or takes nothing into it any more: sending it again changes nothing. */
const FOR_GOOD = new Set([404, 409])

/** `unread`: what was typed before a reload is lost; `unkept`: what is typed now would be. */
export type StorageProblem = 'unread' | 'unkept'

function post(item: outbox.OutboxItem): Promise<unknown> {
  return item.kind === 'field'
    ? api.editField(item.case, item.field, item.value)
    : api.correctCaption(item.case, item.utterance, item.text)
}

export const nameOf = (item: outbox.OutboxItem) => (item.kind === 'field' ? FIELD_FULL[item.field] : '更正的字幕')

export const useOutbox = defineStore('outbox', () => {
  const problem = ref<StorageProblem | null>(null)
  const all = ref<outbox.Outbox>(stored())
  const me = computed(() => useSession().me?.agent ?? '')
  const box = computed(() => outbox.of(all.value, me.value))
  /** What the server took last, for those who show a case that is not on the live screen. */
  const lastTaken = shallowRef<outbox.OutboxItem | null>(null)
  /** The case that is read beside the live screen, where its refusals are told. */
  const reading = ref<string | null>(null)
  const timers = new Map<string, ReturnType<typeof setTimeout>>()
  const flights = new Map<string, Promise<void>>()

  watch(all, keep)
  watch(me, forgetOthers, { immediate: true })

  function forgetOthers(by: string): void {
    if (by) all.value = outbox.withoutStale(all.value, by, Date.now())
  }

  function stored(): outbox.Outbox {
    try {
      return outbox.restored(sessionStorage.getItem(STORED_AS), Date.now())
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
    all.value = outbox.put(all.value, item, me.value, Date.now())
    sendLater(outbox.keyOf(item, me.value), REST_AFTER_KEY_MS)
  }

  /** Send now what was typed into this field or caption. */
  function send(item: outbox.OutboxItem): Promise<void> {
    return sendKey(outbox.keyOf(item, me.value))
  }

  function sendLater(key: string, afterMs: number): void {
    clearTimeout(timers.get(key))
    timers.set(
      key,
      setTimeout(() => void sendKey(key), afterMs),
    )
  }

  /** One request of an item at a time. */
  async function sendKey(key: string): Promise<void> {
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
      notTaken(key, version, item, error)
    }
  }

  function notTaken(key: string, version: number, item: outbox.OutboxItem, error: unknown): void {
    if (error instanceof Refusal && FOR_GOOD.has(error.status) && !inSight(item.case)) return giveUp(key, version, item, error)
    const again = !(error instanceof Refusal) || error.unreachable || error.status === 401
    all.value = again
      ? outbox.unanswered(all.value, key, version)
      : outbox.refused(all.value, key, version, error.message)
    if (again && useScreen().connection.state === 'up') sendLater(key, AGAIN_AFTER_MS)
  }

  const inSight = (id: string) => id in useScreen().screen.cases || id === reading.value

  /** Nobody would see it refused, and every reconnect would send it again. */
  function giveUp(key: string, version: number, item: outbox.OutboxItem, error: Refusal): void {
    all.value = outbox.taken(all.value, key, version)
    say('error', `${nameOf(item)}没有保存：${error.message}`)
  }

  /** The screen has caught up: drop what the server has, send the rest. */
  function sendAll(): void {
    all.value = outbox.settle(all.value, useScreen().screen.cases)
    for (const key of Object.keys(box.value)) void sendKey(key)
  }

  /** Send all that was typed into a case, before it is confirmed. False when something could not be sent. */
  async function flush(id: string): Promise<boolean> {
    await Promise.all(outbox.ofCase(box.value, id).map(([key]) => sendKey(key)))
    return outbox.ofCase(box.value, id).length === 0
  }

  /** Give up an item that the server refused. */
  function drop(item: outbox.OutboxItem): void {
    const { [outbox.keyOf(item, me.value)]: _dropped, ...others } = all.value
    all.value = others
  }

  return { box, problem, lastTaken, reading, noticed, type, send, sendAll, flush, drop }
})
