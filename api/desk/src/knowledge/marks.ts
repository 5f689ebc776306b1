/** Where a text says what was searched for: every stretch of two or more characters that the question has too. Pure. */

export interface Piece {
  text: string
  hit: boolean
}

const EXCERPT = 72
/** As much of an excerpt stands before the first hit. */
const AHEAD = 16

/** How many characters from `at` on stand in the question just so. */
function shared(text: string, at: number, asked: string): number {
  let length = 0
  while (at + length < text.length && asked.includes(text.slice(at, at + length + 1))) length += 1
  return length
}

export function marked(text: string, question: string): Piece[] {
  const asked = question.trim().toLowerCase()
  const least = Math.min(2, asked.length)
  if (least === 0 || !text) return [{ text, hit: false }]
  const lower = text.toLowerCase()
  const pieces: Piece[] = []
  for (let at = 0; at < text.length; ) {
    const length = shared(lower, at, asked)
    const hit = length >= least && lower.slice(at, at + length).trim().length >= least
    const piece = text.slice(at, at + (hit ? length : 1))
    const last = pieces.at(-1)
    if (last && last.hit === hit) last.text += piece
    else pieces.push({ text: piece, hit })
    at += piece.length
  }
  return pieces
}

/** The part of a body that tells most in a line: around the first hit, else its beginning. */
export function excerpt(body: string, question: string): string {
  const line = body.slice(0, 4000).replace(/\s+/g, ' ').trim()
  const [first, second] = marked(line, question)
  const hitAt = first?.hit ? 0 : second ? first!.text.length : 0
  const from = hitAt > EXCERPT - AHEAD ? hitAt - AHEAD : 0
  const cut = line.slice(from, from + EXCERPT)
  return `${from > 0 ? '…' : ''}${cut}${from + EXCERPT < line.length ? '…' : ''}`
}
