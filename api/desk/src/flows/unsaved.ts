/** A menu's text that was typed and not saved, by the menu's name. */

import { waiting } from '@/shell/waiting'

export interface Unsaved {
  text: string
  /** Of the menu that was typed over. */
  version: number
}

export const unsaved = waiting<Unsaved>()
