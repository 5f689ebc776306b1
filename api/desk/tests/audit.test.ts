import { describe, expect, it } from 'vitest'

import { asked, EVERYTHING, isTyped, ticketOf } from '@/audit/filters'
import type { AuditLine } from '@/wire/audit'

describe('the audit', () => {
  it('is asked for a ticket as the audit writes it, and for everything when nothing is said', () => {
    expect(asked({ ...EVERYTHING, ticket: '261121000001' }).on).toBe('ticket:261121000001')
    expect(asked(EVERYTHING).on).toBe('')
  })

  it('leads to the ticket that a line is about, and to nothing else', () => {
    const line = (object: string) => ({ object }) as AuditLine
    expect(ticketOf(line('ticket:261121000001'))).toBe('261121000001')
    expect(ticketOf(line('case:c1'))).toBeNull()
    expect(ticketOf(line('tickets'))).toBeNull()
  })

  it('waits for resting keys only where something is typed', () => {
    const before = asked(EVERYTHING)
    expect(isTyped(asked({ ...EVERYTHING, who: '1' }), before)).toBe(true)
    expect(isTyped(asked({ ...EVERYTHING, what: 'logged_in' }), before)).toBe(false)
    expect(isTyped(before, undefined)).toBe(false)
  })
})
