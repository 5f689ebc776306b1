/** What stands in a field of the draft and why: the person's words first, then the machine's. Pure. */

import type { CaseState } from '@/store/caseState'
import { typedValue, type Outbox, type Pending } from '@/store/outbox'
import type { DraftField, FieldName } from '@/wire/types'

export const CHECK_BELOW = 0.6

export interface FieldView {
  name: FieldName
  value: string
  origin: 'machine' | 'person' | 'empty'
  /** Of the machine's suggestion, 0..1; null when it has none. */
  confidence: number | null
  /** True when the machine is unsure and no person has looked. */
  check: boolean
  /** A suggestion that came after the person's edit and differs from it. */
  offer: string | null
  sources: string[]
  /** Terms that spoke for the suggestion. */
  why: string[]
  /** The suggestion in written form, when it says more than the value. */
  normalised: string
  /** Values that were not chosen. */
  others: { value: string; confidence: number }[]
  /** What the machine suggested before. */
  before: string[]
  pending: Pending | null
  changedAt: number
  missing: boolean
}

export function fieldView(one: CaseState, box: Outbox, name: FieldName): FieldView {
  const pending = typedValue(box, one.case, name)
  const typed = pending?.item.kind === 'field' ? pending.item.value : one.edited[name]
  const suggestion = one.draft.fields[name]
  const value = typed ?? suggestion?.value ?? ''
  const byPerson = typed !== undefined
  return {
    name,
    value,
    origin: byPerson ? 'person' : value ? 'machine' : 'empty',
    confidence: suggestion?.confidence ?? null,
    check: !byPerson && suggestion !== undefined && suggestion.confidence < CHECK_BELOW,
    offer: byPerson ? offerOf(one, name, value, pending) : null,
    sources: suggestion?.sources ?? [],
    why: suggestion?.why ?? [],
    normalised: written(suggestion, value),
    others: suggestion?.runners_up ?? [],
    before: (suggestion?.history ?? []).map((former) => former.value),
    pending,
    changedAt: one.changedAt[name] ?? -1,
    missing: one.draft.missing.includes(name) && !value,
  }
}

/** A place with its city, a time as a date; nothing while a person's words stand there. */
function written(suggestion: DraftField | undefined, value: string): string {
  const normalised = suggestion?.normalised ?? ''
  return suggestion?.value === value && normalised !== value ? normalised : ''
}

/** Elements that are yes or no. */
export const FLAGS: FieldName[] = ['anonymous', 'confidential', 'direct_answer']

function offerOf(
  one: CaseState,
  name: FieldName,
  value: string,
  pending: Pending | null,
): string | null {
  const suggested = one.draft.fields[name]?.value
  const refused = pending?.item.kind === 'field' ? pending.item.against : one.refused[name]
  return !suggested || suggested === value || suggested === refused ? null : suggested
}

/** What a ticket cannot be confirmed without. */
export const NEEDED: FieldName[] = ['request_type', 'title', 'body']

export function lacking(views: FieldView[]): FieldName[] {
  return views.filter((one) => NEEDED.includes(one.name) && !one.value.trim()).map((one) => one.name)
}
