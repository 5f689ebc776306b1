/** Who is logged in, and what system this is. */

import { defineStore } from 'pinia'
import { computed, ref } from 'vue'

import * as api from '@/wire/api'
import { Refusal } from '@/wire/rest'
import type { Me, Presence, SystemInfo } from '@/wire/types'

const wordsOf = (error: unknown) => (error instanceof Refusal ? error.message : '页面出错，请刷新')

export const useSession = defineStore('session', () => {
  const me = ref<Me | null>(null)
  const system = ref<SystemInfo | null>(null)
  const loaded = ref(false)
  /** Why it is not known who is logged in, or what system this is; empty when both are. */
  const problem = ref('')
  const oversees = computed(() => me.value?.role === 'supervisor' || me.value?.role === 'admin')
  /** An account of a department, which has pages of its own. */
  const outside = computed(() => me.value?.role === 'department')
  const administers = computed(() => me.value?.role === 'admin')

  /** Ask once whether a session is still alive. Raises Refusal when the server cannot be reached. */
  async function load(): Promise<void> {
    if (loaded.value) return
    me.value = await api.me().catch((error: unknown) => {
      if (error instanceof Refusal && error.status === 401) return null
      problem.value = wordsOf(error)
      throw error
    })
    problem.value = ''
    await loadSystem()
    loaded.value = true
  }

  /** The pages do without; the next login asks again. */
  async function loadSystem(): Promise<void> {
    try {
      system.value = await api.system()
    } catch (error) {
      problem.value = wordsOf(error)
    }
  }

  async function login(agent: string, password: string): Promise<void> {
    me.value = await api.login(agent, password)
    problem.value = ''
    if (!system.value) await loadSystem()
    loaded.value = true
  }

  async function logout(): Promise<void> {
    await api.logout()
    forget()
  }

  function forget(): void {
    me.value = null
  }

  async function setPresence(presence: Presence): Promise<void> {
    me.value = await api.setPresence(presence)
  }

  return { me, system, problem, oversees, outside, administers, load, login, logout, forget, setPresence }
})
