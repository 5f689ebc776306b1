/** Departments, colleagues and queues: the last answer at once, a fresh one each time somebody looks. */

import { ref } from 'vue'

import { colleagues, departments, queues } from '@/wire/settings'

import type { Directory } from './choices'

const directory = ref<Directory>({ departments: [], colleagues: [], queues: [] })
const state = ref<'empty' | 'known' | 'failed'>('empty')

export function useDirectory() {
  async function look(): Promise<void> {
    try {
      const [units, people, lines] = await Promise.all([departments(), colleagues(), queues()])
      directory.value = { departments: units, colleagues: people, queues: lines }
      state.value = 'known'
    } catch {
      // What was known stays in sight, and says that it may be old.
      state.value = 'failed'
    }
  }

  return { directory, state, look }
}
