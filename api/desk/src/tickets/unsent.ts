/** What is typed into an act's form and not sent: it waits here while the form is closed, another ticket is read or a call is taken. */

import { waiting } from '@/shell/waiting'
import type { ActName, TicketDetail } from '@/wire/tickets'
import type { Edited, FieldName } from '@/wire/types'

import { timesTaken } from './acts'

const words = waiting<string>()
const values = waiting<Edited>()
/** Of acts that were sent and never answered: how often the ticket had taken their step before. */
const unanswered = waiting<number>()

/** Whose form is the elements themselves. */
const VALUE_ACTS = ['confirm', 'values'] as const
/** What a ticket shows whole only to who says why. */
const MASKED: FieldName[] = ['body', 'callback_number', 'caller_name']

const nameOf = (number: string, act: ActName) => `${number}/${act}`

export const waits = (writer: string, number: string, act: ActName) => words.of(writer, nameOf(number, act)) ?? ''
export const keep = (writer: string, number: string, act: ActName, typed: string) => words.keep(writer, nameOf(number, act), typed)

export function drop(writer: string, number: string, act: ActName): void {
  words.drop(writer, nameOf(number, act))
  unanswered.drop(writer, nameOf(number, act))
}

/** The act was sent and no answer came; `takenBefore` is how often its step had been taken when it was sent. */
export const keepUnanswered = (writer: string, number: string, act: ActName, takenBefore: number) =>
  unanswered.keep(writer, nameOf(number, act), takenBefore)

/** Drops the words of an act without an answer once the ticket has taken its step after all; true when it has. */
export function dropTaken(writer: string, ticket: Pick<TicketDetail, 'number' | 'history'>, act: ActName): boolean {
  const before = unanswered.of(writer, nameOf(ticket.number, act))
  if (before === undefined || timesTaken(ticket, act, writer) <= before) return false
  drop(writer, ticket.number, act)
  return true
}

/** A ticket's elements that were typed over: those only, so that all others stay the ticket's own. */
export const valuesThatWait = (writer: string, number: string, act: ActName): Edited => values.of(writer, nameOf(number, act)) ?? {}
export const keepValues = (writer: string, number: string, act: ActName, typed: Edited) => values.keep(writer, nameOf(number, act), typed)
export const dropValues = (writer: string, number: string, act: ActName) => values.drop(writer, nameOf(number, act))

/** A ticket that was shown whole is left: what was made of its masked elements goes. Which were dropped. */
export function dropUnmasked(writer: string, number: string): FieldName[] {
  const dropped = new Set<FieldName>()
  for (const act of VALUE_ACTS) {
    const kept = { ...valuesThatWait(writer, number, act) }
    for (const name of MASKED.filter((one) => one in kept)) {
      dropped.add(name)
      delete kept[name]
    }
    keepValues(writer, number, act, kept)
  }
  return [...dropped]
}
