/** A caption's text in pieces, those heard with little confidence apart. Pure. */

import type { Utterance } from '@/wire/types'

export const UNSURE_BELOW = 0.6

export interface Piece {
  text: string
  unsure: boolean
}

const bare = (text: string) => text.replace(/\s+/g, '')

/** The words joined to runs; the plain text where a person has corrected it or the words do not make it up. */
export function piecesOf(one: Utterance): Piece[] {
  const whole = [{ text: one.text, unsure: false }]
  const spelt = one.words.map((word) => word.text).join('')
  if (one.corrected || bare(spelt) !== bare(one.text)) return whole
  const pieces: Piece[] = []
  for (const word of one.words) {
    const unsure = word.confidence < UNSURE_BELOW
    const last = pieces.at(-1)
    if (last && last.unsure === unsure && !unsure) last.text += word.text
    else pieces.push({ text: word.text, unsure })
  }
  return pieces
}
