/** Calls in which a department is, as its page knows them: whole calls, and sentences that come or are mended. Pure. */

import type { JointCall, JointCaption } from '@/wire/department'

export type JointCalls = Record<string, JointCall>

export function withCall(calls: JointCalls, call: JointCall): JointCalls {
  return { ...calls, [call.case]: call }
}

/** A sentence of a call that is not known changes nothing; one that was said before is replaced. */
export function withCaption(calls: JointCalls, { case: id, ...said }: JointCaption): JointCalls {
  const call = calls[id]
  if (!call) return calls
  const others = call.captions.filter((one) => one.utterance !== said.utterance)
  const captions = [...others, said].sort((a, b) => a.start_ms - b.start_ms)
  return { ...calls, [id]: { ...call, captions } }
}

/** The call that goes on, or else the one that ended last. */
export function latest(calls: JointCalls): JointCall | null {
  const all = Object.values(calls).sort((a, b) => b.joined_at - a.joined_at)
  return all.find((one) => one.left_at === null) ?? all[0] ?? null
}
