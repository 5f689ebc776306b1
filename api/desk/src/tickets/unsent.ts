/** What is typed into an act's form and not sent: it waits here while the form is closed, another ticket is read or a call is taken. */

import type { ActName } from '@/wire/tickets'
import type { Edited } from '@/wire/types'

const words = new Map<string, string>()
const values = new Map<string, Edited>()

/** `writer` is the agent's number. */
const nameOf = (writer: string, number: string, act: ActName) => `${writer}/${number}/${act}`

export const waits = (writer: string, number: string, act: ActName) => words.get(nameOf(writer, number, act)) ?? ''
export const keep = (writer: string, number: string, act: ActName, typed: string) => void words.set(nameOf(writer, number, act), typed)
export const drop = (writer: string, number: string, act: ActName) => void words.delete(nameOf(writer, number, act))

/** A ticket's elements that were typed over: those only, so that all others stay the ticket's own. */
export const valuesThatWait = (writer: string, number: string, act: ActName): Edited => values.get(nameOf(writer, number, act)) ?? {}
export const keepValues = (writer: string, number: string, act: ActName, typed: Edited) => void values.set(nameOf(writer, number, act), typed)
export const dropValues = (writer: string, number: string, act: ActName) => void values.delete(nameOf(writer, number, act))
