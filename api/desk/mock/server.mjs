/**
 * A hotline made of paper: serves the built desk and plays one scripted call, so that the page can be looked at without SIP.
 *
 * `npm run mock`, then http://127.0.0.1:18110, any agent number of `records.mjs`, password `mock`. A ready agent gets a call.
 * `POST /mock/<step>` moves it by hand: idle, ring, answer, say, partial?share=0.6, hold, resume, hangup, end, drop, back, down, up, pause.
 */

import { createReadStream, existsSync } from 'node:fs'
import { createServer } from 'node:http'
import { extname, join, normalize } from 'node:path'
import { fileURLToPath } from 'node:url'

import { WebSocketServer } from 'ws'

import { Call } from './call.mjs'
import { LINES } from './script.mjs'
import { agents, callBacks, pastCase, tickets } from './records.mjs'
import { tone } from './tone.mjs'

const PORT = Number(process.env.MOCK_PORT ?? 18110)
const DIST = fileURLToPath(new URL('../dist/', import.meta.url))
const AUTOPLAY = process.env.MOCK_AUTOPLAY !== '0'
const EPOCH = `mock-${Date.now()}`

let agent = null
let call = null
let dropped = false
let recordsUp = true
let version = 0
let stateSince = Date.now()
const screens = new Set()

const broadcast = (message) => screens.forEach((screen) => screen.send(JSON.stringify(message)))
const me = () => {
  const { enabled: _enabled, ...rest } = agent
  return rest
}

function agentState() {
  const phase = call?.view.phase
  if (phase === 'ringing') return 'ringing'
  if (phase === 'talking' || phase === 'held') return 'talking'
  if (phase === 'wrap_up') return 'wrap_up'
  return agent.presence === 'ready' ? 'idle' : 'away'
}

function desk() {
  return {
    type: 'Desk', version: version++, me: me(), queue: { waiting: 2, longest_since: Date.now() - 14_000 },
    agents: [{ ...agent, state: agentState(), since: stateSince }],
    caption_lag_ms: 420, records_up: recordsUp, calls_free: 6, calls_busy: call ? 2 : 1,
  }
}

function changed() {
  stateSince = Date.now()
  if (agent) broadcast(desk())
}

const steps = {
  idle: () => {
    if (call) broadcast({ type: 'CaseGone', case: call.id })
    call = null
  },
  ring: () => {
    call = new Call(broadcast, agent.agent)
    call.ring()
  },
  answer: () => call.answer(),
  say: () => call.say(),
  partial: (query) => call.partial(Number(query.get('share') ?? 0.6), Number(query.get('ahead') ?? 0)),
  hold: () => call.hold(),
  resume: () => call.resume(),
  hangup: () => call.hangUp(),
  end: () => {
    call.end()
    call = null
  },
  drop: () => {
    dropped = true
    screens.forEach((screen) => screen.terminate())
  },
  back: () => {
    dropped = false
  },
  down: () => {
    recordsUp = false
  },
  up: () => {
    recordsUp = true
  },
}

const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms))

async function autoplay() {
  steps.ring()
  changed()
  await sleep(4000)
  call.answer()
  changed()
  while (call?.view.phase === 'talking' && call.line < LINES.length) {
    for (const share of [0.2, 0.4, 0.6, 0.8, 1]) {
      call?.partial(share)
      await sleep(350)
    }
    call?.say()
    await sleep(500)
  }
}

function json(response, status, body) {
  response.writeHead(status, { 'Content-Type': 'application/json' })
  response.end(status === 204 ? undefined : JSON.stringify(body))
}

async function bodyOf(request) {
  let text = ''
  for await (const chunk of request) text += chunk
  return text ? JSON.parse(text) : {}
}

const live = (id) => call && call.id === id

function confirmed(id) {
  if (live(id)) {
    call.tell({ type: 'TicketConfirmed', agent: agent.agent })
    call.show({ ticket_state: 'confirmed' })
  }
  const ticket = tickets.find((one) => one.case === id)
  if (ticket) Object.assign(ticket, { state: 'confirmed', confirmed_at: Date.now() })
  return { number: ticket?.number ?? '261121000046' }
}

function discarded(id, reason) {
  if (live(id)) {
    call.tell({ type: 'TicketDiscarded', agent: agent.agent, reason })
    call.show({ ticket_state: 'discarded' })
  }
  const ticket = tickets.find((one) => one.case === id)
  if (ticket) ticket.state = 'discarded'
}

const routes = [
  ['POST', /^\/api\/login$/, (_, body) => {
    const found = agents.find((one) => one.agent === body.agent)
    if (!found || body.password !== 'mock') return [401, { detail: '工号或密码不对' }]
    agent = found
    return [200, me()]
  }],
  ['POST', /^\/api\/logout$/, () => { agent = null; return [204] }],
  ['GET', /^\/api\/me$/, () => [200, me()]],
  ['GET', /^\/api\/system$/, () => [200, { city: '江城', model: 'lingting-demo-zh-8k', demo_model: true, direct: false, version: '0.1.0' }]],
  ['PUT', /^\/api\/me\/presence$/, (_, body) => {
    agent.presence = body.presence
    changed()
    if (AUTOPLAY && body.presence === 'ready' && !call) setTimeout(() => void autoplay(), 2000)
    return [200, me()]
  }],
  ['GET', /^\/api\/cases$/, () => [200, callBacks]],
  ['POST', /^\/api\/cases\/([^/]+)\/(hold|resume|hangup)$/, ([, , act]) => { steps[act](); changed(); return [204] }],
  ['POST', /^\/api\/cases\/([^/]+)\/wrap-up\/(extend|end)$/, ([, , act]) => {
    if (act === 'extend') call.extend()
    else steps.end()
    changed()
    return [204]
  }],
  ['PATCH', /^\/api\/cases\/([^/]+)\/draft$/, ([, id], body) => { if (live(id)) call.edit(body.field, body.value); return [204] }],
  ['POST', /^\/api\/cases\/([^/]+)\/confirm$/, ([, id]) => [200, confirmed(id)]],
  ['POST', /^\/api\/cases\/([^/]+)\/discard$/, ([, id], body) => { discarded(id, body.reason); return [204] }],
  ['PUT', /^\/api\/cases\/([^/]+)\/captions\/(.+)$/, ([, , utterance], body) => {
    call?.tell({ type: 'CaptionCorrected', utterance, text: body.text, agent: agent.agent })
    return [204]
  }],
  ['GET', /^\/api\/cases\/([^/]+)$/, ([, id]) => [200, pastCase(id)]],
  ['GET', /^\/api\/tickets$/, (_, __, query) => [200, tickets.filter((one) =>
    (!query.get('state') || one.state === query.get('state')) &&
    (!query.get('q') || JSON.stringify(one).includes(query.get('q'))))]],
  ['GET', /^\/api\/tickets\/(\d+)$/, ([, number]) => {
    const found = tickets.find((one) => one.number === number)
    if (!found) return [404, { detail: '没有这张工单，请核对工单号' }]
    const first = { index: 9, at: found.created_at, kind: 'drafted', agent: null, changes: { title: '水压低' } }
    const last = { index: 31, at: found.created_at + 80_000, kind: 'edited', agent: '1026', changes: { title: found.values.title } }
    return [200, { ...found, calling_number: '13900000021', revisions: [first, last] }]
  }],
  ['GET', /^\/api\/callers\/(.+)$/, ([, number]) => [200, { number, calls: 3, open_tickets: tickets.slice(1, 3), recent: callBacks }]],
  ['POST', /^\/api\/callbacks\/(.+)\/done$/, ([, id]) => { callBacks.splice(callBacks.findIndex((one) => one.case === id), 1); return [204] }],
  ['GET', /^\/api\/agents$/, () => [200, agents]],
  ['POST', /^\/api\/agents$/, (_, body) => {
    const made = { agent: body.agent, name: body.name, role: body.role, enabled: true, presence: 'away', phone_registered: false }
    agents.push(made)
    return [201, made]
  }],
  ['PATCH', /^\/api\/agents\/(.+)$/, ([, id], body) => {
    const found = agents.find((one) => one.agent === id)
    const { password: _p, phone_password: _q, ...rest } = body
    return [200, Object.assign(found, rest)]
  }],
]

const TYPES = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css', '.svg': 'image/svg+xml' }

function file(path, response) {
  const asked = normalize(join(DIST, path === '/' ? 'index.html' : path))
  const found = asked.startsWith(DIST) && existsSync(asked)
  if (!found) return json(response, 404, { detail: '没有这个文件' })
  response.writeHead(200, { 'Content-Type': `${TYPES[extname(asked)] ?? 'application/octet-stream'}; charset=utf-8` })
  return createReadStream(asked).pipe(response)
}

async function answer(request, response) {
  const url = new URL(request.url, 'http://mock')
  const path = decodeURIComponent(url.pathname)
  const step = /^\/mock\/(\w+)$/.exec(path)
  if (step) {
    steps[step[1]](url.searchParams)
    changed()
    return json(response, 204)
  }
  if (!path.startsWith('/api/')) return file(path, response)
  if (dropped) return request.socket.destroy()
  if (/\/audio$/.test(path)) return tone(response)
  if (!agent && !/login|system/.test(path)) return json(response, 401, { detail: '请先登录' })
  for (const [method, pattern, act] of routes) {
    const match = method === request.method && pattern.exec(path)
    if (match) return json(response, ...act(match, await bodyOf(request), url.searchParams))
  }
  return json(response, 404, { detail: '没有这个接口' })
}

const server = createServer((request, response) => void answer(request, response))
const sockets = new WebSocketServer({ server, path: '/api/screen' })

sockets.on('connection', (socket) => {
  if (dropped) return socket.terminate()
  if (!agent) return socket.close(4401)
  socket.once('message', (text) => {
    if (!agent) return socket.close(4401)
    const { seen } = JSON.parse(String(text))
    const say = (message) => socket.send(JSON.stringify(message))
    say({ type: 'Hello', epoch: EPOCH, now: Date.now(), me: me() })
    if (call) {
      call.entries.filter((one) => one.index > (seen[call.id] ?? -1)).forEach(say)
      say(call.snapshot())
    }
    say(desk())
    say({ type: 'CaughtUp' })
    screens.add(socket)
  })
  socket.on('close', () => screens.delete(socket))
})

server.listen(PORT, '127.0.0.1', () => console.log(`mock hotline at http://127.0.0.1:${PORT}`))
