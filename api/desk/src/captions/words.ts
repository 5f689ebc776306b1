/** A caption's text in pieces: those heard with little confidence, corrected names and known numbers apart. Pure. */

import type { NumberKind, Utterance, Word } from '@/wire/types'

export const UNSURE_BELOW = 0.6

export interface Piece {
  text: string
  unsure: boolean
  /** What was heard, where the text has a name of the city's list for it. */
  heard?: string
  /** What number this is, and its digits as corrected by the speaker. */
  number?: { kind: NumberKind; value: string }
}

/** Words that stand in the text together: from and up to, not including, which. */
interface Run {
  from: number
  to: number
}

const MARKS = /[，。？]*$/
const bare = (text: string) => text.replace(/\s+/g, '')
const textOf = (word: Word) => word.written ?? word.text

/** The words joined to pieces; the plain text where a person has corrected it or the words do not make it up. */
export function piecesOf(one: Utterance): Piece[] {
  const spelt = one.words.map(textOf).join('')
  if (one.corrected || bare(spelt) !== bare(one.text)) return [{ text: one.text, unsure: false }]
  return runsOf(one).flatMap((run) => pieces(one, run)).reduce(joined, [])
}

/** A number of several words stands with the first one, nothing (or a mark) with the others; so does a name. */
function runsOf(one: Utterance): Run[] {
  const runs: Run[] = []
  one.words.forEach((word, at) => {
    const last = runs.at(-1)
    if (last && word.written !== undefined && word.written.replace(MARKS, '') === '') last.to = at + 1
    else runs.push({ from: at, to: at + 1 })
  })
  return runs
}

function pieces(one: Utterance, run: Run): Piece[] {
  const words = one.words.slice(run.from, run.to)
  const text = words.map(textOf).join('')
  const mark = MARKS.exec(text)?.[0] ?? ''
  const name = one.corrections?.find((each) => each.from_word === run.from)
  const number = one.spans?.find((each) => each.from_word <= run.from && run.to <= each.to_word)
  const unsure = !name && words.some((word) => word.confidence < UNSURE_BELOW)
  const piece: Piece = { text: text.slice(0, text.length - mark.length), unsure }
  if (name) piece.heard = name.heard
  if (number) piece.number = { kind: number.kind, value: number.value }
  return mark ? [piece, { text: mark, unsure: false }] : [piece]
}

/** Plain pieces side by side are one. */
function joined(done: Piece[], piece: Piece): Piece[] {
  const last = done.at(-1)
  if (last && isPlain(last) && isPlain(piece)) return [...done.slice(0, -1), { ...last, text: last.text + piece.text }]
  return [...done, piece]
}

function isPlain(piece: Piece): boolean {
  return !piece.unsure && piece.heard === undefined && piece.number === undefined
}
