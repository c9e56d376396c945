// web/openapi.json (`tools/openapi.py` writes it) -> src/client/schema.ts; with --check only says whether it is that already
import { createHash } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import openapiTS, { astToString } from 'openapi-typescript'

const source = new URL('../openapi.json', import.meta.url)
const target = new URL('../src/client/schema.ts', import.meta.url)
const described = readFileSync(source, 'utf8')
const print = (text) => createHash('sha256').update(text).digest('hex')
const types = astToString(await openapiTS(JSON.parse(described), { defaultNonNullable: false }))
const written = `/** Generated from web/openapi.json by \`make client\`; change the server instead.\n * description ${print(described)}\n * types ${print(types)} */\n\n${types}`

if (process.argv.includes('--check')) {
  if (readFileSync(target, 'utf8') !== written) {
    console.error('web/src/client/schema.ts is not what web/openapi.json says. Run: make client')
    process.exit(1)
  }
} else {
  writeFileSync(target, written)
}
