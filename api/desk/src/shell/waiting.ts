/** What somebody typed and has not sent or saved: it waits, theirs alone, while its form is closed, another page is open or a call is taken. */

export interface Waiting<T> {
  /** `writer` is the agent's number; undefined: nothing waits. */
  of(writer: string, what: string): T | undefined
  keep(writer: string, what: string, typed: T): void
  drop(writer: string, what: string): void
}

export function waiting<T>(): Waiting<T> {
  const kept = new Map<string, T>()
  const nameOf = (writer: string, what: string) => `${writer}/${what}`
  return {
    of: (writer, what) => kept.get(nameOf(writer, what)),
    keep: (writer, what, typed) => void kept.set(nameOf(writer, what), typed),
    drop: (writer, what) => void kept.delete(nameOf(writer, what)),
  }
}
