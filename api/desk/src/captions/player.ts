/** Plays parts of a case's recordings, one after the other; one thing plays at a time on the whole page. */

import { ref } from 'vue'

import { say } from '@/shell/acting'
import { audioUrl } from '@/wire/api'
import type { Utterance } from '@/wire/types'

const LEAD_MS = 200
const JOIN_WITHIN_MS = 600

export interface Stretch {
  leg: string
  from: number
  to: number
}

/** What is playing now: the key given to `play`, or null. */
export const playing = ref<string | null>(null)
let audio: HTMLAudioElement | null = null

/** The utterances' stretches of call time, neighbours on the same leg joined. */
export function stretchesOf(utterances: Utterance[]): Stretch[] {
  const joined: Stretch[] = []
  for (const one of [...utterances].sort((a, b) => a.start_ms - b.start_ms)) {
    const from = Math.max(0, one.start_ms - LEAD_MS)
    const last = joined.at(-1)
    const follows = last?.leg === one.leg && from - last.to <= JOIN_WITHIN_MS
    if (follows) last.to = Math.max(last.to, one.end_ms + LEAD_MS)
    else joined.push({ leg: one.leg, from, to: one.end_ms + LEAD_MS })
  }
  return joined
}

function playOne(url: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const sound = new Audio(url)
    audio = sound
    sound.onended = () => resolve()
    sound.onpause = () => resolve()
    sound.onerror = () => reject(new Error(url))
    sound.play().catch(reject)
  })
}

/** Play, or stop when `key` is playing already. */
export async function play(key: string, id: string, stretches: Stretch[]): Promise<void> {
  const again = playing.value === key
  stop()
  if (again || stretches.length === 0) return
  playing.value = key
  try {
    for (const one of stretches) {
      if (playing.value === key) await playOne(audioUrl(id, one.leg, one.from, one.to))
    }
  } catch {
    if (playing.value === key) say('warning', '这段录音暂时放不出来，请稍后再试')
  }
  if (playing.value === key) playing.value = null
}

export function stop(): void {
  playing.value = null
  audio?.pause()
  audio = null
}
