/** What a department is told: its tickets, and the call in which it is. */

import { rest } from './rest'
import { ticketHouse, type Attachment } from './tickets'
import type { DepartmentName, Edited } from './types'

const part = encodeURIComponent

export const departmentTickets = ticketHouse('/api/department')

export const ownDepartment = () => rest.get<DepartmentName>('/api/department')

/** A file for the next reply. */
export function attach(number: string, file: File): Promise<Attachment> {
  const form = new FormData()
  form.append('file', file)
  return rest.post<Attachment>(`/api/department/tickets/${part(number)}/attachments`, form)
}

export const detach = (number: string, id: number) =>
  rest.remove(`/api/department/tickets/${part(number)}/attachments/${id}`)

/** One sentence that the department could hear. */
export interface JointCaption {
  type: 'JointCaption'
  case: string
  utterance: string
  role: 'citizen' | 'agent' | 'department'
  start_ms: number
  text: string
}

/** A call in which the department is, or was until `left_at`; replaces the former one whole. */
export interface JointCall {
  type: 'JointCall'
  case: string
  ticket: string | null
  joined_at: number
  left_at: number | null
  confidential: boolean
  anonymous: boolean
  caller_name: string
  calling_number: string
  values: Edited
  captions: Omit<JointCaption, 'type' | 'case'>[]
  /** Why there are no captions. */
  note: string
}
