import { describe, expect, it } from 'vitest'

import { choices, type Directory } from '@/picker/choices'
import { initials } from '@/picker/initials'
import type { ReachableDepartment } from '@/wire/settings'

const department = (id: string, name: string, scope: string, why = ''): ReachableDepartment => ({
  id, name, scope, deputy: null, enabled: true, hours: null, numbers: [], on_duty: [],
  reachable: { numbers: why ? [] : [{ number: '83001234', label: '值班电话', ring_s: 25 }], why },
})

const directory: Directory = {
  departments: [
    department('urban', '市城市管理局', '路灯、井盖'),
    department('water', '市水务局', '供水、停水'),
    department('edu', '市教育局', '入学', '非工作时间'),
  ],
  colleagues: [
    { agent: '1026', name: '李静', state: 'talking', skills: [] },
    { agent: '1027', name: '周敏', state: 'idle', skills: ['粤语'] },
    { agent: '1028', name: '王强', state: 'offline', skills: [] },
  ],
  queues: [{ name: 'medical', label: '医保', skills: [], overflow_to: null, overflow_after_ms: 0, answer_target_ms: 15_000, speech_model: null }],
}
const found = (typed: string, way: 'consult' | 'transfer' = 'consult', text = '') =>
  choices(directory, way, typed, text, '1026').map((one) => one.id)

describe('pinyin initials', () => {
  it('are those of each character', () => {
    expect(initials('市水务局')).toBe('sswj')
    expect(initials('阿昂八中最')).toBe('aabzz')
    expect(initials('12345 热线A')).toBe('12345rxa')
  })
})

describe('whom a call can be taken to', () => {
  it('begins with the department that the draft speaks of', () => {
    const first = choices(directory, 'three_way', '', '翠湖苑停水', '1026')[0]!
    expect(first).toMatchObject({ id: 'department:water', suggested: true, detail: '值班电话 83001234' })
  })

  it('is found by name, scope, number and initials', () => {
    expect(found('水务')).toEqual(['department:water'])
    expect(found('井盖')).toEqual(['department:urban'])
    expect(found('sswj')).toEqual(['department:water'])
    expect(found('1027')).toEqual(['agent:1027'])
  })

  it('says why a department cannot be reached', () => {
    const [one] = choices(directory, 'consult', '教育', '', '1026')
    expect(one).toMatchObject({ reachable: false, detail: '非工作时间' })
  })

  it('leaves out oneself, those who are away for good, and queues unless the call is handed over', () => {
    expect(found('')).not.toContain('agent:1026')
    expect(found('')).not.toContain('agent:1028')
    expect(found('')).not.toContain('queue:medical')
    expect(found('', 'transfer')).toContain('queue:medical')
  })

  it('may be any number that is typed', () => {
    expect(found('13900001111')).toEqual(['number:13900001111'])
    expect(found('83')).not.toContain('number:83')
  })
})
