import { describe, expect, it } from 'vitest'

import { stretchesOf } from '@/captions/player'
import { piecesOf } from '@/captions/words'
import type { CaseView, Party, Utterance } from '@/wire/types'
import { length, phone } from '@/words/formats'
import { conversation, hearingOf, whoStays } from '@/words/hearing'

import { party, together, view } from './making'

const both = [party('citizen'), party('agent-1')]
const unit = (changes: Partial<Party> = {}) => party('department-1', { label: '市水务局', ...changes })

describe('the conversation in one sentence', () => {
  it('is said of two who talk', () => {
    expect(conversation(view({ parties: both }))).toBe('市民与坐席通话中')
  })

  it('tells who talks while the citizen waits', () => {
    const parties = [party('citizen', { place: 'aside' }), party('agent-1'), unit()]
    expect(conversation(view({ parties, arrangement: 'consult' }))).toBe('咨询中：坐席、市水务局通话，市民听音乐')
  })

  it('names the three of a three-way call', () => {
    expect(conversation(view({ parties: [...both, unit()], arrangement: 'three_way' }))).toBe('三方通话：市民、坐席、市水务局')
  })

  it('tells that the call goes on without its agent', () => {
    const parties = [party('citizen'), party('agent-1', { state: 'gone' }), unit()]
    expect(conversation(view({ parties, arrangement: 'left' }))).toBe('坐席已退出，市民、市水务局继续通话')
  })
})

describe('what a party hears', () => {
  const heard = (changes: Partial<CaseView>, leg = 'citizen') => {
    const one = view(changes)
    return hearingOf(one, one.parties.find((other) => other.leg === leg)!, 12_000)
  }

  it('is each other', () => {
    expect(heard({ parties: both, hears: together('citizen', 'agent-1') })).toBe('与坐席通话')
  })

  it('is music on hold', () => {
    const parties = [party('citizen', { place: 'aside' }), party('agent-1')]
    expect(heard({ parties, hears: [['citizen', 'music']] })).toBe('听音乐（保持中）')
    expect(heard({ parties, hears: [['citizen', 'music']] }, 'agent-1')).toBe('听不到任何一方')
  })

  it('is everybody, told shortly, when more than three talk', () => {
    const parties = [...both, unit(), party('emergency-1', { label: '119' })]
    expect(heard({ parties, hears: together(...parties.map((one) => one.leg)) })).toBe('与所有人通话')
  })

  it('tells that only the agent hears who advises it', () => {
    const parties = [...both, party('supervisor-1', { label: '9001', place: 'whisper' })]
    const hears: [string, string][] = [
      ...together('citizen', 'agent-1'), ['supervisor-1', 'citizen'], ['supervisor-1', 'agent-1'], ['agent-1', 'supervisor-1'],
    ]
    expect(heard({ parties, hears }, 'supervisor-1')).toBe('听全场，只有坐席听得到')
  })

  it('is nothing yet while a phone rings', () => {
    expect(heard({ parties: [unit({ state: 'ringing' })] }, 'department-1')).toBe('振铃 00:12')
  })
})

describe('who stays when the agent leaves', () => {
  it('is named when the call would go on', () => {
    expect(whoStays(view({ parties: [...both, unit()] }), '1026')).toBe('市民与市水务局')
  })

  it('is nobody when the agent is alone with the citizen, or with one who only listens', () => {
    expect(whoStays(view({ parties: both }), '1026')).toBe('')
    const listener = party('supervisor-1', { place: 'listen' })
    expect(whoStays(view({ parties: [...both, listener] }), '1026')).toBe('')
  })
})

const utterance = (changes: Partial<Utterance>): Utterance => ({
  id: 'citizen:0', leg: 'citizen', role: 'citizen', setting: 'talk', start_ms: 0, end_ms: 1000, text: '', words: [], confidence: 1, corrected: false, ...changes,
})
const word = (text: string, confidence: number) => ({ text, confidence, start_ms: 0, end_ms: 0 })

describe('a caption', () => {
  it('sets unsure words apart', () => {
    const one = utterance({ text: '在 翠湖苑 门口', words: [word('在', 0.9), word('翠湖苑', 0.4), word('门口', 0.9)] })
    expect(piecesOf(one)).toEqual([
      { text: '在', unsure: false }, { text: '翠湖苑', unsure: true }, { text: '门口', unsure: false },
    ])
  })

  it('is plain once corrected, or when its words do not make it up', () => {
    const words = [word('翠湖院', 0.4)]
    expect(piecesOf(utterance({ text: '翠湖苑', words, corrected: true }))).toEqual([{ text: '翠湖苑', unsure: false }])
    expect(piecesOf(utterance({ text: '别的', words }))).toEqual([{ text: '别的', unsure: false }])
  })
})

describe('a written caption', () => {
  const said = (text: string, confidence: number, written?: string) => ({ ...word(text, confidence), written })

  it('keeps a number of several words together, its mark apart, and says what it is', () => {
    const words = [said('打', 0.9), said('幺三八', 0.9, '13800138000'), said('零零幺三', 0.9, ''), said('八零零零', 0.9, '。')]
    const spans = [{ kind: 'mobile' as const, value: '13800138000', from_word: 1, to_word: 4 }]
    expect(piecesOf(utterance({ text: '打13800138000。', words, spans }))).toEqual([
      { text: '打', unsure: false },
      { text: '13800138000', unsure: false, number: { kind: 'mobile', value: '13800138000' } },
      { text: '。', unsure: false },
    ])
  })

  it('marks a number as unsure when one of its words is', () => {
    const words = [said('三', 0.9, '350'), said('百五十', 0.3, ''), said('块', 0.9)]
    expect(piecesOf(utterance({ text: '350块', words }))).toEqual([
      { text: '350', unsure: true }, { text: '块', unsure: false },
    ])
  })

  it('tells what was heard for a corrected name', () => {
    const words = [said('在', 0.9), said('金', 0.5, '金鹏大道'), said('棚', 0.9, ''), said('大道', 0.9, ''), said('上', 0.9, '上。')]
    const corrections = [{ from_word: 1, to_word: 4, heard: '金棚大道', written: '金鹏大道' }]
    expect(piecesOf(utterance({ text: '在金鹏大道上。', words, corrections }))).toEqual([
      { text: '在', unsure: false },
      { text: '金鹏大道', unsure: false, heard: '金棚大道' },
      { text: '上。', unsure: false },
    ])
  })
})

describe('playing back', () => {
  it('joins neighbours of one leg and keeps others apart', () => {
    const rows = [
      utterance({ start_ms: 5000, end_ms: 6000 }),
      utterance({ start_ms: 1000, end_ms: 2000 }),
      utterance({ start_ms: 2300, end_ms: 3000 }),
      utterance({ leg: 'agent-1', start_ms: 6100, end_ms: 7000 }),
    ]
    expect(stretchesOf(rows)).toEqual([
      { leg: 'citizen', from: 800, to: 3200 },
      { leg: 'citizen', from: 4800, to: 6200 },
      { leg: 'agent-1', from: 5900, to: 7200 },
    ])
  })

  it('never asks for a time before the call', () => {
    expect(stretchesOf([utterance({ start_ms: 50, end_ms: 900 })])[0]?.from).toBe(0)
  })
})

it('writes lengths and numbers as people read them', () => {
  expect([length(84_000), length(3_723_000), length(-5)]).toEqual(['01:24', '1:02:03', '00:00'])
  expect([phone('13900001234'), phone('139****1234'), phone('96110'), phone('')]).toEqual([
    '139 0000 1234', '139 **** 1234', '96110', '未显示号码',
  ])
})
