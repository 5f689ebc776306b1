import { afterEach, describe, expect, it } from 'vitest'

import { draftOf, drop, EMPTY, entryOf, keep, lackingIn, waits } from '@/knowledge/drafts'
import { excerpt, marked } from '@/knowledge/marks'
import { lineOf, readText } from '@/knowledge/reading'
import { standingOf, standingWords, timeWords } from '@/knowledge/standing'
import type { Article } from '@/wire/knowledge'

const article = (changes: Partial<Article> = {}): Article => ({
  id: 7,
  code: 'K7',
  title: '停水找谁报修',
  body: '请拨打供水热线。',
  keywords: ['断水', '水停了'],
  department: '市水务局',
  valid_from: null,
  valid_until: null,
  enabled: true,
  current: true,
  used: 0,
  updated_by: '9001',
  updated_at: 0,
  ...changes,
})

describe('whether an article holds', () => {
  const today = '2026-11-29'
  const words = (changes: Partial<Article>) => standingWords(article(changes), today)

  it('is said in words', () => {
    expect(words({})).toBe('有效')
    expect(words({ valid_until: '2026-11-28' })).toBe('已失效（2026-11-28 止）')
    expect(words({ valid_from: '2026-12-01' })).toBe('未生效（2026-12-01 起）')
    expect(words({ enabled: false, valid_until: '2020-01-01' })).toBe('已停用')
  })

  it('counts both days as part of the time', () => {
    expect(standingOf(article({ valid_from: today, valid_until: today }), today)).toBe('ending')
    expect(words({ valid_until: today })).toBe('今天是最后一天')
  })

  it('warns a month ahead', () => {
    expect(words({ valid_until: '2026-12-29' })).toBe('30 天后失效')
    expect(words({ valid_until: '2026-12-30' })).toBe('有效')
  })

  it('is told as a span', () => {
    expect(timeWords({ valid_from: null, valid_until: null })).toBe('长期')
    expect(timeWords({ valid_from: '2026-01-01', valid_until: null })).toBe('2026-01-01 起')
    expect(timeWords({ valid_from: null, valid_until: '2026-12-31' })).toBe('至 2026-12-31')
  })
})

describe('what was searched for', () => {
  const hits = (text: string, question: string) => marked(text, question).filter((one) => one.hit).map((one) => one.text)

  it('stands out wherever two characters of it follow each other', () => {
    expect(hits('异地就医如何备案', '我想问异地就医怎么备案')).toEqual(['异地就医', '备案'])
    expect(hits('办理 ETC 设备', 'etc设备')).toEqual(['ETC', '设备'])
  })

  it('leaves the text whole', () => {
    const text = '停水了，水停了，找 水务局'
    expect(marked(text, '停水 水务').map((one) => one.text).join('')).toBe(text)
    expect(marked(text, '')).toEqual([{ text, hit: false }])
  })

  it('does not mark blanks or single characters of a longer question', () => {
    expect(hits('水 电 气', '电  气')).toEqual([])
    expect(hits('水电气', '电')).toEqual(['电'])
  })

  it('is where an excerpt begins when it stands far behind', () => {
    const body = `${'开头'.repeat(60)}备案材料${'结尾'.repeat(60)}`
    expect(excerpt(body, '备案材料')).toMatch(/^…(开头){8}备案材料/)
    expect(excerpt('短\n文', '没有')).toBe('短 文')
  })
})

describe('an article’s form', () => {
  afterEach(() => drop('9001', 7))

  it('sends what it shows, and nothing empty as a text', () => {
    expect(entryOf(draftOf(article()))).toEqual({
      code: 'K7', title: '停水找谁报修', body: '请拨打供水热线。', keywords: ['断水', '水停了'], department: '市水务局',
      valid_from: null, valid_until: null, enabled: true,
    })
    expect(entryOf(EMPTY)).toMatchObject({ code: null, keywords: [], valid_from: null })
  })

  it('says what is missing or cannot be', () => {
    const wrong = (changes: object, before: Article | null = null) =>
      Object.entries(lackingIn({ ...draftOf(article()), ...changes }, before)).filter(([, words]) => words).map(([name]) => name)
    expect(wrong({})).toEqual([])
    expect(wrong({ title: ' ', body: '' })).toEqual(['title', 'body'])
    expect(wrong({ from: '2026-02-01', until: '2026-01-01' })).toEqual(['valid_until'])
    expect(wrong({ code: '' }, article())).toEqual(['code'])
    expect(wrong({ keywords: '长'.repeat(41) })).toEqual(['keywords'])
  })

  it('waits for its writer, and for nobody else', () => {
    keep('9001', 7, { ...EMPTY, title: '写了一半' })
    expect(waits('9001', 7)?.title).toBe('写了一半')
    expect([waits('9002', 7), waits('9001', null)]).toEqual([undefined, undefined])
    drop('9001', 7)
    expect(waits('9001', 7)).toBeUndefined()
  })
})

describe('a file', () => {
  const bytes = (...some: number[]) => new Uint8Array(some).buffer

  it('is read as UTF-8, or as Chinese spreadsheets write it', () => {
    expect(readText(new TextEncoder().encode('标题').buffer)).toEqual({ text: '标题', encoding: 'UTF-8' })
    expect(readText(bytes(0xb1, 0xea, 0xcc, 0xe2))).toEqual({ text: '标题', encoding: 'GB18030' })
  })

  it('is none when it is no text', () => {
    expect(readText(bytes(0x50, 0x4b, 0x00, 0x04))).toBeNull()
    expect(readText(bytes(0xff, 0xff, 0xff))).toBeNull()
  })

  it('shows the line that is wrong', () => {
    expect(lineOf('一\r\n二\n三', 2)).toBe('二')
    expect(lineOf('一', 9)).toBe('')
    expect(lineOf('长'.repeat(80), 1)).toHaveLength(61)
  })
})
