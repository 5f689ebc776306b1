/**
 * What the agent has typed and the server has not yet taken: pure.
 *
 * An edit stands on the screen from the first key on, whatever the connection does. A newer value of the same writer for the same field
 * replaces the older one; two people's words never do. After a lost answer nobody knows whether the server has it: once caught up, what it has
 * already is dropped unsent (`settle`), so that nothing is entered twice.
 */

import type { FieldName } from '@/wire/types'

import type { CaseState } from './caseState'

export type OutboxItem =
  /** `against`: what the machine suggested when the agent came to the field; empty: nothing. */
  | { kind: 'field'; case: string; field: FieldName; value: string; against?: string }
  | { kind: 'caption'; case: string; utterance: string; text: string }

export interface Pending {
  item: OutboxItem
  /** Whose words they are: nobody else's session sends them. */
  by: string
  /** When it was typed last, by this browser's clock, in ms since 1970. */
  at: number
  /** Counts up with every change of this item, so that an answer to an older one does not end the newer. */
  version: number
  /** `failed`: the server refused it and said why. */
  state: 'typing' | 'sending' | 'waiting' | 'failed'
  reason: string
}

export type Outbox = Record<string, Pending>

/** How long somebody else's words wait at a page for their writer. */
export const OTHERS_WAIT_MS = 12 * 3_600_000

/**
 * What was kept over a reload, all of it waiting; `now` is when an item was typed that does not say so. An item that does not say whose
 * it is can be sent as nobody's: it goes. Raises when another one cannot be read: half of it would look like all.
 */
export function restored(kept: string | null, now: number): Outbox {
  const box = JSON.parse(kept ?? '{}') as Outbox
  const all = Object.values(box).map((one): [string, Pending] => {
    if (typeof one.item.case !== 'string' || typeof one.version !== 'number') throw new TypeError('not an outbox')
    return [keyOf(one.item, one.by), { ...one, at: one.at ?? now, state: 'waiting' }]
  })
  return Object.fromEntries(all.filter(([, one]) => typeof one.by === 'string'))
}

/** By writer and what was typed into. */
export function keyOf(item: OutboxItem, by: string): string {
  const what = item.kind === 'field' ? item.field : item.utterance
  return `${by}/${item.case}/${item.kind}/${what}`
}

export function put(box: Outbox, item: OutboxItem, by: string, at: number): Outbox {
  const key = keyOf(item, by)
  const version = (box[key]?.version ?? 0) + 1
  return { ...box, [key]: { item, by, at, version, state: 'typing', reason: '' } }
}

function changed(box: Outbox, key: string, changes: Partial<Pending>): Outbox {
  const before = box[key]
  return before ? { ...box, [key]: { ...before, ...changes } } : box
}

export function sending(box: Outbox, key: string): Outbox {
  return changed(box, key, { state: 'sending', reason: '' })
}

/** The server has taken `version`: the item goes, unless the agent has typed on since. */
export function taken(box: Outbox, key: string, version: number): Outbox {
  if (box[key]?.version !== version) return box
  const { [key]: _done, ...others } = box
  return others
}

/** No answer came: send it again when the connection is back. */
export function unanswered(box: Outbox, key: string, version: number): Outbox {
  return box[key]?.version === version ? changed(box, key, { state: 'waiting' }) : box
}

export function refused(box: Outbox, key: string, version: number, reason: string): Outbox {
  return box[key]?.version === version ? changed(box, key, { state: 'failed', reason }) : box
}

function alreadyThere(item: OutboxItem, one: CaseState | undefined): boolean {
  if (!one) return false
  if (item.kind === 'field') return one.edited[item.field] === item.value
  return one.utterances.some((row) => row.id === item.utterance && row.corrected && row.text === item.text)
}

/** Drop what the server turns out to have; what is left is to be sent. */
export function settle(box: Outbox, cases: Record<string, CaseState>): Outbox {
  const left = Object.entries(box).filter(
    ([, pending]) => pending.state === 'typing' || !alreadyThere(pending.item, cases[pending.item.case]),
  )
  return Object.fromEntries(left)
}

/** What one person has typed. */
export function of(box: Outbox, by: string): Outbox {
  return Object.fromEntries(Object.entries(box).filter(([, pending]) => pending.by === by))
}

/** Without what others typed at this page too long ago. */
export function withoutStale(box: Outbox, by: string, now: number): Outbox {
  return Object.fromEntries(Object.entries(box).filter(([, one]) => one.by === by || now - one.at < OTHERS_WAIT_MS))
}

export function ofCase(box: Outbox, id: string): [string, Pending][] {
  return Object.entries(box).filter(([, pending]) => pending.item.case === id)
}

/** The value typed into a field and not yet taken, if any, in one person's box. */
export function typedValue(box: Outbox, id: string, field: FieldName): Pending | null {
  return Object.values(box).find(({ item }) => item.kind === 'field' && item.case === id && item.field === field) ?? null
}

/** The words of a caption that were mended and not yet taken, if any, in one person's box. */
export function mendedCaption(box: Outbox, id: string, utterance: string): Pending | null {
  return Object.values(box).find(({ item }) => item.kind === 'caption' && item.case === id && item.utterance === utterance) ?? null
}
