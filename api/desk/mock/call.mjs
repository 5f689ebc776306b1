/** One call as a case log with screens that watch it: `step` moves it on, `tell` records and sends. */

import { CALLER, LINES } from './script.mjs'

export class Call {
  constructor(send, agent = '1026') {
    this.send = send
    this.agent = agent
    this.begin = Date.now()
    this.entries = []
    this.line = 0
    this.fields = {}
    this.missing = ['request_type', 'place', 'incident_time', 'caller_name']
    this.edited = {}
    this.view = {
      case: `20261121-${this.begin % 1_000_000}-w3-f2a-7`,
      phase: 'queued', calling_number: CALLER, ticket: null, ticket_state: 'none', agent: null, ahead: 0,
      started_at: this.begin, talking_since: null, wrap_up_ends_at: null, parties: [], hears: [], ended_as: null, call_back: false,
    }
  }

  get id() {
    return this.view.case
  }

  tell(what) {
    const kind = what.type === 'ReviseDraft' ? 'command' : 'event'
    const entry = { type: 'CaseEntry', case: this.id, index: this.entries.length * 2, at: Date.now(), [kind]: what }
    this.entries.push(entry)
    this.send(entry)
  }

  show(changes = {}) {
    Object.assign(this.view, changes)
    this.send(this.snapshot())
  }

  snapshot() {
    return { type: 'CaseSnapshot', case: this.id, index: this.entries.length * 2, view: this.view }
  }

  party(leg, role, label, state) {
    return { leg, role, label, state, since: Date.now() }
  }

  ring() {
    this.tell({ type: 'AgentOffered', agent: this.agent, uri: 'sip:1026@127.0.0.1' })
    const citizen = this.party('citizen', 'citizen', CALLER, 'up')
    const agent = this.party('agent-1', 'agent', this.agent, 'ringing')
    this.show({ phase: 'ringing', agent: this.agent, parties: [citizen, agent], hears: [['citizen', 'music']] })
  }

  answer() {
    this.tell({ type: 'LegAnswered', leg: 'agent-1' })
    const parties = this.view.parties.map((one) => ({ ...one, state: 'up', since: Date.now() }))
    const hears = [['citizen', 'agent-1'], ['agent-1', 'citizen']]
    this.show({ phase: 'talking', talking_since: Date.now(), parties, hears })
    this.tell({ type: 'TicketOpened', number: '261121000046' })
    this.show({ ticket: '261121000046', ticket_state: 'draft' })
    this.revise()
  }

  hold() {
    const hears = [['citizen', 'music']]
    this.show({ phase: 'held', hears, parties: this.parties({ citizen: 'held' }) })
  }

  resume() {
    const hears = [['citizen', 'agent-1'], ['agent-1', 'citizen']]
    this.show({ phase: 'talking', hears, parties: this.parties({ citizen: 'up' }) })
  }

  parties(states) {
    return this.view.parties.map((one) =>
      states[one.leg] ? { ...one, state: states[one.leg], since: Date.now() } : one,
    )
  }

  hangUp(wrapUpMs = 30_000) {
    this.tell({ type: 'LegEnded', leg: 'citizen', cause: 'we_hung_up', status: 200, reason: '' })
    const parties = this.parties({ citizen: 'gone', 'agent-1': 'gone' })
    this.show({ phase: 'wrap_up', wrap_up_ends_at: Date.now() + wrapUpMs, parties, hears: [] })
  }

  extend() {
    this.show({ wrap_up_ends_at: this.view.wrap_up_ends_at + 30_000 })
  }

  end() {
    this.show({ phase: 'closed', wrap_up_ends_at: null, ended_as: 'served' })
    this.send({ type: 'CaseGone', case: this.id })
  }

  edit(field, value) {
    this.edited[field] = value
    this.tell({ type: 'FieldEdited', field, value, agent: this.agent })
    this.revise()
  }

  revise() {
    const draft = { fields: this.fields, missing: this.missing }
    this.tell({ type: 'ReviseDraft', draft, edited: { ...this.edited } })
  }

  firstSample(line) {
    return 16_000 + line * 80_000
  }

  /** A part of the next line (or of one further `ahead`) as a partial; `share` 0..1. */
  partial(share, ahead = 0) {
    const line = LINES[this.line + ahead]
    const text = line.words.map((word) => word.text).join('')
    const shown = text.slice(0, Math.max(1, Math.round(text.length * share)))
    const first_sample = this.firstSample(this.line + ahead)
    this.send({ type: 'Partial', case: this.id, leg: line.leg, first_sample, start_ms: this.line * 5000 + 1000, text: shown })
  }

  /** The next line becomes final. False when the script is over. */
  say() {
    const line = LINES[this.line]
    if (!line) return false
    const start = this.line * 5000 + 1000
    const words = line.words.map((word, i) => ({ ...word, start_ms: start + i * 220, end_ms: start + i * 220 + 200 }))
    const first_sample = this.firstSample(this.line)
    const end_ms = words.at(-1).end_ms
    const text = line.words.map((word) => word.text).join('')
    this.tell({
      type: 'UtteranceHeard', leg: line.leg, first_sample, resume_sample: first_sample + 70_000,
      start_ms: start, end_ms, text, words, confidence: 0.86,
    })
    if (line.draft) this.learn(line, `${line.leg}:${first_sample}`)
    this.line += 1
    return true
  }

  learn(line, utterance) {
    for (const [name, [value, confidence]] of Object.entries(line.draft)) {
      const sources = [...(this.fields[name]?.sources ?? []), utterance]
      this.fields = { ...this.fields, [name]: { value, confidence, sources } }
    }
    this.missing = line.missing
    this.revise()
  }
}
