/** Where somebody is among the tickets: which folder, which ticket. Both stand in the address; `Alt+↓` goes to the next. */

import { computed, type ComputedRef } from 'vue'
import { useRoute, useRouter } from 'vue-router'

import { useKeys } from '@/shell/useKeys'
import type { Ticket } from '@/wire/tickets'

import { folderOf, type Folder, type Group } from './folders'

export interface Whereabouts {
  folder: ComputedRef<Folder>
  /** The number of the open ticket. */
  chosen: ComputedRef<string | null>
  /** The address of a ticket, or of the folder alone. */
  to(number: string | null): { path: string; query: { in: string } }
  choose(folder: string): void
  close(): Promise<unknown>
}

export function useFolder(base: string, groups: Group[], tickets: () => Ticket[] | null): Whereabouts {
  const route = useRoute()
  const router = useRouter()
  const chosen = computed(() => (typeof route.params.number === 'string' && route.params.number) || null)
  const folder = computed(() => folderOf(groups, String(route.query.in ?? '')))

  const to = (number: string | null) => ({ path: number ? `${base}/${number}` : base, query: { in: folder.value.id } })

  function step(by: number): void {
    const list = tickets() ?? []
    const at = list.findIndex((one) => one.number === chosen.value)
    const next = list[at === -1 ? 0 : at + by]
    if (next) void router.push(to(next.number))
  }

  useKeys({ 'Alt+ArrowDown': () => step(1), 'Alt+ArrowUp': () => step(-1) })
  return {
    folder,
    chosen,
    to,
    choose: (id) => void router.push({ path: base, query: { in: id } }),
    close: () => router.push(to(null)),
  }
}
