import { expect, it } from 'vitest'

import { timesTaken } from '@/tickets/acts'
import * as unsent from '@/tickets/unsent'
import type { Happening } from '@/wire/tickets'

const NUMBER = '261121000001'
const ME = '1026'
const step = (kind: string, role: string, id: string): Happening => ({ at: 1, kind, label: '', by: { role, id, name: '' }, text: '' })
const ticket = (...history: Happening[]) => ({ number: NUMBER, history })

const mine = step('dispatched', 'agent', ME)

it('words of an act that was never answered wait until the ticket has taken that very step', () => {
  unsent.keep(ME, NUMBER, 'dispatch', '请先到现场')
  unsent.keepUnanswered(ME, NUMBER, 'dispatch', timesTaken(ticket(mine), 'dispatch', ME))
  for (const still of [ticket(mine), ticket(mine, step('accepted', 'department', 'water')), ticket(mine, step('dispatched', 'supervisor', '9001'))]) {
    expect(unsent.dropTaken(ME, still, 'dispatch')).toBe(false)
  }
  expect(unsent.waits(ME, NUMBER, 'dispatch')).toBe('请先到现场')
  expect(unsent.dropTaken(ME, ticket(mine, mine), 'dispatch')).toBe(true)
  expect(unsent.waits(ME, NUMBER, 'dispatch')).toBe('')
  unsent.keep(ME, NUMBER, 'dispatch', '再派一次')
  expect(unsent.dropTaken(ME, ticket(mine, mine, mine), 'dispatch')).toBe(false)
})

it('a department’s step is told by its own number, not by its account’s', () => {
  expect(timesTaken(ticket(step('replied', 'department', 'water')), 'reply', '8001')).toBe(1)
})

it('what was made of masked elements is dropped and named, all else stays', () => {
  unsent.keepValues(ME, NUMBER, 'values', { title: '停水', body: '我是王芳', callback_number: '13900001234' })
  unsent.keepValues('9001', NUMBER, 'values', { body: '别人写的' })
  expect(unsent.dropUnmasked(ME, NUMBER)).toEqual(['body', 'callback_number'])
  expect(unsent.valuesThatWait(ME, NUMBER, 'values')).toEqual({ title: '停水' })
  expect(unsent.valuesThatWait('9001', NUMBER, 'values')).toEqual({ body: '别人写的' })
  expect(unsent.dropUnmasked(ME, NUMBER)).toEqual([])
})
