import { describe, expect, it } from 'vitest'

import { fieldView } from '@/draft/fields'
import { editedField, emptyCase, withEntry } from '@/store/caseState'
import * as outbox from '@/store/outbox'

import { CASE, drafted, heard } from './making'

const item = (value: string): outbox.OutboxItem => ({ kind: 'field', case: CASE, field: 'place', value })
const ME = '1026'
const KEY = outbox.keyOf(item(''), ME)
const put = (box: outbox.Outbox, one: outbox.OutboxItem, by = ME, at = 0) => outbox.put(box, one, by, at)

describe('what is typed', () => {
  it('replaces what was typed into the same field before', () => {
    const box = put(put({}, item('临')), item('临江路'))
    expect(Object.keys(box)).toEqual([KEY])
    expect(box[KEY]).toMatchObject({ version: 2, item: { value: '临江路' } })
  })

  it('is there after a reload, and a storage that cannot be read whole is refused', () => {
    const box = outbox.sending(put({}, item('临江路')), KEY)
    expect(outbox.restored(JSON.stringify(box), 5)[KEY]).toMatchObject({ state: 'waiting', at: 0, item: { value: '临江路' } })
    expect(outbox.restored(null, 5)).toEqual({})
    for (const damaged of ['{', 'null', '{"a": 1}', JSON.stringify({ a: { ...box[KEY], version: '1' } })]) {
      expect(() => outbox.restored(damaged, 5)).toThrow()
    }
  })

  it('is kept over a reload beside what does not say whose it is, and by its field alone as an older page kept it', () => {
    const { at: _at, ...older } = put({}, item('临江路'))[KEY]!
    const { by: _by, ...nobodys } = { ...older, item: { ...older.item, field: 'title' } }
    const box = outbox.restored(JSON.stringify({ [`${CASE}/field/place`]: older, [`${CASE}/field/title`]: nobodys }), 5)
    expect(Object.keys(box)).toEqual([KEY])
    expect(box[KEY]).toMatchObject({ at: 5, item: { value: '临江路' } })
  })

  it('by two people into one field stands side by side', () => {
    const box = put(put({}, item('临江路')), item('滨江路'), '9001')
    expect(outbox.typedValue(outbox.of(box, ME), CASE, 'place')?.item).toEqual(item('临江路'))
    expect(outbox.typedValue(outbox.of(box, '9001'), CASE, 'place')?.item).toEqual(item('滨江路'))
  })

  it('waits for its writer, and half a day at a page that is somebody else’s now', () => {
    const box = put({}, item('临江路'), ME, 1000)
    expect(outbox.withoutStale(box, ME, 1000 + 3 * outbox.OTHERS_WAIT_MS)).toEqual(box)
    expect(outbox.withoutStale(box, '9001', 999 + outbox.OTHERS_WAIT_MS)).toEqual(box)
    expect(outbox.withoutStale(box, '9001', 1000 + outbox.OTHERS_WAIT_MS)).toEqual({})
  })

  it('stays when the answer is to an older value', () => {
    const typed = outbox.sending(put({}, item('临')), KEY)
    const typedOn = put(typed, item('临江路'))
    expect(outbox.taken(typedOn, KEY, 1)[KEY]?.item).toEqual(item('临江路'))
    expect(outbox.taken(typedOn, KEY, 2)).toEqual({})
  })

  it('waits when no answer came, and says why when it was refused', () => {
    const box = put({}, item('临江路'))
    expect(outbox.unanswered(box, KEY, 1)[KEY]?.state).toBe('waiting')
    expect(outbox.refused(box, KEY, 1, '太长')[KEY]).toMatchObject({ state: 'failed', reason: '太长' })
    expect(outbox.refused(box, KEY, 7, '太长')).toEqual(box)
  })
})

describe('after a reconnect', () => {
  const waiting = outbox.unanswered(put({}, item('临江路')), KEY, 1)

  it('is not sent again when the server has it', () => {
    const one = editedField(emptyCase(CASE), 'place', '临江路')
    expect(outbox.settle(waiting, { [CASE]: one })).toEqual({})
  })

  it('is sent when the server has another value, or does not tell of the case', () => {
    const one = editedField(emptyCase(CASE), 'place', '临江')
    expect(Object.keys(outbox.settle(waiting, { [CASE]: one }))).toEqual([KEY])
    expect(Object.keys(outbox.settle(waiting, {}))).toEqual([KEY])
  })

  it('holds for captions alike', () => {
    const mended: outbox.OutboxItem = { kind: 'caption', case: CASE, utterance: 'citizen:0', text: '翠湖苑' }
    const box = outbox.unanswered(put({}, mended), outbox.keyOf(mended, ME), 1)
    const raw = withEntry(emptyCase(CASE), 1, heard(0, '翠湖苑'))
    const done = withEntry(raw, 2, { type: 'CaptionCorrected', utterance: 'citizen:0', text: '翠湖苑', agent: '1' })
    expect(Object.keys(outbox.settle(box, { [CASE]: raw }))).toHaveLength(1)
    expect(outbox.settle(box, { [CASE]: done })).toEqual({})
  })
})

describe('what an agent has not seen', () => {
  it('is offered, whichever comes first: the answer to the edit or its entry in the log', () => {
    const against = ''
    const suggested = withEntry(emptyCase(CASE), 1, drafted('place', '临江路'))
    const edit = { type: 'FieldEdited', field: 'place', value: '滨江路', agent: '1026' } as const
    const answered = withEntry(editedField(suggested, 'place', '滨江路', against), 2, edit)
    const logged = editedField(withEntry(suggested, 2, edit), 'place', '滨江路', against)
    for (const one of [answered, logged]) expect(fieldView(one, {}, 'place').offer).toBe('临江路')
  })
})

describe('a field shows', () => {
  const suggested = withEntry(emptyCase(CASE), 1, drafted('place', '临江路'))

  it('the suggestion, with a call to check it below six tenths', () => {
    expect(fieldView(suggested, {}, 'place')).toMatchObject({ value: '临江路', origin: 'machine', check: false })
    const unsure = { ...suggested, draft: { fields: { place: { value: '甲', confidence: 0.59, sources: [] } }, missing: [] } }
    expect(fieldView(unsure, {}, 'place').check).toBe(true)
  })

  it('what the agent types at once, and offers only what is suggested after that', () => {
    const typing = put({}, { ...item('临江路 12 号'), against: '临江路' } as outbox.OutboxItem)
    expect(fieldView(suggested, typing, 'place')).toMatchObject({ value: '临江路 12 号', origin: 'person', offer: null })
    const later = withEntry(suggested, 2, drafted('place', '临江路翠湖苑'))
    expect(fieldView(later, typing, 'place').offer).toBe('临江路翠湖苑')
  })

  it('an emptied field as empty by a person, not as the suggestion', () => {
    const emptied = editedField(suggested, 'place', '')
    expect(fieldView(emptied, {}, 'place')).toMatchObject({ value: '', origin: 'person' })
  })
})
