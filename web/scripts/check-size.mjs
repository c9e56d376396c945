// The first route's JavaScript, compressed, from Vite's manifest: everything the entry and the route need before they show.
import { readFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'

const limit = 250_000
const out = new URL('../../atende/static/', import.meta.url)
const manifest = JSON.parse(readFileSync(new URL('.vite/manifest.json', out), 'utf8'))
const firstRoutes = { '/auth': ['auth.tsx'], '/t/:slug/inbox': ['t.$slug.tsx', 't.$slug.inbox.{-$conversationId}.tsx'] }

const addChunk = (key, seen) => {
  if (seen.has(key)) return
  seen.add(key)
  for (const next of manifest[key].imports ?? []) addChunk(next, seen)
}

let failed = false
for (const [url, files] of Object.entries(firstRoutes)) {
  const seen = new Set()
  for (const [key, chunk] of Object.entries(manifest)) {
    const route = (chunk.src ?? key).split('?')[0]
    if (chunk.isEntry || key === 'src/i18n/pt-BR/index.ts' || files.some((file) => route === `src/routes/${file}`)) addChunk(key, seen)
  }
  const scripts = [...seen].map((key) => manifest[key].file).filter((file) => file.endsWith('.js'))
  const bytes = [...new Set(scripts)].reduce((sum, file) => sum + gzipSync(readFileSync(new URL(file, out)), { level: 6 }).length, 0)
  const isOver = bytes > limit
  failed ||= isOver
  console.log(`${isOver ? 'OVER ' : 'ok   '} ${url}: ${(bytes / 1000).toFixed(1)} kB of ${limit / 1000} kB JavaScript, gzip, ${scripts.length} files`)
}
if (failed) process.exit(1)
