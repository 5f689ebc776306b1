/** What is typed into an act's form and not sent: it waits here while the form is closed, another ticket is read or a call is taken. */

import type { ActName } from '@/wire/tickets'

const waiting = new Map<string, string>()

/** `writer` is the agent's number. */
const nameOf = (writer: string, number: string, act: ActName) => `${writer}/${number}/${act}`

export const waits = (writer: string, number: string, act: ActName) => waiting.get(nameOf(writer, number, act)) ?? ''
export const keep = (writer: string, number: string, act: ActName, words: string) => void waiting.set(nameOf(writer, number, act), words)
export const drop = (writer: string, number: string, act: ActName) => void waiting.delete(nameOf(writer, number, act))
