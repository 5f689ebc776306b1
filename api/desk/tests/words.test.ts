import { describe, expect, it } from 'vitest'

import { stretchesOf } from '@/captions/player'
import { piecesOf } from '@/captions/words'
import type { Party, Utterance } from '@/wire/types'
import { length, phone } from '@/words/formats'
import { whoHearsWhom } from '@/words/hearing'

import { view } from './making'

const party = (leg: string, role: Party['role'], state: Party['state'] = 'up', label = ''): Party => ({
  leg, role, label, state, since: 0,
})
const both = [party('citizen', 'citizen'), party('agent-1', 'agent')]

describe('who hears whom', () => {
  it('is said of two who talk', () => {
    const hears = [['citizen', 'agent-1'], ['agent-1', 'citizen']] as [string, string][]
    expect(whoHearsWhom(view({ parties: both, hears }))).toBe('市民与坐席互相听得到')
  })

  it('is said of one who waits with music', () => {
    expect(whoHearsWhom(view({ parties: both, hears: [['citizen', 'music']] }))).toBe('市民听等待音乐，坐席听不到任何一方')
  })

  it('names a unit by its own name while the citizen waits', () => {
    const parties = [...both, party('department-1', 'department', 'up', '城管局')]
    const hears = [['citizen', 'music'], ['agent-1', 'department-1'], ['department-1', 'agent-1']] as [string, string][]
    expect(whoHearsWhom(view({ parties, hears }))).toBe('坐席与城管局互相听得到，市民听等待音乐')
  })

  it('tells one who only listens', () => {
    const parties = [...both, party('supervisor-1', 'supervisor')]
    const hears = [
      ['citizen', 'agent-1'], ['agent-1', 'citizen'], ['supervisor-1', 'citizen'], ['supervisor-1', 'agent-1'],
    ] as [string, string][]
    expect(whoHearsWhom(view({ parties, hears }))).toBe('市民与坐席互相听得到，班长只能听：市民、坐席')
  })

  it('says nothing of legs that are gone', () => {
    expect(whoHearsWhom(view({ parties: both.map((one) => ({ ...one, state: 'gone' })) }))).toBe('')
  })
})

const utterance = (changes: Partial<Utterance>): Utterance => ({
  id: 'citizen:0', leg: 'citizen', role: 'citizen', start_ms: 0, end_ms: 1000, text: '', words: [], confidence: 1, corrected: false, ...changes,
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
