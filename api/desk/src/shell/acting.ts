/** Runs what a button asks of the server; a refusal is shown in the server's own words. */

import { ElMessage } from 'element-plus/es/components/message/index'

import { useSession } from '@/store/useSession'
import { Refusal } from '@/wire/rest'

export function say(type: 'success' | 'warning' | 'error', message: string): void {
  const duration = type === 'error' ? 6000 : 3000
  ElMessage({ type, message, duration, showClose: true, grouping: true, placement: 'bottom', offset: 44 })
}

/** True when it was done. Errors that are no refusal are raised. */
export async function acting(act: () => Promise<unknown>): Promise<boolean> {
  try {
    await act()
    return true
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    if (error.status === 401) useSession().forget()
    say('error', error.message)
    return false
  }
}
