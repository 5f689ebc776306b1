/**
 * What the agent has typed and the server has not yet taken: pure.
 *
 * An edit stands on the screen from the first key on, whatever the connection does. A newer value of the same field replaces the
 * older one. After a lost answer nobody knows whether the server has it: once caught up, what it has
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
  /** Counts up with every change of this item, so that an answer to an older one does not end the newer. */
  version: number
  /** `failed`: the server refused it and said why. */
  state: 'typing' | 'sending' | 'waiting' | 'failed'
  reason: string
}

export type Outbox = Record<string, Pending>

/** What was kept over a reload, all of it waiting. Raises when it cannot be read whole: half of it would look like all. */
export function restored(kept: string | null): Outbox {
  const box = JSON.parse(kept ?? '{}') as Outbox
  return Object.fromEntries(
    Object.entries(box).map(([key, one]) => {
      if (keyOf(one.item) !== key || typeof one.version !== 'number' || typeof one.by !== 'string') throw new TypeError('not an outbox')
      return [key, { ...one, state: 'waiting' }]
    }),
  )
}

export function keyOf(item: OutboxItem): string {
  const what = item.kind === 'field' ? item.field : item.utterance
  return `${item.case}/${item.kind}/${what}`
}

export function put(box: Outbox, item: OutboxItem, by = ''): Outbox {
  const key = keyOf(item)
  const version = (box[key]?.version ?? 0) + 1
  return { ...box, [key]: { item, by, version, state: 'typing', reason: '' } }
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

export function ofCase(box: Outbox, id: string): [string, Pending][] {
  return Object.entries(box).filter(([, pending]) => pending.item.case === id)
}

/** The value typed into a field and not yet taken, if any. */
export function typedValue(box: Outbox, id: string, field: FieldName): Pending | null {
  return box[`${id}/field/${field}`] ?? null
}
