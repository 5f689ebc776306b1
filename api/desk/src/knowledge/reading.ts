/** A file's bytes as text: UTF-8, or as Chinese spreadsheets write it. Pure. */

export interface ReadFile {
  text: string
  encoding: 'UTF-8' | 'GB18030'
}

/** As many characters as the server takes. */
export const FILE_MOST = 5_000_000

function decoded(bytes: ArrayBuffer, encoding: string): string | null {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes)
  } catch (error) {
    if (error instanceof TypeError) return null
    throw error
  }
}

/** Null: it is no text in either encoding. */
export function readText(bytes: ArrayBuffer): ReadFile | null {
  for (const encoding of ['UTF-8', 'GB18030'] as const) {
    const text = decoded(bytes, encoding)
    if (text !== null && !text.includes('\0')) return { text, encoding }
  }
  return null
}

/** A line (from 1), cut short, to show beside what is wrong with it. */
export function lineOf(text: string, line: number): string {
  const found = text.split(/\r\n|\r|\n/)[line - 1]?.trim() ?? ''
  return found.length > 60 ? `${found.slice(0, 60)}…` : found
}
