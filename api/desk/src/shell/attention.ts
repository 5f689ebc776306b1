/** Calls the agent back to this page: title, favicon and, where allowed, a notification of the system. */

import { phone } from '@/words/formats'

const TITLE = '聆听 · 坐席工作台'
let shown: Notification | null = null

function setIcon(file: string): void {
  document.querySelector<HTMLLinkElement>('link[rel="icon"]')?.setAttribute('href', file)
}

export function ringing(number: string): void {
  document.title = `☎ 来电 ${phone(number)}`
  setIcon('/favicon-ringing.svg')
  if (!mayNotify()) return
  shown = new Notification('新来电，请在话机上接听', { body: phone(number), tag: 'lingting-ringing' })
  shown.onclick = () => window.focus()
}

export function calm(): void {
  document.title = TITLE
  setIcon('/favicon.svg')
  shown?.close()
  shown = null
}

function mayNotify(): boolean {
  return 'Notification' in window && Notification.permission === 'granted'
}

export function canAskToNotify(): boolean {
  return 'Notification' in window && Notification.permission === 'default'
}

export async function askToNotify(): Promise<void> {
  await Notification.requestPermission()
}
