/** A menu's text that was typed and not saved: it waits here while another menu is read, another page is open or a call is taken. */

export interface Unsaved {
  text: string
  /** Of the menu that was typed over. */
  version: number
}

const waiting = new Map<string, Unsaved>()

/** `writer` is the agent's number. */
const nameOf = (writer: string, flow: string) => `${writer}/${flow}`

export const waits = (writer: string, flow: string) => waiting.get(nameOf(writer, flow))
export const keep = (writer: string, flow: string, typed: Unsaved) => void waiting.set(nameOf(writer, flow), typed)
export const drop = (writer: string, flow: string) => void waiting.delete(nameOf(writer, flow))
