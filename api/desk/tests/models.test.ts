import { describe, expect, it } from 'vitest'

import { modelChoices, modelOf } from '@/settings/models'
import type { Queue, SpeechModel } from '@/wire/settings'

function model(name: string, changes: Partial<SpeechModel> = {}): SpeechModel {
  return { name, demo: false, own: false, whole: true, loaded: false, ...changes }
}

function queue(speech_model: string | null): Queue {
  return { name: 'q', label: '队列', skills: [], overflow_to: null, overflow_after_ms: 0, answer_target_ms: 1, speech_model }
}

describe('speech models of queues', () => {
  it('offers the own one first and no broken one', () => {
    const choices = modelChoices([model('cantonese'), model('small', { own: true }), model('torn', { whole: false })], '')
    expect(choices.map((one) => one.label)).toEqual(['热线自己的（small）', 'cantonese', 'small', 'torn（文件不完整）'])
    expect(choices.filter((one) => one.broken).map((one) => one.name)).toEqual(['torn'])
  })

  it('keeps showing a model that is gone', () => {
    expect(modelChoices([], 'cantonese').at(-1)).toEqual({ name: 'cantonese', label: 'cantonese（没有安装）', broken: true })
  })

  it('says when a queue is not heard with its model', () => {
    expect(modelOf(queue(null), [])).toBe('热线自己的')
    expect(modelOf(queue('cantonese'), null)).toBe('cantonese')
    expect(modelOf(queue('cantonese'), [model('cantonese', { loaded: true })])).toBe('cantonese')
    expect(modelOf(queue('cantonese'), [model('cantonese')])).toContain('还没有装载')
    expect(modelOf(queue('cantonese'), [])).toContain('没有安装')
  })
})
