// The first route's JavaScript, compressed, from Vite's manifest: everything the entry and the route need before they show.
import { readFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'

const limit = 250_000
const publicLimit = 60_000 // a stranger's phone on a slow network
const out = new URL('../../atende/static/', import.meta.url)
const manifest = JSON.parse(readFileSync(new URL('.vite/manifest.json', out), 'utf8'))
const firstRoutes = { '/auth': ['auth.tsx'], '/t/:slug/inbox': ['t.$slug.tsx', 't.$slug.inbox.{-$conversationId}.tsx'] }

const addChunk = (key, seen) => {
  if (seen.has(key)) return
  seen.add(key)
  for (const next of manifest[key].imports ?? []) addChunk(next, seen)
}

const weigh = (url, seen, most) => {
  const scripts = [...seen].map((key) => manifest[key].file).filter((file) => file.endsWith('.js'))
  const bytes = [...new Set(scripts)].reduce((sum, file) => sum + gzipSync(readFileSync(new URL(file, out)), { level: 6 }).length, 0)
  const isOver = bytes > most
  failed ||= isOver
  console.log(`${isOver ? 'OVER ' : 'ok   '} ${url}: ${(bytes / 1000).toFixed(1)} kB of ${most / 1000} kB JavaScript, gzip, ${scripts.length} files`)
}

let failed = false
for (const [url, files] of Object.entries(firstRoutes)) {
  const seen = new Set()
  for (const [key, chunk] of Object.entries(manifest)) {
    const route = (chunk.src ?? key).split('?')[0]
    if (key === 'index.html' || key === 'src/i18n/pt-BR/index.ts' || files.some((file) => route === `src/routes/${file}`)) addChunk(key, seen)
  }
  weigh(url, seen, limit)
}
const page = new Set()
addChunk('booking.html', page)
// what is loaded later counts as well: a visitor who books needs all of it
for (const key of page) for (const next of manifest[key].dynamicImports ?? []) addChunk(next, page)
weigh('/b/:slug', page, publicLimit)
if (failed) process.exit(1)
