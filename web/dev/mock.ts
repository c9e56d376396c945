/** The HTTP API answered from memory, for building screens without a server: `npm run dev -- --mode mock`. Never built. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Plugin } from 'vite'
import { answerFile } from './files.ts'
import { inboxRoutes } from './inbox.ts'
import { people, signedOutMe, tenants } from './people.ts'
import { type Answer, type Route, World, refuse } from './world.ts'

const routes: Route[] = [
  { method: 'POST', path: /^\/api\/auth\/sign-in$/, run: ({ body, world }) => {
    const person = people.find((entry) => entry.email === body.email)
    if (!person || body.password !== 'atende-demo') return refuse(401, 'wrong_credentials')
    world.signedIn = person.id
    return { status: 200, body: world.me() }
  } },
  { method: 'POST', path: /^\/api\/auth\/sign-out$/, run: ({ world }) => {
    world.signedIn = null
    return { status: 204 }
  } },
  { method: 'GET', path: /^\/api\/me$/, run: ({ world }) => (world.signedIn ? { status: 200, body: world.me() } : signedOutMe) },
  { method: 'PATCH', path: /^\/api\/me$/, run: ({ world, body }) => {
    world.locale = String(body.locale ?? world.locale)
    return { status: 200, body: world.me() }
  } },
  { method: 'GET', path: /^\/api\/agency\/tenants$/, run: () => ({ status: 200, body: { items: tenants, next_cursor: null } }) },
  { method: 'POST', path: /^\/api\/agency\/tenants$/, run: ({ body }) => {
    const created = { ...body, id: `t${tenants.length + 1}`, slug: String(body.name).toLowerCase().replace(/\W+/g, '-') }
    tenants.push(created as unknown as (typeof tenants)[number])
    return { status: 201, body: created }
  } },
  ...inboxRoutes,
]

async function readBody(request: IncomingMessage): Promise<Record<string, unknown>> {
  const pieces: Buffer[] = []
  for await (const piece of request) pieces.push(piece as Buffer)
  const raw = Buffer.concat(pieces)
  if (request.headers['content-type']?.startsWith('multipart/')) return { raw }
  return raw.length > 0 ? (JSON.parse(raw.toString('utf8')) as Record<string, unknown>) : {}
}

function send(response: ServerResponse, answer: Answer): void {
  response.statusCode = answer.status
  if (answer.raw) {
    response.setHeader('Content-Type', answer.mime ?? 'application/octet-stream')
    response.end(answer.raw)
    return
  }
  if (answer.body === undefined) {
    response.end()
    return
  }
  response.setHeader('Content-Type', 'application/json')
  response.end(JSON.stringify(answer.body))
}

/** As strict as the real server's, so that a violation shows: `vite build && vite preview --mode mock`. In development Vite itself
 * injects styles. */
const policy =
  "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; media-src 'self' blob:; connect-src 'self'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'"

export function mockApi(): Plugin {
  const world = new World()
  return {
    name: 'mock-api',
    configureServer: (server) => void server.middlewares.use((request, response, next) => void handle(world, request, response, next)),
    configurePreviewServer: (server) =>
      void server.middlewares.use((request, response, next) => {
        response.setHeader('Content-Security-Policy', policy)
        void handle(world, request, response, next)
      }),
  }
}

async function handle(world: World, request: IncomingMessage, response: ServerResponse, next: () => void): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://mock')
  if (!url.pathname.startsWith('/api/')) return next()
  if (/^\/api\/t\/[^/]+\/live$/.test(url.pathname)) return world.openLive(request, response)
  if (/\/files\/[^/]+$/.test(url.pathname)) return send(response, answerFile(url.pathname.split('/').at(-1) ?? ''))
  const body = await readBody(request)
  for (const route of routes) {
    const match = route.method === request.method ? route.path.exec(url.pathname) : null
    if (!match) continue
    const answer = route.run({ world, params: match.slice(1), query: url.searchParams, body })
    setTimeout(() => send(response, answer), 60 + Math.random() * 120)
    return
  }
  send(response, refuse(404, 'not_found'))
}
